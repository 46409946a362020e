// The same deployment followed by both tools in real time, on a cloud whose operations take their time: what each asks meanwhile, and how
// long each takes to notice that it is over.
import { startLocalCloud } from '../../src/local/main.ts';
import { lastEvent } from '../engine/real-run.ts';
import { startFront } from './front.ts';
import { measured } from './measured.ts';
import type { Tool } from './tools.ts';

export interface Followed {
  readonly name: string;
  readonly minutes: number;
  readonly calls: number;
  readonly lagSeconds: number;
  readonly megabytes: number;
}

/** `tools` makes them for an endpoint; the first makes the bucket that the other uploads to. Stacks have the names `stackOf`. */
export async function followed(
  tools: (endpoint: string) => readonly Tool[],
  {
    speed,
    seed,
    stackOf,
  }: { readonly speed: number; readonly seed: number; stackOf: (tool: Tool) => string },
): Promise<readonly Followed[]> {
  const region = 'us-east-1';
  const cloud = await startLocalCloud({ schedule: { kind: 'scaled', speed }, seed, region });
  const front = await startFront(cloud.endpoint);
  try {
    const results: Followed[] = [];
    for (const tool of tools(front.endpoint)) {
      front.calls();
      const { milliseconds, megabytes } = await measured(tool.command('first up'), tool);
      const endedAt = cloud.world.clock.now();
      const calls = front.calls();
      // The cloud's clock goes `speed` times as fast as ours.
      const lag = endedAt - (await lastEvent(cloud.endpoint, region, stackOf(tool)));
      results.push({
        name: tool.name,
        minutes: milliseconds / 60_000,
        calls,
        lagSeconds: lag / 1000 / speed,
        megabytes,
      });
    }
    return results;
  } finally {
    await front.stop();
    await cloud.stop();
  }
}
