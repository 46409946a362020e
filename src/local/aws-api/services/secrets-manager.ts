import { createHash } from 'node:crypto';
import { AwsApiError, type ServiceApi } from '../../cloud.ts';
import type { Secret, World } from '../../world.ts';
import { tags, text } from './properties.ts';
import { servedCalls } from './served-calls.ts';

export function secretsManager(world: World): ServiceApi {
  return servedCalls({
    GetSecretValue: ({ SecretId, VersionStage, VersionId }) => {
      const secret = find(world, SecretId);
      if (secret.deletedAt !== undefined) {
        // Secrets Manager API reference, GetSecretValue: InvalidRequestException.
        throw new AwsApiError(
          'InvalidRequestException',
          "You can't perform this operation on the secret because it was marked for deletion.",
        );
      }
      const version = versionOf(secret);
      const stage = VersionStage ?? 'AWSCURRENT';
      if (stage !== 'AWSCURRENT' || (VersionId !== undefined && VersionId !== version)) {
        throw new AwsApiError(
          'ResourceNotFoundException',
          `Secrets Manager can't find the specified secret value for ${VersionId === undefined ? `staging label: ${stage}` : `VersionId: ${VersionId}`}`,
        );
      }
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: version,
        SecretString: secret.value,
        VersionStages: ['AWSCURRENT'],
        CreatedDate: new Date(secret.createdAt),
      };
    },
    DescribeSecret: ({ SecretId }) => {
      const secret = find(world, SecretId);
      return {
        ARN: secret.arn,
        Name: secret.name,
        Description: text(secret.properties, 'Description'),
        CreatedDate: new Date(secret.createdAt),
        LastChangedDate: new Date(secret.createdAt),
        KmsKeyId: text(secret.properties, 'KmsKeyId'),
        DeletedDate: secret.deletedAt === undefined ? undefined : new Date(secret.deletedAt),
        Tags: tags(secret.properties),
        VersionIdsToStages: { [versionOf(secret)]: ['AWSCURRENT'] },
      };
    },
  });
}

/** By ARN, by ARN without its random suffix, or by name. */
function find({ secrets }: World, id: unknown): Secret {
  const found = [...secrets.values()].find(
    ({ arn, name }) => arn === id || name === id || arn.replace(/-[A-Za-z0-9]{6}$/, '') === id,
  );
  if (found !== undefined) return found;
  throw new AwsApiError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
}

/** A UUID that changes with the value. */
function versionOf({ arn, value }: Secret): string {
  const hex = createHash('sha256').update(`${arn}\n${value}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}
