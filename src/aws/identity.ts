import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Identity } from '../deployment/ports.ts';
import type { AwsSession } from './session.ts';

/** Who calls, and where: the first call of every command, so that bad credentials end it at once. */
export async function identity(session: AwsSession): Promise<Identity> {
  const client = session.client(STSClient);
  const {
    Account = '',
    Arn = '',
    region,
    expiration,
  } = await session.call({ operation: 'GetCallerIdentity' }, async () => ({
    region: await client.config.region(),
    ...(await client.send(new GetCallerIdentityCommand({}))),
    expiration: (await client.config.credentials()).expiration,
  }));
  return {
    account: Account,
    arn: Arn,
    region,
    partition: Arn.split(':')[1] ?? 'aws',
    ...(expiration === undefined ? {} : { expiresAt: expiration.toISOString() }),
  };
}
