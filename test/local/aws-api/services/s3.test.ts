import { get } from 'node:http';
import { Readable } from 'node:stream';
import {
  BucketAlreadyExists,
  BucketAlreadyOwnedByYou,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  NoSuchBucket,
  NoSuchKey,
  NotFound,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  paginateListObjectsV2,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { ACCOUNT, clientOptions, emptyWorld, openCloud } from '../harness.ts';

const OWNER = { Bucket: 'artifacts', ExpectedBucketOwner: ACCOUNT };

describe('buckets', () => {
  it('are created, located, headed, listed and deleted', async () => {
    const { s3, cloud } = await start();
    expect(await s3.send(new GetBucketLocationCommand({ Bucket: 'artifacts' }))).toMatchObject({});
    expect(await s3.send(new HeadBucketCommand(OWNER))).toMatchObject({ BucketRegion: 'us-east-1' });
    const { Buckets } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name, CreationDate }) => [Name, CreationDate?.getUTCFullYear()])).toEqual([
      ['artifacts', 2026],
    ]);
    await s3.send(new DeleteBucketCommand(OWNER));
    expect(cloud.world.buckets.size).toBe(0);
  });

  it('tell their region where it is not us-east-1, and want it said when they are made', async () => {
    const cloud = await openCloud({ world: emptyWorld({ region: 'eu-west-1' }) });
    const s3 = new S3Client({ ...clientOptions(cloud), region: 'eu-west-1' });
    const named = {
      Bucket: 'artifacts',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    } as const;
    await s3.send(new CreateBucketCommand(named));
    expect(await s3.send(new GetBucketLocationCommand({ Bucket: 'artifacts' }))).toMatchObject({
      LocationConstraint: 'eu-west-1',
    });
    await expect(s3.send(new CreateBucketCommand(named))).rejects.toBeInstanceOf(BucketAlreadyOwnedByYou);
    await expect(
      s3.send(
        new CreateBucketCommand({
          Bucket: 'elsewhere',
          CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' },
        }),
      ),
    ).rejects.toMatchObject({ name: 'IllegalLocationConstraintException' });
  });

  it('of another account can neither be made nor touched', async () => {
    const { s3, cloud } = await start();
    cloud.addBucket({ name: 'taken', owner: '999999999999' });
    await expect(s3.send(new CreateBucketCommand({ Bucket: 'taken' }))).rejects.toBeInstanceOf(
      BucketAlreadyExists,
    );
    const refused = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } };
    await expect(s3.send(new ListObjectsV2Command({ Bucket: 'taken' }))).rejects.toMatchObject(refused);
    await expect(
      s3.send(new ListObjectsV2Command({ Bucket: 'artifacts', ExpectedBucketOwner: '999999999999' })),
    ).rejects.toMatchObject(refused);
  });

  it('that are not there are said not to be there, with a body and without', async () => {
    const { s3 } = await start();
    await expect(s3.send(new ListObjectsV2Command({ Bucket: 'absent' }))).rejects.toBeInstanceOf(
      NoSuchBucket,
    );
    await expect(s3.send(new HeadBucketCommand({ Bucket: 'absent' }))).rejects.toBeInstanceOf(NotFound);
  });

  it('with objects are not deleted, and names that S3 would not take are refused', async () => {
    const { s3 } = await start();
    await s3.send(new PutObjectCommand({ ...OWNER, Key: 'a', Body: 'x' }));
    await expect(s3.send(new DeleteBucketCommand(OWNER))).rejects.toMatchObject({ name: 'BucketNotEmpty' });
    await expect(s3.send(new CreateBucketCommand({ Bucket: 'No_Good' }))).rejects.toMatchObject({
      name: 'InvalidBucketName',
    });
  });
});

