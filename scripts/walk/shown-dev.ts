import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { cacheDirectory } from '../../src/artifact/cache-directory.ts';

/** `proxywebhook dev` as it is seen, and where it serves. */
export interface ShownDev {
  readonly port: number;
  /** What it said once it was ready: how it came there depends on what this machine has. */
  readonly ready: string;
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const BIN = fileURLToPath(new URL('../../bin/proxywebhook.js', import.meta.url));
const READY = /^proxywebhook dev \S+ {2}ready [\s\S]*^ {2}try .+$/m;
const LONGEST_START = 120_000;

/** Starts it in a folder, at a port that is free, and resolves when it serves; rejects with what it said when it does not. */
export async function startShownDev(folder: string): Promise<ShownDev> {
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    // The database server that was found or fetched before.
    XDG_CACHE_HOME: fileURLToPath(new URL('..', `file://${cacheDirectory()}/`)),
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const port = await freePort();
  const argv = [BIN, 'dev', '--port', String(port), '--offline', '--yes'];
  const child = spawn(process.execPath, argv, { cwd: folder, env: environment, stdio: 'pipe' });
  const ended = once(child, 'close');
  let text = '';
  await new Promise<void>((resolve, reject) => {
    const failed = () => reject(new Error(`dev did not come to serve:\n${text}`));
    const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_START);
    child.on('close', failed);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (bytes: Buffer) => {
        text += bytes.toString('utf8');
        if (!READY.test(text)) return;
        clearTimeout(timer);
        resolve();
      });
    }
  });
  return {
    port,
    ready: READY.exec(text)?.[0] ?? '',
    environment,
    async stop() {
      child.kill('SIGINT');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
