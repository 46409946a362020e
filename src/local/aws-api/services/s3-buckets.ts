import { AwsApiError } from '../../cloud.ts';
import type { Bucket, World } from '../../world.ts';
import { page } from './paging.ts';
import type { Call } from './served-calls.ts';

/** A bucket of the caller's account. Source of the answers: S3 API reference, "List of error codes". */
export function ownBucket(
  { buckets, account }: World,
  { Bucket: name, ExpectedBucketOwner: expected }: Readonly<Record<string, unknown>>,
): Bucket {
  const bucket = buckets.get(String(name));
  if (bucket === undefined) {
    throw new AwsApiError('NoSuchBucket', 'The specified bucket does not exist', 404);
  }
  if (bucket.owner !== account || (expected !== undefined && expected !== bucket.owner)) {
    throw new AwsApiError('AccessDenied', 'Access Denied', 403);
  }
  return bucket;
}

/** The calls on buckets as a whole. */
export function bucketCalls(world: World): Readonly<Record<string, Call>> {
  const { account, buckets, clock, region } = world;
  return {
    CreateBucket: (input) => {
      const name = String(input.Bucket);
      if (!VALID_NAME.test(name)) {
        throw new AwsApiError('InvalidBucketName', 'The specified bucket is not valid.');
      }
      checkLocation(region, input.CreateBucketConfiguration);
      const existing = buckets.get(name);
      if (existing !== undefined && existing.owner !== account) {
        throw new AwsApiError(
          'BucketAlreadyExists',
          'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
          409,
        );
      }
      // In us-east-1 creating one's own bucket again succeeds (S3 API reference, CreateBucket, BucketAlreadyOwnedByYou).
      if (existing !== undefined && region !== 'us-east-1') {
        throw new AwsApiError(
          'BucketAlreadyOwnedByYou',
          'Your previous request to create the named bucket succeeded and you already own it.',
          409,
        );
      }
      if (existing === undefined) {
        buckets.set(name, {
          name,
          owner: account,
          createdAt: clock.now(),
          objects: new Map(),
          settings: new Map(),
        });
      }
      return { Location: region === 'us-east-1' ? `/${name}` : `http://${name}.s3.amazonaws.com/` };
    },
    HeadBucket: (input) => {
      ownBucket(world, input);
      return { BucketRegion: region };
    },
    GetBucketLocation: (input) => {
      ownBucket(world, input);
      return region === 'us-east-1' ? {} : { LocationConstraint: region };
    },
    DeleteBucket: (input) => {
      const { name, objects } = ownBucket(world, input);
      if (objects.size > 0) {
        throw new AwsApiError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409);
      }
      buckets.delete(name);
      return {};
    },
    ListBuckets: ({ Prefix = '', MaxBuckets = 10_000, ContinuationToken }) => {
      const own = [...buckets.values()]
        .filter(({ owner, name }) => owner === account && name.startsWith(String(Prefix)))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1));
      const { items, next } = page(own, Number(MaxBuckets), ContinuationToken, invalidToken);
      return {
        Buckets: items.map(({ name, createdAt }) => ({
          Name: name,
          CreationDate: new Date(createdAt),
          BucketRegion: region,
        })),
        Owner: { ID: account },
        ...(next === undefined ? {} : { ContinuationToken: next }),
      };
    },
  };
}

/** The answer to a continuation token that is none of ours. */
export function invalidToken(): AwsApiError {
  return new AwsApiError('InvalidArgument', 'The continuation token provided is incorrect');
}

/** S3 User Guide, "General purpose bucket naming rules". */
const VALID_NAME =
  /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(?:-s3alias|--ol-s3|\.mrap|--x-s3)$)(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

function checkLocation(region: string, configuration: unknown): void {
  const wanted = (configuration as { LocationConstraint?: string } | undefined)?.LocationConstraint;
  if (wanted !== undefined && wanted !== region) {
    throw new AwsApiError(
      'IllegalLocationConstraintException',
      `The ${wanted} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  if (wanted === 'us-east-1') {
    throw new AwsApiError('InvalidLocationConstraint', 'The specified location-constraint is not valid');
  }
  if (wanted === undefined && region !== 'us-east-1') {
    throw new AwsApiError(
      'IllegalLocationConstraintException',
      'The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.',
    );
  }
}
