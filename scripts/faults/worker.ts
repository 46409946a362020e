// A share of the fault matrix in a process of its own: `worker.ts WORKER WORKERS CACHE [FILTER]`. Tells its parent each cell.
import { openBench } from '../../test/faults/bench.ts';
import { allCells, nameOf, record, runCells, share } from '../../test/faults/matrix.ts';

export interface CellTold {
  readonly command: string;
  readonly kind: string;
  readonly name: string;
  readonly verdict?: string;
}

const [worker = '0', workers = '1', cacheDirectory = '', filter = ''] = process.argv.slice(2);
const bench = openBench(cacheDirectory);
const recorded = await record(bench, cacheDirectory);
const wanted = allCells(recorded).filter((cell) => nameOf(cell).includes(filter));
const cells = share(wanted, Number(worker), Number(workers));
await runCells(cells, recorded, bench, cacheDirectory, (cell, verdict) => {
  const told: CellTold = {
    command: cell.command,
    kind: cell.kind.name,
    name: nameOf(cell),
    ...(verdict === undefined ? {} : { verdict }),
  };
  process.send?.(told);
});
await bench.close();
process.disconnect?.();
