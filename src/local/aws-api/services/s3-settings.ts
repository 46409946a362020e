import { AwsApiError } from '../../cloud.ts';
import type { World } from '../../world.ts';
import { ownBucket } from './s3-buckets.ts';
import type { Answer, Call } from './served-calls.ts';

/** The sub-resources of a bucket: each is kept as it was put, as JSON of the SDK's shape (the policy as its own text). */
export function settingCalls(world: World): Readonly<Record<string, Call>> {
  return Object.assign({}, ...SETTINGS.map((setting) => callsOf(world, setting)));
}

interface Setting {
  /** Its key in `Bucket.settings`. */
  readonly key: string;
  readonly get: string;
  readonly put: string;
  readonly remove?: string;
  /** The member of the put's input that is kept, and the answer of the get made of it. */
  readonly member: string;
  readonly answer: (kept: unknown) => Answer;
  /** What a bucket has that nothing was put to; absent when the get fails then. */
  readonly standard?: unknown;
  readonly missing?: readonly [code: string, message: string];
}

const wrapped = (member: string) => (kept: unknown) => ({ [member]: kept });
const spread = (kept: unknown) => kept as Answer;

const SETTINGS: readonly Setting[] = [
  {
    key: 'encryption',
    get: 'GetBucketEncryption',
    put: 'PutBucketEncryption',
    remove: 'DeleteBucketEncryption',
    member: 'ServerSideEncryptionConfiguration',
    answer: wrapped('ServerSideEncryptionConfiguration'),
    // S3 User Guide, "Setting default server-side encryption behavior": SSE-S3 on every bucket.
    standard: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
    },
  },
  {
    key: 'publicAccessBlock',
    get: 'GetPublicAccessBlock',
    put: 'PutPublicAccessBlock',
    remove: 'DeletePublicAccessBlock',
    member: 'PublicAccessBlockConfiguration',
    answer: wrapped('PublicAccessBlockConfiguration'),
    // S3 User Guide, "Blocking public access": on for every new bucket.
    standard: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
    missing: ['NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found'],
  },
  {
    key: 'ownershipControls',
    get: 'GetBucketOwnershipControls',
    put: 'PutBucketOwnershipControls',
    remove: 'DeleteBucketOwnershipControls',
    member: 'OwnershipControls',
    answer: wrapped('OwnershipControls'),
    // S3 User Guide, "Controlling ownership of objects": the default of a new bucket.
    standard: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    missing: ['OwnershipControlsNotFoundError', 'The bucket ownership controls were not found'],
  },
  {
    key: 'policy',
    get: 'GetBucketPolicy',
    put: 'PutBucketPolicy',
    remove: 'DeleteBucketPolicy',
    member: 'Policy',
    answer: wrapped('Policy'),
    missing: ['NoSuchBucketPolicy', 'The bucket policy does not exist'],
  },
  {
    key: 'tagging',
    get: 'GetBucketTagging',
    put: 'PutBucketTagging',
    remove: 'DeleteBucketTagging',
    member: 'Tagging',
    answer: spread,
    missing: ['NoSuchTagSet', 'The TagSet does not exist'],
  },
  {
    key: 'lifecycle',
    get: 'GetBucketLifecycleConfiguration',
    put: 'PutBucketLifecycleConfiguration',
    remove: 'DeleteBucketLifecycle',
    member: 'LifecycleConfiguration',
    answer: spread,
    missing: ['NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'],
  },
  {
    key: 'versioning',
    get: 'GetBucketVersioning',
    put: 'PutBucketVersioning',
    member: 'VersioningConfiguration',
    answer: spread,
    standard: {},
  },
];

const REMOVED = '';

function callsOf(world: World, setting: Setting): Readonly<Record<string, Call>> {
  const { key, get, put, remove, member, answer, standard, missing } = setting;
  return {
    [get]: (input) => {
      const kept = ownBucket(world, input).settings.get(key);
      if (kept !== undefined && kept !== REMOVED) return answer(key === 'policy' ? kept : JSON.parse(kept));
      if (standard !== undefined && (kept === undefined || missing === undefined)) return answer(standard);
      throw new AwsApiError(missing?.[0] ?? 'NoSuchKey', missing?.[1] ?? 'Not found', 404);
    },
    [put]: (input) => {
      const bucket = ownBucket(world, input);
      const value = input[member];
      if (value === undefined) throw malformed();
      if (key === 'policy') checkPolicy(String(value));
      bucket.settings.set(key, key === 'policy' ? String(value) : JSON.stringify(value));
      return {};
    },
    ...(remove === undefined
      ? {}
      : {
          [remove]: (input: Readonly<Record<string, unknown>>) => {
            ownBucket(world, input).settings.set(key, REMOVED);
            return {};
          },
        }),
  };
}

function checkPolicy(policy: string): void {
  try {
    JSON.parse(policy);
  } catch {
    throw new AwsApiError('MalformedPolicy', "Policies must be valid JSON and the first byte must be '{'");
  }
}

function malformed(): AwsApiError {
  return new AwsApiError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}
