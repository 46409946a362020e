/** Cells of `kill -9`: the CLI as a process, killed as soon as the cloud has carried out a call and before it answers. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FaultRule } from '../../src/local/aws-api/faults.ts';
import type { LocalCloud } from '../../src/local/main.ts';
import type { Bench } from './bench.ts';
import type { Cell, Undisturbed } from './cell.ts';
import { commandNamed } from './commands.ts';
import { judgeSecond, NEVER_STRUCK, type Verdict } from './judge.ts';
import { configuration, HURRY, NOBODY, REGION } from './place.ts';

export async function runKilled(
  { command: name, call, kind }: Cell,
  { end }: Undisturbed,
  bench: Bench,
  cacheDirectory: string,
): Promise<Verdict> {
  const command = commandNamed(name);
  const { place, memory, deployedMemory } = await bench.prepare(command);
  const { cloud } = place;
  const directory = await mkdtemp(path.join(tmpdir(), 'proxywebhook-killed-'));
  await writeFile(
    path.join(directory, 'config.dev.json'),
    JSON.stringify(configuration(memory, command.alone?.settings)),
  );
  cloud.clearCalls();
  const { service, action, nth: skip } = call;
  cloud.addFaults({ ...kind.fault, service, action, skip, times: 1 } as FaultRule);
  let verdict: Verdict;
  try {
    const first = startCli(command.argv, cloud, { directory, cacheDirectory });
    await first.until(() => struck(cloud));
    if (struck(cloud)) first.process.kill('SIGKILL');
    const code = await first.exit;
    // One that ended well did not make the call; of any other it is told what it said.
    if (!struck(cloud)) verdict = code === 0 ? NEVER_STRUCK : `the call never came: ${code}, ${first.said()}`;
    cloud.clearFaults();
    const again = startCli(command.argv, cloud, { directory, cacheDirectory });
    const said = await again.exit.then((code) =>
      code === 0 ? { said: 'ended with 0' } : { error: new Error(`exit code ${code}: ${again.said()}`) },
    );
    verdict ??= await judgeSecond(said, place, deployedMemory, end);
  } finally {
    cloud.clearFaults();
    await rm(directory, { recursive: true, force: true });
  }
  bench.leave(verdict === undefined ? command : 'spoiled', memory);
  return verdict;
}

/** Whether the call was carried out that is never answered. */
function struck(cloud: LocalCloud): boolean {
  return cloud.calls().some(({ fault, status }) => fault !== undefined && status !== undefined);
}

interface Cli {
  readonly process: ChildProcess;
  /** Resolves to the exit code, or the signal's name. */
  readonly exit: Promise<number | string>;
  /** Resolves once a condition holds, or the process has ended. */
  until(condition: () => boolean): Promise<void>;
  said(): string;
}

function startCli(
  argv: readonly string[],
  cloud: LocalCloud,
  { directory, cacheDirectory }: { readonly directory: string; readonly cacheDirectory: string },
): Cli {
  const child = spawn(
    process.execPath,
    [
      '--import',
      path.resolve('test/faults/virtual-time.js'),
      path.resolve('bin/proxywebhook.js'),
      ...argv,
      '--env',
      'dev',
    ],
    {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: directory,
        XDG_CACHE_HOME: cacheDirectory,
        NODE_COMPILE_CACHE: path.join(cacheDirectory, 'compiled'),
        AWS_ENDPOINT_URL: cloud.endpoint,
        AWS_ACCESS_KEY_ID: NOBODY.accessKeyId,
        AWS_SECRET_ACCESS_KEY: NOBODY.secretAccessKey,
        AWS_REGION: REGION,
        AWS_EC2_METADATA_DISABLED: 'true',
        FAULTS_HURRY: String(HURRY),
        FAULTS_NOW: String(cloud.world.clock.now()),
      },
    },
  );
  const out: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => out.push(bytes));
  const orphan = () => child.kill('SIGKILL');
  process.once('exit', orphan);
  const exit = new Promise<number | string>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('exit', orphan);
      resolve(code ?? signal ?? -1);
    });
  });
  let ended = false;
  void exit.then(() => {
    ended = true;
  });
  return {
    process: child,
    exit,
    async until(condition) {
      while (!ended && !condition()) await new Promise((resolve) => setTimeout(resolve, 2));
    },
    said: () => Buffer.concat(out).toString('utf8').slice(-2_000),
  };
}