describe('the settings of a bucket', () => {
  it('come back as they were put', async () => {
    const { s3 } = await start();
    const encryption = {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'k' },
          BucketKeyEnabled: true,
        },
      ],
    } as const;
    const block = {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: false,
      RestrictPublicBuckets: true,
    };
    const controls = { Rules: [{ ObjectOwnership: 'ObjectWriter' }] } as const;
    const policy = JSON.stringify({
      Statement: [{ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
    });
    const tagging = {
      TagSet: [
        { Key: 'a', Value: '<1 & "2">' },
        { Key: 'b', Value: ' é ' },
      ],
    };
    const rules = [
      { ID: 'old', Status: 'Enabled', Filter: { Prefix: 'handler/' }, Expiration: { Days: 90 } },
    ] as const;

    await s3.send(
      new PutBucketEncryptionCommand({
        ...OWNER,
        ServerSideEncryptionConfiguration: { Rules: [...encryption.Rules] },
      }),
    );
    await s3.send(new PutPublicAccessBlockCommand({ ...OWNER, PublicAccessBlockConfiguration: block }));
    await s3.send(
      new PutBucketOwnershipControlsCommand({ ...OWNER, OwnershipControls: { Rules: [...controls.Rules] } }),
    );
    await s3.send(new PutBucketPolicyCommand({ ...OWNER, Policy: policy }));
    await s3.send(new PutBucketTaggingCommand({ ...OWNER, Tagging: tagging }));
    await s3.send(
      new PutBucketLifecycleConfigurationCommand({ ...OWNER, LifecycleConfiguration: { Rules: [...rules] } }),
    );
    await s3.send(
      new PutBucketVersioningCommand({ ...OWNER, VersioningConfiguration: { Status: 'Enabled' } }),
    );

    expect((await s3.send(new GetBucketEncryptionCommand(OWNER))).ServerSideEncryptionConfiguration).toEqual(
      encryption,
    );
    expect((await s3.send(new GetPublicAccessBlockCommand(OWNER))).PublicAccessBlockConfiguration).toEqual(
      block,
    );
    expect((await s3.send(new GetBucketOwnershipControlsCommand(OWNER))).OwnershipControls).toEqual(controls);
    expect((await s3.send(new GetBucketPolicyCommand(OWNER))).Policy).toBe(policy);
    expect((await s3.send(new GetBucketTaggingCommand(OWNER))).TagSet).toEqual(tagging.TagSet);
    expect((await s3.send(new GetBucketLifecycleConfigurationCommand(OWNER))).Rules).toEqual(rules);
    expect((await s3.send(new GetBucketVersioningCommand(OWNER))).Status).toBe('Enabled');
  });

  it('have the standards of a new bucket', async () => {
    const { s3 } = await start();
    const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand(OWNER));
    expect(
      ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
    ).toBe('AES256');
    const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand(OWNER));
    expect(PublicAccessBlockConfiguration?.BlockPublicPolicy).toBe(true);
    expect((await s3.send(new GetBucketVersioningCommand(OWNER))).Status).toBeUndefined();
  });

  it('that are not there are errors of their own', async () => {
    const { s3 } = await start();
    await s3.send(new DeletePublicAccessBlockCommand(OWNER));
    await s3.send(new DeleteBucketPolicyCommand(OWNER));
    await expect(s3.send(new GetPublicAccessBlockCommand(OWNER))).rejects.toMatchObject({
      name: 'NoSuchPublicAccessBlockConfiguration',
    });
    await expect(s3.send(new GetBucketPolicyCommand(OWNER))).rejects.toMatchObject({
      name: 'NoSuchBucketPolicy',
    });
    await expect(s3.send(new GetBucketTaggingCommand(OWNER))).rejects.toMatchObject({ name: 'NoSuchTagSet' });
    await expect(s3.send(new GetBucketLifecycleConfigurationCommand(OWNER))).rejects.toMatchObject({
      name: 'NoSuchLifecycleConfiguration',
    });
    await expect(s3.send(new PutBucketPolicyCommand({ ...OWNER, Policy: 'no' }))).rejects.toMatchObject({
      name: 'MalformedPolicy',
    });
  });
});

