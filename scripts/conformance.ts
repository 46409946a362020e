// Fetches Lambda's runtime interface clients, without running their install scripts, and has the conformance tests run them,
// unmodified, against our Runtime API. Ends with 1 when one of them gives something else than was recorded of it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cacheDirectory } from '../src/artifact/cache-directory.ts';

const TEST = 'test/local/function-runtime/conformance.test.ts';
const windows = process.platform === 'win32';

for (const version of ['4.0.2', '3.3.0']) {
  const client = fetchClient(version);
  if (client === undefined) break;
  console.log(`aws-lambda-ric ${version}:`);
  run('npx', ['--no', 'vitest', 'run', TEST], { AWS_LAMBDA_RIC: client });
}

function fetchClient(version: string): string | undefined {
  const place = path.join(cacheDirectory(process.env), 'runtime-clients', version);
  const client = path.join(place, 'node_modules/aws-lambda-ric');
  if (existsSync(client)) return client;
  const work = `${place}.${process.pid}`;
  mkdirSync(work, { recursive: true });
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--prefix', work];
  const fetched = run('npm', ['install', ...flags, `aws-lambda-ric@${version}`], {});
  if (fetched && !existsSync(place)) renameSync(work, place);
  rmSync(work, { recursive: true, force: true });
  return fetched ? client : undefined;
}

/** True when the program ended well; else this one ends with 1. */
function run(program: string, parameters: readonly string[], environment: Record<string, string>): boolean {
  const env = { ...process.env, ...environment };
  const { status } = spawnSync(program, parameters, { env, stdio: 'inherit', shell: windows });
  if (status !== 0) process.exitCode = 1;
  return status === 0;
}
