// What a development server is measured by: any tool that serves a handler over HTTP and reloads it can stand here.
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A tool under measurement. */
export interface Tool {
  readonly name: string;
  /** Writes what the tool wants into an empty folder, beside `handler.ts` and `version.ts`. */
  readonly prepare: (directory: string) => Promise<void>;
  readonly command: readonly [program: string, ...args: string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** Finds the URL in what it wrote so far; undefined until it serves. */
  readonly url: (written: string) => string | undefined;
}

/** A tool that serves. */
export interface Serving {
  readonly url: string;
  /** Milliseconds from the start of the process to the first answer. */
  readonly firstAnswer: number;
  stop(): Promise<void>;
}

/** `/version` answers the version of the source, `/` nothing: no tool's database takes part. */
export const HANDLER = `
import { version } from './version.ts';
export const handler = async (event) => ({
  statusCode: 200,
  headers: { 'content-type': 'text/plain', 'x-version': version },
  body: event.rawPath === '/version' ? version : '',
});
`;

/** Writes a version of the source, as an editor does. */
export async function save(directory: string, version: string): Promise<void> {
  await writeFile(path.join(directory, 'version.ts'), `export const version = '${version}';\n`);
}

/** Starts a tool and waits for its first answer. */
export async function start(tool: Tool, directory: string): Promise<Serving> {
  const [program, ...args] = tool.command;
  const startedAt = performance.now();
  const child = spawn(program, args, {
    cwd: directory,
    env: { ...process.env, ...tool.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (written += String(bytes)));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = () => end(child, ended);
  try {
    for (;;) {
      if (child.exitCode !== null) throw new Error(`${tool.name} ended:\n${written}`);
      const url = tool.url(written);
      if (url !== undefined && (await answers(url)))
        return { url, firstAnswer: performance.now() - startedAt, stop };
      await sleep(5);
    }
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Milliseconds from each save to the first answer of the new code. */
export async function reloads(url: string, directory: string, times: number): Promise<readonly number[]> {
  const took: number[] = [];
  for (let count = 1; count <= times; count += 1) {
    const version = `saved-${count}`;
    await sleep(300);
    const savedAt = performance.now();
    await save(directory, version);
    while ((await (await fetch(`${url}/version`)).text()) !== version) await sleep(2);
    took.push(performance.now() - savedAt);
  }
  return took;
}

/** Milliseconds of each of so many calls, one after the other. */
export async function timed(times: number, call: () => Promise<unknown>): Promise<readonly number[]> {
  const took: number[] = [];
  for (let count = 0; count < times; count += 1) {
    const startedAt = performance.now();
    await call();
    took.push(performance.now() - startedAt);
  }
  return took;
}

/** The value that so many percent do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/** How busy the machine is besides, and how fast it is now: figures mean little without. */
export function machineNoise(): string {
  const startedAt = performance.now();
  let sum = 0;
  for (let count = 0; count < 50_000_000; count += 1) sum += count % 7;
  const spin = performance.now() - startedAt;
  return `load ${loadavg()[0]?.toFixed(1)}, ${spin.toFixed(0)} ms for a loop of 50 million (${sum % 2 === 0 ? 'even' : 'odd'})`;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { method: 'POST', body: '{}' }).then(
    (answer) => answer.ok,
    () => false,
  );
}

async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGINT');
  const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await ended;
  clearTimeout(late);
}
