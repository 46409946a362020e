// The local cloud as a process of its own, which is killed with everything it runs.
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { expect, it, onTestFinished } from 'vitest';
import { startCloud } from '../../../scripts/demo/cloud.ts';
import { fakeCredentials } from '../../aws/recorded-aws.ts';
import { deploy, portsTo, post, until } from './deploying.ts';

it('a local cloud that is killed leaves no server and no execution environment', async () => {
  fakeCredentials();
  const cloud = await startCloud({ dataPlane: true });
  onTestFinished(async () => {
    await cloud.stop();
  });
  const { outputs } = await deploy(await portsTo(cloud.endpoint, 'us-east-1'));
  expect((await post(outputs.WebhookUrl, '{}')).status).toBe(200);

  const children = childrenOf(cloud.pid);
  const programs = await Promise.all(children.map(commandLine));
  expect(programs.filter((line) => /mysqld|mariadbd/.test(line)).length).toBe(1);
  expect(programs.filter((line) => line.includes('bootstrap.mjs')).length).toBeGreaterThan(0);
  process.kill(cloud.pid, 'SIGKILL');
  await until('all it had started is gone', async () =>
    (await Promise.all(children.map(commandLine))).every((line) => line === ''),
  );
}, 120_000);

function childrenOf(pid: number): readonly number[] {
  const table = execFileSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child = 0, parent]) => (parent === pid ? [child] : []));
}

/** Empty when there is no such process any more. */
async function commandLine(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
}
