import { isProxyWebhookError, messageOf, throwIfCancelled } from '../errors.ts';
import type { Run } from '../run.ts';
import type { DeploymentEvent } from './events.ts';
import type { FunctionNetwork } from './function-network.ts';
import { configureWhenIdle, idleFunction, settledFunction } from './function-settled.ts';
import type { Ports } from './ports.ts';
import { step } from './steps.ts';

export interface FreeOptions {
  readonly ports: Pick<Ports, 'functions' | 'interfaces' | 'clock'>;
  readonly signal?: AbortSignal;
}

/** What was done to a function, with the way back. */
export interface Freed {
  /** Puts the function back into its VPC; undefined where it was not taken out. */
  readonly attachAgain?: () => Promise<void>;
}

/**
 * Takes a function out of its VPC and waits until none of its network interfaces is left, deleting those that Lambda has let
 * go: CloudFormation would wait for Lambda to do so, up to 20 minutes (Lambda Developer Guide, "Giving Lambda functions access
 * to resources in an Amazon VPC"). Whatever fails is a warning: the deletion goes on without. `taken` is told the way back as
 * soon as there is one.
 */
export async function* freeNetwork(
  network: FunctionNetwork,
  options: FreeOptions,
  taken: (freed: Freed) => void,
): Run<DeploymentEvent, void> {
  const { ports, signal } = options;
  let attachAgain: Freed['attachAgain'];
  const takenOut = (freed: Freed) => {
    attachAgain = freed.attachAgain;
    taken(freed);
  };
  try {
    yield* step('free-network', ports.clock, () => free(network, options, takenOut), {
      ...(network.functionName === undefined ? {} : { begin: network.functionName }),
    });
  } catch (error) {
    throwIfCancelled(signal);
    if (isProxyWebhookError(error) && error.code === 'no-credentials') throw error;
    yield {
      type: 'warned',
      message: `The function's network interfaces could not be freed: ${messageOf(error)} The deletion goes on, and may wait up to 20 minutes for Lambda to give them back.`,
      ...(isProxyWebhookError(error) ? { remedies: error.remedies } : {}),
    };
    // CloudFormation waits for the interfaces of a function in a VPC, and not for those of one that was taken out.
    const attached = await attachAgain?.().then(
      () => true,
      () => false,
    );
    if (attached === false) yield* waitedFor(network, options);
  }
}

/** Waits for the interfaces of a function that is out of its VPC and stays so; whoever cannot see them goes on. */
async function* waitedFor({ groupIds }: FunctionNetwork, options: FreeOptions): Run<DeploymentEvent, void> {
  try {
    yield* noneLeft(groupIds, options);
  } catch {
    throwIfCancelled(options.signal);
  }
}

/** Milliseconds that are waited for the last interface: what Lambda may take. */
const PATIENCE = 20 * 60_000;
const INTERVAL = 5_000;

async function* free(
  { functionName, groupIds, declared }: FunctionNetwork,
  options: FreeOptions,
  taken: (freed: Freed) => void,
): Run<DeploymentEvent, void> {
  const { ports, signal } = options;
  const { functions, interfaces } = ports;
  // Looked at first: who may not see them would wait in vain, with a function that is out of its VPC for nothing.
  await interfacesOf(groupIds, interfaces);
  const found = functionName === undefined ? undefined : await idleFunction(functionName, options);
  if (functionName !== undefined && found !== undefined && found.subnetIds.length > 0) {
    const { subnetIds, groupIds: own } = found;
    throwIfCancelled(signal);
    taken({
      attachAgain: () => configureWhenIdle(functionName, { subnetIds, groupIds: own }, { ports }),
    });
    await functions.configure(functionName, { subnetIds: [], groupIds: [] });
    await settledFunction(functionName, options);
  } else if (functionName !== undefined && found !== undefined && declared !== undefined) {
    // A run that was killed took it out: the way back is this one's.
    taken({ attachAgain: () => configureWhenIdle(functionName, declared, { ports }) });
  }
  yield* noneLeft(groupIds, options);
}

/** Waits until no interface is in the groups, deleting what is available. */
async function* noneLeft(
  groupIds: readonly string[],
  { ports: { interfaces, clock }, signal }: FreeOptions,
): Run<DeploymentEvent, void> {
  let there = await interfacesOf(groupIds, interfaces);
  const until = clock.now() + PATIENCE;
  let told = -1;
  let toldDenied = false;
  while (there.length > 0) {
    if (told !== there.length) yield { type: 'waiting', message: waitingFor(there.length) };
    told = there.length;
    if (clock.now() >= until) throw new Error(`${count(there.length)} still held after 20 minutes.`);
    const available = there.filter(({ status }) => status === 'available');
    // One that cannot be deleted yet is tried again by the next look.
    const deleted = await Promise.allSettled(available.map(({ id }) => interfaces.delete(id)));
    const denied = deleted.find(isDenied);
    if (denied !== undefined && !toldDenied) {
      toldDenied = true;
      yield { type: 'warned', message: `${messageOf(denied.reason)} Lambda deletes them itself, later.` };
    }
    if (deleted.every(({ status }) => status === 'fulfilled') && available.length === there.length) return;
    await clock.sleep(INTERVAL, signal);
    there = await interfacesOf(groupIds, interfaces);
  }
}

async function interfacesOf(groupIds: readonly string[], interfaces: Ports['interfaces']) {
  return (await Promise.all(groupIds.map((id) => interfaces.ofGroup(id)))).flat();
}

function isDenied(result: PromiseSettledResult<void>): result is PromiseRejectedResult {
  return (
    result.status === 'rejected' &&
    isProxyWebhookError(result.reason) &&
    result.reason.code === 'access-denied'
  );
}

function waitingFor(interfaces: number): string {
  return `${count(interfaces)} left; Lambda takes up to 20 minutes to let one go`;
}

function count(interfaces: number): string {
  return interfaces === 1 ? '1 network interface' : `${interfaces} network interfaces`;
}
