// `diff --drift` of the real CLI (dist, which `npm test` builds first) as a process, against the local cloud as a process.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cloud, startCloud } from '../../scripts/demo/cloud.ts';
import { childEnvironment, type Form, runCli } from '../../scripts/demo/run-cli.ts';

let directory = '';
let cloud: Cloud;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cli-drift-'));
  await writeFile(join(directory, 'config.dev.json'), '{}');
  cloud = await startCloud();
  expect((await run('up --yes --skip-verify')).exitCode).toBe(0);
});
afterAll(async () => {
  await cloud.stop();
  await rm(directory, { recursive: true, force: true });
});

function run(argv: string, form: Form = { kind: 'pipe' }) {
  const env = childEnvironment({ endpoint: cloud.endpoint, home: directory });
  return runCli(argv.split(' '), { form, directory, env, typed: undefined });
}

describe('diff --drift', () => {
  it('exits with 0 while nothing was changed by hand, with 8 and what it was once it is', async () => {
    const same = await run('diff --drift --exit-code');
    expect(same.text).toMatch(/Drift {2}none in the \d+ resources that CloudFormation compared/);
    expect(same.exitCode).toBe(0);

    await cloud.control('POST', 'by-hand', {
      logicalId: 'ApiStage',
      property: '/DefaultRouteSettings/ThrottlingRateLimit',
      value: 9999,
    });
    expect((await run('diff --exit-code')).exitCode).toBe(0);
    const drifted = await run('diff --drift --exit-code', { kind: 'terminal', columns: 80 });
    expect(drifted.text).toContain('~ ApiStage  AWS::ApiGatewayV2::Stage');
    expect(drifted.text).toMatch(/DefaultRouteSettings\.ThrottlingRateLimit {2}\d+ → 9999/);
    expect(drifted.exitCode).toBe(8);

    const lines = (await run('diff --drift --json')).text.trim().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      type: 'result',
      command: 'diff',
      differs: true,
      plan: { action: 'none' },
      drift: {
        drifted: [
          {
            logicalId: 'ApiStage',
            state: 'modified',
            differences: [
              { property: 'DefaultRouteSettings.ThrottlingRateLimit', change: 'changed', is: '9999' },
            ],
          },
        ],
      },
    });
  });
});
