// One deployment by the command itself, a process of its own, against a local cloud whose clock goes as fast as ours: what it
// takes of the machine while it waits.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLocalCloud } from '../../src/local/main.ts';

export interface RealRun {
  readonly exitCode: number | null;
  readonly seconds: number;
  readonly lagSeconds: number;
  readonly calls: Readonly<Record<string, number>>;
  /** Resident megabytes: the most; after a minute; at the end. */
  readonly memory: { readonly peak: number; readonly early: number; readonly late: number };
  /** Of the processor, user and system. */
  readonly cpuSeconds: number;
}

const ROOT = path.resolve(import.meta.dirname, '../..');

/** `command` is run in `directory` with AWS_ENDPOINT_URL set; its processes' memory is the largest of them. */
export async function realRun(options: {
  readonly command: readonly string[];
  readonly directory: string;
  readonly seed: number;
  readonly speed: number;
}): Promise<RealRun> {
  const { command, directory, seed, speed } = options;
  const region = 'us-east-1';
  const cloud = await startLocalCloud({ schedule: { kind: 'scaled', speed }, seed, region });
  const began = performance.now();
  const child = spawn(command[0] ?? '', command.slice(1), {
    cwd: directory,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: cloud.endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'of-the-local-cloud',
    },
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const samples: { readonly at: number; readonly megabytes: number; readonly cpu: number }[] = [];
  let running = true;
  const watching = (async () => {
    while (running) {
      const sample = usage(child);
      if (sample !== undefined) samples.push({ at: performance.now() - began, ...sample });
      await sleep(1_000);
    }
  })();
  const [exitCode] = await exited;
  const [ended, endedAt] = [performance.now(), cloud.world.clock.now()];
  running = false;
  await watching;
  const { calls, stacks } = await cloud.state();
  const last = await lastEvent(cloud.endpoint, region, stacks[0]?.name ?? '');
  await cloud.stop();
  const after = samples.filter(({ at }) => at > 60_000 / Math.max(1, speed / 10));
  return {
    exitCode,
    seconds: (ended - began) / 1000,
    // The cloud's clock starts at the machine's and goes `speed` times as fast.
    lagSeconds: (endedAt - last) / 1000 / speed,
    calls,
    memory: {
      peak: Math.max(...samples.map(({ megabytes }) => megabytes)),
      early: after[0]?.megabytes ?? Number.NaN,
      late: samples.at(-1)?.megabytes ?? Number.NaN,
    },
    cpuSeconds: samples.at(-1)?.cpu ?? Number.NaN,
  };
}

/** The command line of ours. */
export function ourCommand(): readonly string[] {
  return [process.execPath, path.join(ROOT, 'bin/proxywebhook.js'), 'up', '--yes', '--skip-verify'];
}

/** When the last event of a stack was, on the clock of its cloud. */
export async function lastEvent(endpoint: string, region: string, stackName: string): Promise<number> {
  const { awsPorts } = await import('../../src/aws/index.ts');
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'of-the-local-cloud' };
  const { stacks } = await awsPorts({ region, endpoint, credentials });
  const { events } = await stacks.events(stackName);
  return Math.max(...events.map(({ at }) => at.getTime()));
}

// Linux only: proc(5), status and stat, in clock ticks of 10 ms.
function usage({ pid }: ChildProcess): { readonly megabytes: number; readonly cpu: number } | undefined {
  try {
    const resident = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return {
      megabytes: Number(resident) / 1024,
      cpu: (Number(fields[11]) + Number(fields[12])) / 100,
    };
  } catch {
    return undefined;
  }
}
