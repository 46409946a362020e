import type { Config } from './config/schema.ts';
import type { DeploymentEvent } from './deployment/events.ts';
import type { Identity, Ports } from './deployment/ports.ts';
import { step } from './deployment/steps.ts';
import { identify } from './preflight/identity.ts';
import type { Run } from './run.ts';

/** The first step of a command that touches an account: who is asking, and where. Throws `wrong-account`. */
export function identified(
  config: Pick<Config, 'account' | 'environment'>,
  { account, clock }: Pick<Ports, 'account' | 'clock'>,
): Run<DeploymentEvent, Identity> {
  return step('identity', clock, () => identify(config, account), {
    end: (identity) => `${identity.account}, ${identity.region}`,
  });
}
