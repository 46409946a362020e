import type { Config } from './config/schema.ts';
import type { DeploymentEvent } from './deployment/events.ts';
import type { Identity, Ports } from './deployment/ports.ts';
import { step } from './deployment/steps.ts';
import { throwIfCancelled } from './errors.ts';
import { identify } from './preflight/identity.ts';
import type { Run } from './run.ts';

/** The first step of a command that touches an account: who is asking, and where. Throws `wrong-account`. */
export function identified(
  config: Pick<Config, 'account' | 'environment'>,
  {
    ports: { account, clock },
    signal,
  }: { readonly ports: Pick<Ports, 'account' | 'clock'>; readonly signal?: AbortSignal },
): Run<DeploymentEvent, Identity> {
  const ask = async () => {
    throwIfCancelled(signal);
    return identify(config, account);
  };
  return step('identity', clock, ask, { end: (identity) => `${identity.account}, ${identity.region}` });
}
