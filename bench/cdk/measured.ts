import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

export interface Measured {
  readonly milliseconds: number;
  /** Of the largest process: the command itself or one that it started and waited for. */
  readonly megabytes: number;
}

// The kernel counts the peak of children that ended, and Node.js cannot ask for it.
const WATCHER = `
import json, resource, subprocess, sys, time
begun = time.monotonic()
ended = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
took = time.monotonic() - begun
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"code": ended.returncode, "milliseconds": took * 1000, "megabytes": peak / 1024, "output": ended.stdout.decode("utf-8", "replace")}))
`;

/** Runs a command to its end, as a process of its own. Rejects with what it wrote when it fails. */
export async function measured(
  command: readonly string[],
  { directory, env }: { readonly directory: string; readonly env: Readonly<Record<string, string>> },
): Promise<Measured> {
  const child = spawn('python3', ['-c', WATCHER, ...command], {
    cwd: directory,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { code, output, milliseconds, megabytes } = JSON.parse(await text(child.stdout)) as Measured & {
    readonly code: number;
    readonly output: string;
  };
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}:\n${output.slice(-3000)}`);
  return { milliseconds, megabytes };
}

export function minimum(values: readonly number[]): number {
  return Math.min(...values);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}
