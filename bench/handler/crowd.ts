import { FUNCTION, startDataPlane } from '../../test/support/data-plane.ts';
import { quantiles } from './quantiles.ts';

/** Many execution environments at once on a small pool: how much comes through, and how evenly. A sentence. */
export async function crowd(size: {
  readonly environments: number;
  readonly connections: number;
  readonly seconds: number;
}): Promise<string> {
  const { environments, connections, seconds } = size;
  const plane = await startDataPlane({ environments, connections });
  try {
    // Each starts and stores once before it counts.
    await Promise.all(Array.from({ length: environments }, () => plane.call({ path: '/warm' })));
    const before = countsOf();
    const end = performance.now() + seconds * 1000;
    const times: number[] = [];
    let refused = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: environments }, async () => {
        while (performance.now() < end) {
          const { status, milliseconds } = await plane.call({ path: '/crowd', body: '{"crowd":true}' });
          if (status !== 200) refused += 1;
          times.push(milliseconds);
          most = Math.max(most, plane.pooling.proxy.stats().databaseConnections);
        }
      }),
    );
    const each = [...countsOf()].map(([pid, count]) => count - (before.get(pid) ?? 0)).sort((a, b) => a - b);
    const { p50, p99 } = quantiles(times);
    return (
      `${environments} environments on a pool of ${connections}: ${Math.round(times.length / seconds)} requests/s, ` +
      `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, ${refused} refused, at most ${most} connections to the database; ` +
      `requests by environment: least ${each[0]}, median ${each[Math.floor(each.length / 2)]}, most ${each.at(-1)}`
    );
  } finally {
    await plane.stop();
  }

  function countsOf(): ReadonlyMap<number, number> {
    return new Map(plane.runtime.environments(FUNCTION).map(({ pid, requests }) => [pid, requests]));
  }
}
