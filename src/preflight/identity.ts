import type { Config } from '../config/schema.ts';
import type { Account, Identity } from '../deployment/ports.ts';
import { ProxyWebhookError } from '../errors.ts';

/** Who is asking, and where. Throws `wrong-account` when the configuration names another account. */
export async function identify(
  config: Pick<Config, 'account' | 'environment'>,
  account: Pick<Account, 'identity'>,
): Promise<Identity> {
  const identity = await account.identity();
  if (config.account === undefined || config.account === identity.account) return identity;
  throw new ProxyWebhookError(
    'wrong-account',
    `The credentials are for account ${identity.account}, but ${config.environment} belongs to account ${config.account}. Nothing was touched.`,
    {
      remedies: [
        `Use credentials of account ${config.account}: --profile, or the key "profile" in the config.`,
        `If the environment has moved, change "account" in its config.`,
      ],
      data: { expected: config.account, actual: identity.account, arn: identity.arn },
    },
  );
}
