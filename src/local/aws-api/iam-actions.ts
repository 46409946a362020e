import type { ServiceName } from './served.ts';

/** The permission that a call needs. Source: Service Authorization Reference; most are named as the operation. */
export function iamAction(service: ServiceName, action: string): string {
  return `${service}:${OTHERWISE[service]?.[action] ?? action}`;
}

const OTHERWISE: Readonly<Partial<Record<ServiceName, Readonly<Record<string, string>>>>> = {
  lambda: { Invoke: 'InvokeFunction' },
  s3: {
    DeleteBucketEncryption: 'PutEncryptionConfiguration',
    DeleteBucketLifecycle: 'PutLifecycleConfiguration',
    DeleteBucketOwnershipControls: 'PutBucketOwnershipControls',
    DeleteBucketTagging: 'PutBucketTagging',
    DeletePublicAccessBlock: 'PutBucketPublicAccessBlock',
    GetBucketEncryption: 'GetEncryptionConfiguration',
    GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
    GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
    HeadBucket: 'ListBucket',
    HeadObject: 'GetObject',
    ListBuckets: 'ListAllMyBuckets',
    ListObjectsV2: 'ListBucket',
    PutBucketEncryption: 'PutEncryptionConfiguration',
    PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
    PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  },
};
