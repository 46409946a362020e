import { DeleteBucketCommand, DeleteObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { Artifacts } from '../deployment/ports.ts';
import { absentAs } from './absence.ts';
import { allPages } from './pages.ts';
import type { AwsSession } from './session.ts';

/** What `--purge-artifacts` needs of the bucket. */
export function artifactRemoval(session: AwsSession): Pick<Artifacts, 'list' | 'delete' | 'deleteBucket'> {
  const client = session.client(S3Client);
  return {
    list: (Bucket, ExpectedBucketOwner) =>
      absentAs([], /^NoSuchBucket$/, () =>
        allPages(async (ContinuationToken) => {
          const query = { Bucket, ExpectedBucketOwner, ...(ContinuationToken && { ContinuationToken }) };
          const page = await session.call({ operation: 'ListObjectsV2', subject: Bucket }, () =>
            client.send(new ListObjectsV2Command(query)),
          );
          // The SDK's figure for how far this clock is behind AWS's, from the answers' Date.
          const behind = client.config.systemClockOffset;
          const items = page.Contents?.map(({ Key: key = '', LastModified }) => ({
            key,
            uploadedAt: (LastModified?.getTime() ?? Date.now()) - behind,
          }));
          return { items, next: page.NextContinuationToken };
        }),
      ),

    delete: (Bucket, Key, ExpectedBucketOwner) =>
      absentAs(undefined, /^NoSuch(Bucket|Key)$/, async () => {
        await session.call({ operation: 'DeleteObject', subject: `${Bucket}/${Key}` }, () =>
          client.send(new DeleteObjectCommand({ Bucket, Key, ExpectedBucketOwner })),
        );
      }),

    deleteBucket: (Bucket, ExpectedBucketOwner) =>
      absentAs(undefined, /^NoSuchBucket$/, async () => {
        await session.call({ operation: 'DeleteBucket', subject: Bucket }, () =>
          client.send(new DeleteBucketCommand({ Bucket, ExpectedBucketOwner })),
        );
      }),
  };
}