describe('objects', () => {
  const zip = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7) % 251);

  it('sent whole come back byte for byte with what was said of them', async () => {
    const { s3 } = await start();
    const put = await s3.send(
      new PutObjectCommand({
        ...OWNER,
        Key: 'handler/ü +&.zip',
        Body: zip,
        ContentType: 'application/zip',
        Metadata: { made: 'here' },
        ServerSideEncryption: 'AES256',
      }),
    );
    expect(put).toMatchObject({
      ETag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
      ChecksumCRC32: expect.any(String),
    });
    const got = await s3.send(new GetObjectCommand({ ...OWNER, Key: 'handler/ü +&.zip' }));
    expect(got).toMatchObject({
      ContentType: 'application/zip',
      ContentLength: zip.length,
      Metadata: { made: 'here' },
    });
    expect(Buffer.compare((await got.Body?.transformToByteArray()) ?? Buffer.alloc(0), zip)).toBe(0);
    const head = await s3.send(new HeadObjectCommand({ ...OWNER, Key: 'handler/ü +&.zip' }));
    expect(head).toMatchObject({ ContentLength: zip.length, ETag: put.ETag });
  });

  it.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256', 'CRC64NVME'] as const)(
    'sent as a stream in chunks with a trailing %s are decoded',
    async (ChecksumAlgorithm) => {
      const { s3, cloud } = await start();
      const Body = Readable.from([zip.subarray(0, 70_000), zip.subarray(70_000)].map(Buffer.from));
      const put = new PutObjectCommand({
        ...OWNER,
        Key: 'k',
        Body,
        ContentLength: zip.length,
        ChecksumAlgorithm,
      });
      let framed = false;
      put.middlewareStack.add(
        (next) => (args) => {
          const { headers } = args.request as { headers: Record<string, string> };
          framed = headers['content-encoding'] === 'aws-chunked';
          return next(args);
        },
        { step: 'finalizeRequest', priority: 'low' },
      );
      await s3.send(put);
      expect(framed).toBe(true);
      const stored = cloud.world.buckets.get('artifacts')?.objects.get('k');
      expect(Buffer.compare(stored?.body ?? Buffer.alloc(0), zip)).toBe(0);
      expect(stored?.headers.ContentEncoding).toBeUndefined();
    },
  );

  it('are encrypted as the bucket is, unless the put says otherwise', async () => {
    const { s3 } = await start();
    const kms = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } } as const;
    await s3.send(
      new PutBucketEncryptionCommand({ ...OWNER, ServerSideEncryptionConfiguration: { Rules: [kms] } }),
    );
    const put = { ...OWNER, Key: 'k', Body: 'x' };
    expect((await s3.send(new PutObjectCommand(put))).ServerSideEncryption).toBe('aws:kms');
    const own = new PutObjectCommand({ ...put, ServerSideEncryption: 'AES256' });
    expect((await s3.send(own)).ServerSideEncryption).toBe('AES256');
  });

  it('that are not what their checksum says are refused', async () => {
    const { s3, cloud } = await start();
    await expect(
      s3.send(
        new PutObjectCommand({
          ...OWNER,
          Key: 'k',
          Body: 'hello',
          ChecksumSHA256: Buffer.alloc(32).toString('base64'),
        }),
      ),
    ).rejects.toMatchObject({ name: 'BadDigest' });
    expect(cloud.world.buckets.get('artifacts')?.objects.size).toBe(0);
  });

  it('are read in ranges, deleted, and said to be absent', async () => {
    const { s3 } = await start();
    await s3.send(new PutObjectCommand({ ...OWNER, Key: 'k', Body: 'hello' }));
    const part = await s3.send(new GetObjectCommand({ ...OWNER, Key: 'k', Range: 'bytes=1-2' }));
    expect([await part.Body?.transformToString(), part.ContentRange, part.$metadata.httpStatusCode]).toEqual([
      'el',
      'bytes 1-2/5',
      206,
    ]);
    await s3.send(new DeleteObjectCommand({ ...OWNER, Key: 'k' }));
    await expect(s3.send(new GetObjectCommand({ ...OWNER, Key: 'k' }))).rejects.toBeInstanceOf(NoSuchKey);
    await expect(s3.send(new HeadObjectCommand({ ...OWNER, Key: 'k' }))).rejects.toBeInstanceOf(NotFound);
  });

  it('are listed by prefix, in pages and in groups', async () => {
    const { s3 } = await start();
    const keys = ['a/1', 'a/2', 'a/3', 'b/1', 'c'];
    for (const Key of keys) await s3.send(new PutObjectCommand({ ...OWNER, Key, Body: Key }));
    const pages: (readonly (string | undefined)[])[] = [];
    for await (const { Contents } of paginateListObjectsV2({ client: s3, pageSize: 2 }, { ...OWNER })) {
      pages.push((Contents ?? []).map(({ Key }) => Key));
    }
    expect(pages).toEqual([['a/1', 'a/2'], ['a/3', 'b/1'], ['c']]);
    const one = await s3.send(new ListObjectsV2Command({ ...OWNER, Prefix: 'a/', MaxKeys: 1 }));
    expect(one).toMatchObject({ KeyCount: 1, IsTruncated: true, Contents: [{ Key: 'a/1', Size: 3 }] });
    const none = await s3.send(new ListObjectsV2Command({ ...OWNER, Prefix: 'zzz' }));
    expect([none.KeyCount, none.IsTruncated, none.Contents]).toEqual([0, false, undefined]);
    const grouped = await s3.send(new ListObjectsV2Command({ ...OWNER, Delimiter: '/' }));
    expect(grouped.CommonPrefixes).toEqual([{ Prefix: 'a/' }, { Prefix: 'b/' }]);
    expect(grouped.Contents?.map(({ Key }) => Key)).toEqual(['c']);
    await expect(
      s3.send(new ListObjectsV2Command({ ...OWNER, ContinuationToken: 'nonsense' })),
    ).rejects.toMatchObject({ name: 'InvalidArgument' });
  });
});

describe('addresses', () => {
  it('with the bucket in the host name work as well', async () => {
    const cloud = await openCloud();
    cloud.addBucket({ name: 'artifacts', owner: ACCOUNT });
    const listing = await new Promise<string>((resolve, reject) => {
      const headers = { host: 'artifacts.localhost', authorization: signedFor('s3') };
      get(`${cloud.endpoint}/?list-type=2`, { headers }, (answer) => {
        answer.setEncoding('utf8').once('data', resolve);
      }).on('error', reject);
    });
    expect(listing).toContain('<Name>artifacts</Name>');
    const s3 = new S3Client({ ...clientOptions(cloud), forcePathStyle: true });
    expect((await s3.send(new ListObjectsV2Command(OWNER))).KeyCount).toBe(0);
  });

  it('of operations that are not served are told so by name', async () => {
    const { s3 } = await start();
    await expect(
      s3.send(new UploadPartCommand({ ...OWNER, Key: 'k', UploadId: 'u', PartNumber: 1, Body: 'x' })),
    ).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('s3:UploadPart is not served'),
    });
  });
});

async function start() {
  const cloud = await openCloud();
  const s3 = new S3Client(clientOptions(cloud));
  await s3.send(new CreateBucketCommand({ Bucket: 'artifacts' }));
  return { cloud, s3 };
}

function signedFor(service: string): string {
  return `AWS4-HMAC-SHA256 Credential=AKIA/20261124/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
}
