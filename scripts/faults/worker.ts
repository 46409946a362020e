// A part of the fault matrix in a process of its own: `worker.ts JSON`. Tells its parent each cell; ends when the parent does.
import { openBench } from '../../test/faults/bench.ts';
import { allCells, dealt, nameOf, record, runCells } from '../../test/faults/matrix.ts';
import { cover, type Share, shareOf } from '../../test/faults/share.ts';

export interface WorkerTask {
  readonly worker: number;
  readonly workers: number;
  readonly cacheDirectory: string;
  readonly only: string;
  readonly share: Share;
  /** One cell of every command × call × fault, no more. */
  readonly cover: boolean;
  /** How many of its cells were begun by a worker that is no more. */
  readonly skip: number;
}

export type WorkerTold =
  /** How many cells it will run, how many all workers will, how many there are. */
  | { readonly type: 'recorded'; readonly mine: number; readonly wanted: number; readonly all: number }
  | (CellName & { readonly type: 'began' })
  | (CellName & { readonly type: 'ended'; readonly verdict?: string });

export interface CellName {
  readonly command: string;
  readonly kind: string;
  readonly name: string;
}

const orphaned = () => process.exit(1);
process.on('disconnect', orphaned);
const tell = (told: WorkerTold) => process.send?.(told);

const task: WorkerTask = JSON.parse(process.argv[2] ?? '{}');
const bench = openBench(task.cacheDirectory);
const recorded = await record(bench, task.cacheDirectory);
const all = allCells(recorded);
const part = shareOf(all, task.share);
const wanted = (task.cover ? cover(part) : part).filter((cell) => nameOf(cell).includes(task.only));
const cells = dealt(wanted, task.worker, task.workers).slice(task.skip);
tell({ type: 'recorded', mine: cells.length, wanted: wanted.length, all: all.length });
await runCells(
  cells,
  recorded,
  bench,
  task.cacheDirectory,
  (cell, verdict) => tell({ type: 'ended', ...named(cell), ...(verdict === undefined ? {} : { verdict }) }),
  (cell) => tell({ type: 'began', ...named(cell) }),
);
await bench.close();
process.off('disconnect', orphaned);
process.disconnect?.();

function named(cell: (typeof cells)[number]): CellName {
  return { command: cell.command, kind: cell.kind.name, name: nameOf(cell) };
}
