/**
 * Leads a stack of the local cloud into every status that CloudFormation has, by what leads there: somebody's deployments, faults of
 * resources, deletions. Only imports, which the local cloud does not serve, are put. What is deployed has 256 MB; the update that
 * runs, failed or was taken back is to 768.
 */
import type { Ports } from '../../src/deployment/ports.ts';
import type { StackStatus } from '../../src/deployment/stack.ts';
import type { UpOptions } from '../../src/up.ts';
import { NAME } from '../support/engine.ts';
import { upIn as deployIn, type Place } from '../support/stage.ts';

export const BEFORE = memory(256);
/** What the commands are asked for. */
export const WANTED = memory(512);
const MEANWHILE = memory(768);

export type Found = StackStatus | 'none';

export async function leadTo(place: Place, status: Found): Promise<void> {
  await WAYS[status](place);
  const now = await standing(place);
  if (now !== status) throw new Error(`the stack is ${now}, and should be ${status}`);
}

/** The status of the newest stack, past every API: deleted ones are still told. */
export async function standing({ cloud }: Place): Promise<string> {
  return (await cloud.state()).stacks.find(({ name }) => name === NAME)?.status ?? 'none';
}

const WAYS: Readonly<Record<Found, (place: Place) => Promise<void>>> = {
  none: async () => {},
  async REVIEW_IN_PROGRESS(place) {
    const { changeSets } = place.ports;
    const killed = {
      ...changeSets,
      execute: () => Promise.reject(new Error('killed')),
      delete: async () => {},
    };
    const stacks = { ...place.ports.stacks, delete: async () => {} };
    await ignored(upIn(place, BEFORE, { ports: { ...place.ports, changeSets: killed, stacks } }));
  },
  CREATE_IN_PROGRESS: (place) => stopAt(place, 'CREATE_IN_PROGRESS', BEFORE),
  async CREATE_FAILED(place) {
    fail(place, 'ProxyProxy', 'create');
    await ignored(upIn(place, BEFORE, { rollback: false }));
  },
  CREATE_COMPLETE: deploy,
  async ROLLBACK_IN_PROGRESS(place) {
    fail(place, 'ProxyProxy', 'create');
    await stopAt(place, 'ROLLBACK_IN_PROGRESS', BEFORE);
  },
  async ROLLBACK_FAILED(place) {
    fail(place, 'ProxyProxy', 'create');
    fail(place, 'NetworkSubnetA', 'delete');
    await ignored(upIn(place, BEFORE));
  },
  async ROLLBACK_COMPLETE(place) {
    fail(place, 'ProxyProxy', 'create');
    await ignored(upIn(place, BEFORE));
  },
  async DELETE_IN_PROGRESS(place) {
    await deploy(place);
    await place.ports.stacks.delete(NAME, { token: 'somebody' });
  },
  async DELETE_FAILED(place) {
    await deploy(place);
    fail(place, 'NetworkSubnetA', 'delete');
    await deleteWhole(place);
  },
  async DELETE_COMPLETE(place) {
    await deploy(place);
    await deleteWhole(place);
  },
  UPDATE_IN_PROGRESS: (place) => update(place, 'UPDATE_IN_PROGRESS'),
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: (place) => update(place, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'),
  async UPDATE_COMPLETE(place) {
    await deploy(place);
    await upIn(place, MEANWHILE);
  },
  async UPDATE_FAILED(place) {
    await deploy(place);
    fail(place, 'FunctionFunction', 'update');
    await ignored(upIn(place, MEANWHILE, { rollback: false }));
  },
  async UPDATE_ROLLBACK_IN_PROGRESS(place) {
    await update(place, 'UPDATE_ROLLBACK_IN_PROGRESS', 1);
  },
  async UPDATE_ROLLBACK_FAILED(place) {
    await deploy(place);
    fail(place, 'FunctionFunction', 'update', 2);
    await ignored(upIn(place, MEANWHILE));
  },
  async UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS(place) {
    await update(place, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 1);
  },
  async UPDATE_ROLLBACK_COMPLETE(place) {
    await deploy(place);
    fail(place, 'FunctionFunction', 'update');
    await ignored(upIn(place, MEANWHILE));
  },
  IMPORT_IN_PROGRESS: (place) => imported(place, 'IMPORT_IN_PROGRESS', 'IMPORT_COMPLETE'),
  IMPORT_COMPLETE: (place) => imported(place, 'IMPORT_COMPLETE'),
  IMPORT_ROLLBACK_IN_PROGRESS: (place) =>
    imported(place, 'IMPORT_ROLLBACK_IN_PROGRESS', 'IMPORT_ROLLBACK_COMPLETE'),
  IMPORT_ROLLBACK_FAILED: (place) => imported(place, 'IMPORT_ROLLBACK_FAILED'),
  IMPORT_ROLLBACK_COMPLETE: (place) => imported(place, 'IMPORT_ROLLBACK_COMPLETE'),
};

async function deploy(place: Place): Promise<void> {
  await upIn(place, BEFORE);
}

async function imported(place: Place, status: StackStatus, as?: StackStatus): Promise<void> {
  await deploy(place);
  const ends = as === undefined ? {} : { ends: { as, after: 60_000 } };
  place.cloud.putStackStatus({ stack: NAME, status, ...ends });
}

async function update(place: Place, status: StackStatus, failures = 0): Promise<void> {
  await deploy(place);
  if (failures > 0) fail(place, 'FunctionFunction', 'update', failures);
  await stopAt(place, status, MEANWHILE);
}

/** CloudFormation pauses half a second between steps of its own: no status is shorter. */
const SHORTEST = 400;

/** A deployment that is killed, and what CloudFormation does goes on until the stack has the status. */
async function stopAt(place: Place, status: StackStatus, input: Input): Promise<void> {
  const { changeSets } = place.ports;
  const killed = new AbortController();
  const execute: Ports['changeSets']['execute'] = async (...given) => {
    await changeSets.execute(...given);
    killed.abort();
  };
  const ports: Ports = { ...place.ports, changeSets: { ...changeSets, execute } };
  await ignored(upIn(place, input, { ports, signal: killed.signal }));
  for (let step = 0; (await standing(place)) !== status; step += 1) {
    if (step > 20_000) throw new Error(`never ${status}`);
    await place.cloud.advance(SHORTEST);
  }
}

async function deleteWhole(place: Place): Promise<void> {
  await place.ports.stacks.delete(NAME, { token: 'somebody' });
  await place.cloud.advance(3 * 60 * 60_000);
}

function fail({ cloud }: Place, logicalId: string, operation: string, times = 1): void {
  cloud.injectResourceFault({ logicalId, operation, reason: 'Not today.', times });
}

/** What preflight finds is of no matter here. */
function upIn(place: Place, input: Input, options: Partial<UpOptions> = {}) {
  return deployIn(place, input, { preflight: false, ...options });
}

/** How somebody's command ended is of no matter here: the status is looked at. */
async function ignored(work: Promise<unknown>): Promise<void> {
  await work.catch(() => {});
}

type Input = Readonly<Record<string, unknown>>;

function memory(memoryMb: number): Input {
  return { function: { memoryMb } };
}
