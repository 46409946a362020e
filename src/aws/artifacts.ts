import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Artifacts } from '../deployment/ports.ts';
import { isProxyWebhookError, ProxyWebhookError } from '../errors.ts';
import { absentAs, awsCode } from './absence.ts';
import { artifactRemoval } from './artifact-removal.ts';
import type { Operation } from './operations.ts';
import { partitionOf } from './partition.ts';
import { countSentBytes } from './sent-bytes.ts';
import type { AwsSession } from './session.ts';

/** A zip of nothing is this long: an upload that was cut off before its content. */
const EMPTY_ZIP_BYTES = 22;
/** S3 makes a bucket known within seconds; until then its settings may be refused. */
const SETTLING_TRIES = 6;

export function artifacts(session: AwsSession): Artifacts {
  const client = session.client(S3Client);

  const list = (Bucket: string, ExpectedBucketOwner: string, Prefix?: string) =>
    session.call({ operation: 'ListObjectsV2', subject: Bucket }, () =>
      client.send(
        new ListObjectsV2Command({ Bucket, ExpectedBucketOwner, MaxKeys: 1, ...(Prefix && { Prefix }) }),
      ),
    );

  // The policy is put last, so a bucket without one was not finished.
  const look = (name: string, owner: string) =>
    absentAs('absent' as const, /^NoSuchBucket$/, async () => {
      await list(name, owner).catch((error: unknown) => {
        throw foreign(error) ? takenByOthers(name, owner, error) : error;
      });
      return (await hasPolicy(name, owner)) ? ('ours' as const) : ('unfinished' as const);
    });

  return {
    async bucket(name, owner) {
      const found = await look(name, owner);
      return found === 'unfinished' ? 'absent' : found;
    },

    async createBucket(name, owner) {
      const found = await look(name, owner);
      if (found === 'ours') return;
      const region = await client.config.region();
      if (found === 'absent') await create(name, owner, region);
      const settings = { Bucket: name, ExpectedBucketOwner: owner };
      const put = (operation: Operation, send: () => Promise<unknown>) =>
        settled(() => session.call({ operation, subject: name }, send));
      await put('PutPublicAccessBlock', () =>
        client.send(
          new PutPublicAccessBlockCommand({
            ...settings,
            PublicAccessBlockConfiguration: {
              BlockPublicAcls: true,
              BlockPublicPolicy: true,
              IgnorePublicAcls: true,
              RestrictPublicBuckets: true,
            },
          }),
        ),
      );
      await put('PutBucketOwnershipControls', () =>
        client.send(
          new PutBucketOwnershipControlsCommand({
            ...settings,
            OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
          }),
        ),
      );
      // One that was there may have been set to a key of the customer.
      const keyed =
        found === 'unfinished' && 'SSEKMSKeyId' in ((await demandedEncryption(name, owner)) ?? {});
      if (!keyed) {
        await put('PutBucketEncryption', () =>
          client.send(
            new PutBucketEncryptionCommand({
              ...settings,
              ServerSideEncryptionConfiguration: {
                Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
              },
            }),
          ),
        );
      }
      await put('PutBucketPolicy', () =>
        client.send(new PutBucketPolicyCommand({ ...settings, Policy: tlsOnly(name, partitionOf(region)) })),
      );
    },

    has: (name, key, owner) =>
      absentAs(false, /^NoSuchBucket$/, async () => {
        const { Contents } = await list(name, owner, key);
        return Contents?.some((it) => it.Key === key && (it.Size ?? 0) > EMPTY_ZIP_BYTES) ?? false;
      }),

    async put(name, key, body, owner, sent) {
      const encryption = await demandedEncryption(name, owner);
      const command = new PutObjectCommand({
        Bucket: name,
        Key: key,
        Body: body,
        ExpectedBucketOwner: owner,
        ContentType: 'application/zip',
        ChecksumAlgorithm: 'SHA256',
        ...encryption,
      });
      if (sent !== undefined) countSentBytes(command.middlewareStack, sent);
      await session.call({ operation: 'PutObject', subject: `${name}/${key}` }, () => client.send(command));
    },

    ...artifactRemoval(session),
  };

  async function create(name: string, owner: string, region: string): Promise<void> {
    try {
      await session.call({ operation: 'CreateBucket', subject: name }, () =>
        client.send(
          new CreateBucketCommand({
            Bucket: name,
            ObjectOwnership: 'BucketOwnerEnforced',
            // us-east-1 is the one region that S3 does not take by name.
            ...(region === 'us-east-1'
              ? {}
              : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-central-1' } }),
          }),
        ),
      );
    } catch (error) {
      // Another run made it meanwhile, and may not come to finish it.
      if (awsCode(error) === 'BucketAlreadyOwnedByYou') return;
      throw awsCode(error) === 'BucketAlreadyExists' ? takenByOthers(name, owner, error) : error;
    }
  }

  // Who may not see the policy takes the bucket as it is.
  async function hasPolicy(Bucket: string, ExpectedBucketOwner: string): Promise<boolean> {
    try {
      await session.call({ operation: 'GetBucketPolicy', subject: Bucket }, () =>
        client.send(new GetBucketPolicyCommand({ Bucket, ExpectedBucketOwner })),
      );
      return true;
    } catch (error) {
      if (awsCode(error) === 'NoSuchBucketPolicy') return false;
      if (isProxyWebhookError(error) && error.code === 'access-denied') return true;
      throw error;
    }
  }

  // A bucket encrypts on its own; one that is set to a key of the customer often demands to be told so as well.
  async function demandedEncryption(Bucket: string, ExpectedBucketOwner: string) {
    const answer = await session
      .call({ operation: 'GetBucketEncryption', subject: Bucket }, () =>
        client.send(new GetBucketEncryptionCommand({ Bucket, ExpectedBucketOwner })),
      )
      .catch((error: unknown) => {
        const unset = awsCode(error) === 'ServerSideEncryptionConfigurationNotFoundError';
        const denied = isProxyWebhookError(error) && error.code === 'access-denied';
        if (unset || denied) return undefined;
        throw error;
      });
    const rule = answer?.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
    if (rule?.SSEAlgorithm === undefined || rule.SSEAlgorithm === 'AES256') return {};
    return {
      ServerSideEncryption: rule.SSEAlgorithm,
      ...(rule.KMSMasterKeyID === undefined ? {} : { SSEKMSKeyId: rule.KMSMasterKeyID }),
    };
  }
}

// S3 explains a refusal to the account it belongs to ("is not authorized to perform"), and to nobody else.
function foreign(error: unknown): boolean {
  if (!isProxyWebhookError(error)) return false;
  const explained = error.cause instanceof Error && /is not authorized to perform/.test(error.cause.message);
  return (error.code === 'access-denied' && !explained) || error.data.status === 301;
}

function takenByOthers(name: string, owner: string, cause: unknown): ProxyWebhookError {
  return new ProxyWebhookError(
    'refused',
    `The bucket ${name} is not the account ${owner}'s: nothing was put into it.`,
    {
      remedies: [
        'Somebody else took the name. Deploy in another region, or tell AWS Support: abuse of predictable bucket names',
        'If it is your bucket after all: allow s3:ListBucket on it, its own policy included',
      ],
      cause,
      data: { bucket: name, owner },
    },
  );
}

function tlsOnly(bucket: string, partition: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [`arn:${partition}:s3:::${bucket}`, `arn:${partition}:s3:::${bucket}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });
}

async function settled<Value>(put: () => Promise<Value>): Promise<Value> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await put();
    } catch (error) {
      if (attempt === SETTLING_TRIES || !/^(NoSuchBucket|OperationAborted)$/.test(awsCode(error)))
        throw error;
      await sleep(200 * 2 ** attempt);
    }
  }
}
