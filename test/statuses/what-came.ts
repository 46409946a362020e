/** Runs a command on what it finds and tells, in the words of docs/stack-statuses.md, what came of it. */
import { EXIT_CODES } from '../../src/cli/exit-codes.ts';
import { diff } from '../../src/diff.ts';
import { isProxyWebhookError } from '../../src/errors.ts';
import { finish } from '../../src/run.ts';
import { status, statusErrorCode } from '../../src/status.ts';
import { loadedConfig } from '../support/engine.ts';
import { cancelIn, downIn, type Place, recoverIn, upIn } from '../support/stage.ts';
import { standing, WANTED } from './lead-to.ts';

export const COMMANDS = ['up', 'down', 'diff', 'status', 'recover', 'cancel'] as const;
export type Command = (typeof COMMANDS)[number];

/** What a cell says: `9 refused (recover)`: exit code, outcome and way on; and the status that is there then. */
export interface Came {
  readonly said: string;
  readonly after: string;
}

/** What is expected of a command. */
export interface Cell extends Came {
  readonly command: Command;
}

export async function whatCame(command: Command, place: Place, { wait = true } = {}): Promise<Came> {
  const said = await RUNS[command](place, wait).catch(told);
  return { said, after: await standing(place) };
}

const RUNS: Readonly<Record<Command, (place: Place, wait: boolean) => Promise<string>>> = {
  up: async (place, wait) => `0 ${(await upIn(place, WANTED, { wait, preflight: false })).outcome}`,
  down: async (place, wait) => `0 ${(await downIn(place, { wait })).outcome}`,
  recover: async (place, wait) => `0 ${(await recoverIn(place, { wait })).outcome}`,
  cancel: async (place) => `0 ${(await cancelIn(place)).outcome}`,
  async diff({ ports, cacheDirectory }) {
    const { plan } = await finish(diff(loadedConfig(WANTED), { ports, cacheDirectory, preflight: false }));
    return `0 ${plan.action}`;
  },
  async status({ ports }) {
    const report = await status(loadedConfig(WANTED), { ports });
    const code = statusErrorCode(report);
    return `${code === undefined ? 0 : EXIT_CODES[code]} ${report.verdict}`;
  },
};

function told(error: unknown): string {
  if (!isProxyWebhookError(error)) throw error;
  const [, next] = /`npx proxywebhook ([a-z]+)/.exec(error.remedies.join(' ')) ?? [];
  return `${EXIT_CODES[error.code]} ${error.code}${next === undefined ? '' : ` (${next})`}`;
}
