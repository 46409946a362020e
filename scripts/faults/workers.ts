import { fork } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import type { CellName, WorkerTask, WorkerTold } from './worker.ts';

/** Real milliseconds in which a cell ends, or the recording before the first one; so many times more as there is to do on the machine. */
const LIMIT = 60_000;
const LOOK = 2_000;

export interface Told {
  recorded(counts: { readonly wanted: number; readonly all: number }): void;
  ended(cell: CellName, verdict: string | undefined): void;
  /** A worker that ended by itself while it ran nothing. */
  broke(what: string): void;
}

/**
 * Runs one worker's cells. A cell that does not end in time, or ends its process, has failed: another process goes on after it.
 * No worker outlives this process.
 */
export async function work(script: string, task: WorkerTask, told: Told): Promise<void> {
  let { skip } = task;
  for (;;) {
    const { begun, finished } = await workOnce(script, { ...task, skip }, told);
    if (finished || begun === 0) return;
    skip += begun;
  }
}

function workOnce(
  script: string,
  task: WorkerTask,
  told: Told,
): Promise<{ readonly begun: number; readonly finished: boolean }> {
  return new Promise((resolve) => {
    const worker = fork(script, [JSON.stringify(task)], {
      execArgv: ['--enable-source-maps'],
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
    });
    const kill = () => worker.kill('SIGKILL');
    process.once('exit', kill);
    let begun = 0;
    let mine: number | undefined;
    let running: CellName | undefined;
    let late = false;
    let heardAt = performance.now();
    const watch = setInterval(() => {
      if (performance.now() - heardAt < LIMIT * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism()))
        return;
      late = true;
      kill();
    }, LOOK);
    worker.on('message', (message: WorkerTold) => {
      heardAt = performance.now();
      if (message.type === 'recorded') {
        mine = message.mine;
        told.recorded(message);
      } else if (message.type === 'began') {
        begun += 1;
        running = message;
      } else {
        running = undefined;
        told.ended(message, message.verdict);
      }
    });
    worker.on('exit', (code, signal) => {
      clearInterval(watch);
      process.off('exit', kill);
      const how = late ? 'did not end in time' : `ended its process with ${signal ?? code}`;
      const finished = code === 0 && begun === mine && running === undefined;
      if (running !== undefined) told.ended(running, how);
      else if (!finished) told.broke(`a worker ${how}, after ${begun} cells`);
      resolve({ begun, finished });
    });
  });
}
