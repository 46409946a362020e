/** The commands of the matrix as the CLI runs them, with what they need to find and what they leave. */
import type { DeploymentEvent } from '../../src/deployment/events.ts';
import type { Ports } from '../../src/deployment/ports.ts';
import { diff } from '../../src/diff.ts';
import { down } from '../../src/down.ts';
import { finish } from '../../src/run.ts';
import { status, statusErrorCode } from '../../src/status.ts';
import { up } from '../../src/up.ts';
import { configured } from './place.ts';

export type CommandName =
  | 'up, first'
  | 'up, unchanged'
  | 'up, changed'
  | 'down'
  | 'status'
  | 'diff, of nothing'
  | 'diff';

export interface MatrixCommand {
  readonly name: CommandName;
  readonly needs: 'nothing' | 'deployed';
  readonly leaves: 'nothing' | 'deployed';
  /** Whether what is deployed is the configuration afterwards. */
  readonly deploys: boolean;
  /** Arguments of the CLI, besides the environment. */
  readonly argv: readonly string[];
  /** Resolves to what the command says came of it. `memory` is the configuration's: what `up, changed` changes. */
  run(ports: Ports, options: RunOptions): Promise<string>;
}

export interface RunOptions {
  readonly memory: number;
  readonly cacheDirectory: string;
  readonly tell?: (event: DeploymentEvent) => void;
}

const deploy: MatrixCommand['run'] = async (ports, { memory, cacheDirectory, tell }) => {
  const run = up(configured(memory), { ports, approve: async () => true, cacheDirectory });
  return (await finish(run, tell)).outcome;
};

const compare: MatrixCommand['run'] = async (ports, { memory, cacheDirectory, tell }) => {
  const { differs } = await finish(diff(configured(memory), { ports, cacheDirectory }), tell);
  return differs ? 'differs' : 'the same';
};

const UP = ['up', '--yes'] as const;

export const COMMANDS: readonly MatrixCommand[] = [
  {
    name: 'diff, of nothing',
    needs: 'nothing',
    leaves: 'nothing',
    deploys: false,
    argv: ['diff'],
    run: compare,
  },
  { name: 'up, first', needs: 'nothing', leaves: 'deployed', deploys: true, argv: UP, run: deploy },
  { name: 'up, unchanged', needs: 'deployed', leaves: 'deployed', deploys: true, argv: UP, run: deploy },
  { name: 'up, changed', needs: 'deployed', leaves: 'deployed', deploys: true, argv: UP, run: deploy },
  {
    name: 'status',
    needs: 'deployed',
    leaves: 'deployed',
    deploys: false,
    argv: ['status'],
    async run(ports, { memory }) {
      const report = await status(configured(memory), { ports });
      return statusErrorCode(report) ?? 'well';
    },
  },
  { name: 'diff', needs: 'deployed', leaves: 'deployed', deploys: false, argv: ['diff'], run: compare },
  {
    name: 'down',
    needs: 'deployed',
    leaves: 'nothing',
    deploys: false,
    argv: ['down', '--yes', '--lift-protection'],
    async run(ports, { memory, tell }) {
      const run = down(configured(memory), { ports, confirm: async () => true, liftProtection: true });
      return (await finish(run, tell)).outcome;
    },
  },
];

export function commandNamed(name: CommandName): MatrixCommand {
  const found = COMMANDS.find((command) => command.name === name);
  if (found === undefined) throw new Error(`no command of the matrix is called ${name}`);
  return found;
}
