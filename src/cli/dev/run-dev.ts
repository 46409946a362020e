import type { LocalConfig } from '../../config/load-local.ts';
import type { DevCloud } from '../../local/dev-cloud.ts';
import { type ConfigArguments, configRequest } from '../options.ts';
import type { Session } from '../session.ts';
import { wrap } from '../text/layout.ts';
import { duration } from '../text/time.ts';
import type { Paper } from '../views/view.ts';
import { claimDevFile, type DevFile } from './dev-file.ts';
import { databaseText } from './head.ts';
import { checkedNumbers, type NumberArguments, type Numbers } from './numbers.ts';
import type { Proof } from './prove-stored.ts';
import { serve } from './serve.ts';

export interface DevArguments extends ConfigArguments, NumberArguments {
  readonly host?: string | undefined;
  readonly db?: string | undefined;
  readonly reset?: boolean | undefined;
  readonly ephemeral?: boolean | undefined;
  readonly offline?: boolean | undefined;
  readonly once?: boolean | undefined;
  readonly open?: boolean | undefined;
  readonly yes?: boolean | undefined;
}

/** What a `dev` begins with. */
export interface Beginning {
  readonly args: DevArguments;
  readonly numbers: Numbers;
  readonly loaded: LocalConfig;
  readonly file: DevFile;
  /** By `performance.now()`. */
  readonly startedAt: number;
}

/** What came of it. */
export interface Served {
  readonly requests: number;
  /** Of `--once`. */
  readonly proof?: Proof;
  readonly database: DevCloud['database'];
}

/** Starts the local cloud, deploys to it, serves until it is ended; gives the exit code. One at a time in a project. */
export async function runDev(args: DevArguments, session: Session): Promise<number> {
  session.endsByInterruption();
  const startedAt = performance.now();
  const numbers = checkedNumbers(args);
  const { loadLocalConfig } = await session.useCases.localConfig();
  const loaded = await loadLocalConfig(configRequest(args, session));
  const file = await claimDevFile(loaded.directory, {
    pid: process.pid,
    startedAt: new Date().toISOString(),
    environment: loaded.config.environment,
    ...(loaded.found ? { config: loaded.file } : {}),
  });
  try {
    const served = await serve({ args, numbers, loaded, file, startedAt }, session);
    const { requests, proof } = served;
    const milliseconds = Math.round(performance.now() - startedAt);
    return session.result(
      { type: 'result', command: 'dev', exitCode: 0, requests, milliseconds, ...(proof ? { proof } : {}) },
      (paper) =>
        proof === undefined ? endText(args, milliseconds) : proofText(served, proof, milliseconds, paper),
    );
  } finally {
    await file.remove();
  }
}

function endText({ ephemeral, db }: DevArguments, milliseconds: number): string {
  const kept = db?.includes('://') ? '' : ephemeral ? '; its data are gone' : '; the data stay';
  return `Ended after ${duration(milliseconds)}${kept}.`;
}

function proofText(
  { database }: Served,
  proof: Proof,
  milliseconds: number,
  { style, width }: Paper,
): string {
  const stored = `Stored a request as id ${proof.storedId} in ${proof.milliseconds} ms`;
  return [
    `Database: ${databaseText(database)}`,
    `${style.good('✔')} ${stored}: HTTP API, function, pooling proxy and database work ${style.dim(`(${duration(milliseconds)} in all)`)}`,
  ]
    .map((line) => wrap(line, width(), '', '  '))
    .join('\n');
}
