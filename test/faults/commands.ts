/** The commands of the matrix as the CLI runs them, with what they need to find and what they leave. */
import { cancel } from '../../src/cancel.ts';
import type { DeploymentEvent } from '../../src/deployment/events.ts';
import type { Ports } from '../../src/deployment/ports.ts';
import { diff } from '../../src/diff.ts';
import { down } from '../../src/down.ts';
import { recover } from '../../src/recover.ts';
import { finish } from '../../src/run.ts';
import { status, statusErrorCode } from '../../src/status.ts';
import { up } from '../../src/up.ts';
import { configured, type Place, type Settings } from './place.ts';

export type CommandName =
  | 'up, first'
  | 'up, unchanged'
  | 'up, changed'
  | 'down'
  | 'status'
  | 'diff, of nothing'
  | 'diff, unchanged'
  | 'diff, changed'
  | 'up --fast'
  | 'cancel'
  | 'recover';

export interface MatrixCommand {
  readonly name: CommandName;
  readonly needs: 'nothing' | 'deployed';
  readonly leaves: 'nothing' | 'deployed';
  /** Whether what is deployed is the configuration afterwards. */
  readonly deploys: boolean;
  /** Whether its configuration has another memory than what is deployed. */
  readonly changesMemory?: true;
  /** It finds, and leaves, what no other command can use. */
  readonly alone?: {
    /** What its configuration has that what is deployed has not. */
    readonly settings?: Settings;
    /** What is done to what is deployed before it runs. */
    prepare?(place: Place, options: RunOptions): Promise<void>;
  };
  /** Arguments of the CLI, besides the environment. */
  readonly argv: readonly string[];
  /** Resolves to what the command says came of it. */
  run(ports: Ports, options: RunOptions): Promise<string>;
}

export interface RunOptions {
  /** The function's in the configuration, in MB. */
  readonly memory: number;
  readonly settings?: Settings | undefined;
  readonly cacheDirectory: string;
  readonly tell?: (event: DeploymentEvent) => void;
  readonly signal?: AbortSignal;
}

const deploy = (more: { readonly fast?: boolean } = {}): MatrixCommand['run'] =>
  async function run(ports, { memory, settings, cacheDirectory, tell, signal }) {
    const options = { ports, approve: async () => true, cacheDirectory, ...until(signal), ...more };
    return (await finish(up(configured(memory, settings), options), tell)).outcome;
  };

const compare: MatrixCommand['run'] = async (ports, { memory, cacheDirectory, tell, signal }) => {
  const { differs } = await finish(
    diff(configured(memory), { ports, cacheDirectory, ...until(signal) }),
    tell,
  );
  return differs ? 'differs' : 'the same';
};

const takeDown: MatrixCommand['run'] = async (ports, { memory, settings, tell, signal }) => {
  const options = { ports, confirm: async () => true, liftProtection: true, ...until(signal) };
  return (await finish(down(configured(memory, settings), options), tell)).outcome;
};

const until = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal });

const UP = ['up', '--yes'] as const;
const DOWN = ['down', '--yes', '--lift-protection'] as const;
const DEPLOYED = { needs: 'deployed', leaves: 'deployed', deploys: false } as const;

export const COMMANDS: readonly MatrixCommand[] = [
  {
    name: 'diff, of nothing',
    needs: 'nothing',
    leaves: 'nothing',
    deploys: false,
    argv: ['diff'],
    run: compare,
  },
  { name: 'up, first', needs: 'nothing', leaves: 'deployed', deploys: true, argv: UP, run: deploy() },
  { ...DEPLOYED, name: 'up, unchanged', deploys: true, argv: UP, run: deploy() },
  { ...DEPLOYED, name: 'up, changed', deploys: true, changesMemory: true, argv: UP, run: deploy() },
  {
    ...DEPLOYED,
    name: 'status',
    argv: ['status'],
    async run(ports, { memory, signal }) {
      const report = await status(configured(memory), { ports, ...until(signal) });
      return statusErrorCode(report) ?? 'well';
    },
  },
  { ...DEPLOYED, name: 'diff, unchanged', argv: ['diff'], run: compare },
  { ...DEPLOYED, name: 'diff, changed', changesMemory: true, argv: ['diff'], run: compare },
  { ...DEPLOYED, name: 'down', leaves: 'nothing', argv: DOWN, run: takeDown },
  {
    ...DEPLOYED,
    name: 'up --fast',
    alone: { settings: { retentionDays: 7 } },
    argv: [...UP, '--fast'],
    run: deploy({ fast: true }),
  },
  {
    ...DEPLOYED,
    name: 'cancel',
    alone: { prepare: beginUpdate },
    argv: ['cancel', '--yes'],
    async run(ports, { memory, signal }) {
      const options = { ports, confirm: async () => true, ...until(signal) };
      return (await finish(cancel(configured(memory), options))).outcome;
    },
  },
  {
    ...DEPLOYED,
    name: 'recover',
    alone: { prepare: failRollback },
    argv: ['recover', '--yes'],
    async run(ports, { memory, signal }) {
      const options = { ports, confirm: async () => true, ...until(signal) };
      return (await finish(recover(configured(memory), options))).outcome;
    },
  },
];

/** Leaves an update to itself as soon as CloudFormation is at work on it. */
async function beginUpdate(place: Place, { memory, cacheDirectory }: RunOptions): Promise<void> {
  const stop = new AbortController();
  const ports = await place.ports({ hurry: 1 });
  const options = { ports, approve: async () => true, cacheDirectory, signal: stop.signal };
  const run = finish(up(configured(memory + 256), options), ({ type }) => type === 'ticked' && stop.abort());
  await run.catch(() => {});
  await shouldBe('UPDATE_IN_PROGRESS', place);
}

/** An update of the function fails, and so does its way back; what was in the way is gone afterwards. */
async function failRollback(place: Place, { memory, cacheDirectory }: RunOptions): Promise<void> {
  const reason = 'Not today.';
  place.cloud.injectResourceFault({ logicalId: 'FunctionFunction', operation: 'update', reason, times: 9 });
  const options = { ports: await place.ports(), approve: async () => true, cacheDirectory };
  await finish(up(configured(memory + 256), options)).catch(() => {});
  place.cloud.clearResourceFaults();
  await shouldBe('UPDATE_ROLLBACK_FAILED', place);
}

async function shouldBe(wanted: string, place: Place): Promise<void> {
  const { stackName } = configured(512).config;
  const { status: now } = (await place.stack(stackName)) ?? {};
  if (now !== wanted) throw new Error(`the stack is ${now}, and was to be ${wanted}`);
}

export function commandNamed(name: CommandName): MatrixCommand {
  const found = COMMANDS.find((command) => command.name === name);
  if (found === undefined) throw new Error(`no command of the matrix is called ${name}`);
  return found;
}
