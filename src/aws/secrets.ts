import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Secrets } from '../deployment/ports.ts';
import type { AwsSession } from './session.ts';

export function secrets(session: AwsSession): Secrets {
  const client = session.client(SecretsManagerClient);
  return {
    async value(SecretId) {
      const { SecretString, SecretBinary } = await session.call(
        { operation: 'GetSecretValue', subject: SecretId },
        () => client.send(new GetSecretValueCommand({ SecretId })),
      );
      return SecretString ?? new TextDecoder().decode(SecretBinary ?? new Uint8Array());
    },
  };
}
