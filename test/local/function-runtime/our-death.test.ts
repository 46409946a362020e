import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { isAlive, until } from './functions.ts';

// On Windows there is no shell that could watch.
it.skipIf(process.platform === 'win32')(
  'environments, frozen or busy, do not outlive a program that is killed, nor do their files',
  async () => {
    const script = path.join(import.meta.dirname, 'start-and-wait.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
    const { pids, folder } = JSON.parse(line) as { pids: number[]; folder: string };
    expect([pids.length, pids.map(isAlive), existsSync(folder)]).toEqual([2, [true, true], true]);
    child.kill('SIGKILL');
    await until(() => !pids.some(isAlive) && !existsSync(folder));
  },
);
