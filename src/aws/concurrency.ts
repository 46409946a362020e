import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { AwsSession } from './session.ts';

/** Execution environments that all functions of the account may have in the region, and those nobody has reserved. */
export async function concurrency(
  session: AwsSession,
): Promise<{ readonly limit: number; readonly unreserved: number }> {
  const client = session.client(LambdaClient);
  const { AccountLimit = {} } = await session.call({ operation: 'GetAccountSettings' }, () =>
    client.send(new GetAccountSettingsCommand({})),
  );
  const limit = AccountLimit.ConcurrentExecutions ?? 0;
  return { limit, unreserved: AccountLimit.UnreservedConcurrentExecutions ?? limit };
}
