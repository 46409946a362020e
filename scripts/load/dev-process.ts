import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** `proxywebhook dev` as a process of its own. */
export interface DevProcess {
  readonly url: string;
  readonly pid: number;
  /** Reasons of sessions that were pinned while it ran. */
  readonly pinned: readonly string[];
  kill9(): Promise<void>;
  /** As Ctrl-C does. Resolves to its exit code. */
  stop(): Promise<number | null>;
}

export interface DevSettings {
  readonly folder: string;
  readonly pool: number;
  readonly environments: number;
  /** 0: any. */
  readonly port: number;
  readonly database?: string;
}

const PROGRAM = path.resolve(import.meta.dirname, '../../bin/proxywebhook.js');
const LONGEST_START = 120_000;

/** Starts it in a folder and resolves when it serves; rejects with what it said when it does not. */
export async function startDev(settings: DevSettings): Promise<DevProcess> {
  const { folder, pool, environments, port, database } = settings;
  const config = { api: { throttle: { ratePerSecond: 5000, burst: 5000 } }, view: { access: 'public' } };
  writeFileSync(path.join(folder, 'config.dev.json'), JSON.stringify(config));
  const parameters = [
    '--json',
    '--yes',
    '--offline',
    '--port',
    port,
    '--pool',
    pool,
    '--concurrency',
    environments,
  ];
  const child = spawn(
    process.execPath,
    [PROGRAM, 'dev', ...parameters.map(String), ...(database === undefined ? [] : ['--db', database])],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const pinned: string[] = [];
  const said: string[] = [];
  const url = await serving(child, pinned, said);
  return {
    url,
    pid: child.pid ?? 0,
    pinned,
    kill9: () => end(child, 'SIGKILL').then(() => {}),
    stop: () => end(child, 'SIGINT'),
  };
}

function serving(child: ChildProcess, pinned: string[], said: string[]): Promise<string> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('dev has no output');
  stderr.on('data', (chunk) => said.push(String(chunk)));
  return new Promise((resolve, reject) => {
    const failed = (why: string) => {
      child.kill('SIGKILL');
      reject(new Error(`dev ${why}: ${said.join('').slice(-1000)}`));
    };
    const timer = setTimeout(() => failed('does not serve'), LONGEST_START);
    child.once('exit', (code) => failed(`ended with ${code}`));
    createInterface({ input: stdout }).on('line', (line) => {
      const event = JSON.parse(line) as { type: string; url?: string; reason?: string };
      if (event.type === 'pinned') pinned.push(event.reason ?? '');
      if (event.type === 'error') said.push(line);
      if (event.type !== 'serving' || event.url === undefined) return;
      clearTimeout(timer);
      child.removeAllListeners('exit');
      resolve(event.url);
    });
  });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = once(child, 'exit');
  child.kill(signal);
  const [code] = await ended;
  return code as number | null;
}
