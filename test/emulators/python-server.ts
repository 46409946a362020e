// An emulator from PyPI as a process of its own, from the virtual environment that `npm run setup:emulators` makes.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const PYTHON = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url));
/** Milliseconds that a start may take on a busy machine. */
const PATIENCE = 60_000;

export interface PythonServer {
  readonly endpoint: string;
  readonly port: number;
  /** What it wrote so far. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts it and resolves when it answers. `argv` is given a free port of 127.0.0.1; what it gives back goes to Python. Rejects
 * with what it wrote when it ends instead.
 */
export async function startPythonServer({
  argv,
  env,
  directory,
}: {
  readonly argv: (port: number) => readonly string[];
  readonly env: (port: number) => Readonly<Record<string, string>>;
  /** Its home, working directory and folder for temporary files. */
  readonly directory: string;
}): Promise<PythonServer> {
  if (!existsSync(PYTHON)) throw new Error('There is no .venv. Run: npm run setup:emulators');
  const port = await freePort();
  const child = spawn(PYTHON, argv(port), {
    cwd: directory,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: directory,
      TMPDIR: directory,
      PYTHONDONTWRITEBYTECODE: '1',
      ...env(port),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => {
      log += bytes.toString('utf8');
    });
  }
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const endpoint = `http://127.0.0.1:${port}`;
  await answers(endpoint, child, () => log);
  return {
    endpoint,
    port,
    log: () => log,
    async stop() {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(late);
    },
  };
}

async function answers(endpoint: string, child: ChildProcess, log: () => string): Promise<void> {
  for (const until = performance.now() + PATIENCE; performance.now() < until; ) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const answer = await fetch(endpoint).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill('SIGKILL');
  throw new Error(`The emulator does not answer:\n${log()}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
