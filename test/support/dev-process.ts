/**
 * `proxywebhook dev` as a process of its own (dist, which `npm test` builds first), without a network and without
 * anything of whoever runs this, but the database server that `npm run setup` has prepared.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDirectory } from '../../src/artifact/cache-directory.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BIN = path.join(ROOT, 'bin/proxywebhook.js');
/** Milliseconds that something may take on a busy machine before it counts as not happening. */
const PATIENCE = 90_000;

export interface DevProcess {
  readonly child: ChildProcess;
  /** What it wrote so far, both streams. */
  text(): string;
  /** Resolves once the text holds this, from `since` on. Rejects when it ends or hangs before. */
  until(pattern: RegExp, since?: number): Promise<RegExpExecArray>;
  /** Keys on its terminal. */
  type(keys: string): void;
  /** Its exit code. */
  readonly ended: Promise<number>;
  /** Of no effect on one that has ended. */
  kill(): Promise<void>;
}

/** Starts it in a project's folder; on a terminal when it has columns. */
export function startDevProcess(
  argv: readonly string[],
  { directory, columns }: { readonly directory: string; readonly columns?: number },
): DevProcess {
  const command = [process.execPath, BIN, 'dev', ...argv];
  const [program = '', ...args] =
    columns === undefined
      ? command
      : [
          'script',
          '-qefc',
          `stty cols ${columns} rows 50; exec ${command.map((word) => `'${word}'`).join(' ')}`,
          '/dev/null',
        ];
  const child = spawn(program, args, { cwd: directory, env: devEnvironment(), stdio: 'pipe' });
  let text = '';
  let told = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => {
      text += bytes.toString('utf8');
      told();
    });
  }
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code ?? -1);
      told();
    });
  });
  return {
    child,
    ended,
    text: () => text,
    type: (keys) => child.stdin.write(keys),
    async until(pattern, since = 0) {
      const deadline = AbortSignal.timeout(PATIENCE);
      for (;;) {
        const found = pattern.exec(text.slice(since));
        if (found !== null) return found;
        if (child.exitCode !== null || deadline.aborted) {
          throw new Error(
            `${pattern} did not come${deadline.aborted ? ' in time' : ', and dev ended'}:\n${text}`,
          );
        }
        await new Promise<void>((resolve) => {
          told = resolve;
          setTimeout(resolve, 500);
        });
      }
    },
    async kill() {
      if (child.exitCode === null) child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Runs another command to its end in the same project. */
export async function runBeside(
  argv: readonly string[],
  directory: string,
): Promise<{ readonly exitCode: number; readonly text: string }> {
  const child = spawn(process.execPath, [BIN, ...argv], {
    cwd: directory,
    env: devEnvironment(),
    stdio: 'pipe',
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => {
      text += bytes.toString('utf8');
    });
  }
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? -1));
  });
  return { exitCode, text };
}

/** Lets the project import `proxywebhook` as if it were installed. */
export async function installInto(nodeModules: string): Promise<void> {
  await symlink(ROOT, path.join(nodeModules, 'proxywebhook'), 'dir');
}

/** No credentials, no profile: `dev` needs none. The cache holds the database server. */
export function devEnvironment(): Readonly<Record<string, string>> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: '/nonexistent',
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    XDG_CACHE_HOME: path.dirname(cacheDirectory(process.env)),
    AWS_PROFILE: 'not-there',
    AWS_EC2_METADATA_DISABLED: 'true',
    HTTPS_PROXY: 'http://127.0.0.1:9',
  };
}
