import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { testProgram } from '../../support/database.ts';

// Who runs the tests as root tries it as `nobody`; everybody else is unprivileged already.
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

let folder: string;
let child: ChildProcess | undefined;

afterEach(async () => {
  if (child !== undefined && child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

it.runIf(process.platform === 'linux')(
  'a user without privileges gets a database with files of their own, and stops it',
  async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'pwh-nobody-'));
    const program = await reachable((await testProgram()).file);
    const home = path.join(folder, 'home');
    mkdirSync(home);
    for (const each of [folder, home]) {
      chmodSync(each, 0o755);
      if (isRoot) chownSync(each, NOBODY, NOBODY);
    }
    const directory = path.join(home, 'project/.proxywebhook');
    child = start(directory, { HOME: home, PROXYWEBHOOK_MYSQLD: program });
    const [line] = await Promise.race([
      once(child.stdout?.setEncoding('utf8') ?? child, 'data'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`it ended with ${code}`))),
    ]);
    const told = JSON.parse(String(line)) as { readonly uid: number; readonly found: string };
    const user = isRoot ? NOBODY : process.getuid?.();
    expect([told.uid, told.found]).toEqual([user, 'system']);
    expect(statSync(path.join(directory, 'database')).uid).toBe(user);

    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(0);
  },
);

/** A copy of a server that was unpacked where nobody else may read, by links where the file system allows it. */
async function reachable(file: string): Promise<string> {
  const root = /^(\/.+)\/usr\/sbin\/[^/]+$/.exec(file)?.[1];
  if (!isRoot || root === undefined) return file;
  const copy = path.join(folder, 'server');
  try {
    execFileSync('cp', ['-al', root, copy], { stdio: 'ignore' });
  } catch {
    execFileSync('cp', ['-a', root, copy]);
  }
  return path.join(copy, file.slice(root.length));
}

function start(directory: string, environment: Readonly<Record<string, string>>): ChildProcess {
  const script = path.join(import.meta.dirname, 'ensure-and-wait.ts');
  const parameters = ['--import', 'tsx', script, directory];
  return spawn(process.execPath, parameters, {
    env: { PATH: process.env.PATH, TMPDIR: environment.HOME, ...environment },
    cwd: path.resolve(import.meta.dirname, '../../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  });
}
