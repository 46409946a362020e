import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SecretState } from '../preflight/ports.ts';
import { absentAs } from './absence.ts';
import type { AwsSession } from './session.ts';

/** Whether there is a secret, without its value. */
export function secretState(session: AwsSession, SecretId: string): Promise<SecretState | undefined> {
  const client = session.client(SecretsManagerClient);
  return absentAs(undefined, /^ResourceNotFoundException$/, async () => {
    const { DeletedDate, KmsKeyId } = await session.call(
      { operation: 'DescribeSecret', subject: SecretId },
      () => client.send(new DescribeSecretCommand({ SecretId })),
    );
    // Secrets Manager API reference, DescribeSecret: left out, or the alias, for the account's own key.
    const own = KmsKeyId !== undefined && KmsKeyId !== '' && !KmsKeyId.endsWith('alias/aws/secretsmanager');
    return { deleted: DeletedDate !== undefined, ...(own ? { kmsKey: KmsKeyId } : {}) };
  });
}
