// The unmodified CLI on an engine that somebody else wrote: CloudFormation, Lambda and API Gateway of MiniStack. What is ours in it
// is told in docs/emulators.md.
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Ran } from '../../scripts/demo/run-cli.ts';
import { type MiniStack, type Project, startMiniStack } from './ministack.ts';
import { artifacts, clientOptions, remains } from './remains.ts';

const CONFIG = { database: { username: 'receiver' }, view: { access: 'public' } };

let ministack: MiniStack;
beforeAll(async () => {
  ministack = await startMiniStack();
}, 120_000);
afterEach(() => ministack.befall({}));
afterAll(() => ministack?.stop());

describe('on MiniStack', () => {
  it('a stack is made and proven, found unchanged, changed, told of, and taken away', async () => {
    const project = await ministack.project('whole', CONFIG);
    const { stackName } = project;

    await succeeds(project, 'up --yes', /is deployed/);
    const made = await remains(ministack.endpoint, stackName);
    expect(made.stacks).toEqual([`${stackName} CREATE_COMPLETE`]);
    const uploaded = await artifacts(ministack.endpoint);
    expect(uploaded).toHaveLength(1);
    expect(ministack.accounts.at(-1)).toMatchObject({
      username: 'receiver',
      master: ministack.accounts.at(-1)?.password,
    });

    await succeeds(project, 'up --yes', /no changes/);
    await succeeds(project, 'diff', /No changes\./);
    expect(await remains(ministack.endpoint, stackName)).toEqual(made);
    expect(await artifacts(ministack.endpoint)).toEqual(uploaded);

    await project.configure({ ...CONFIG, function: { memoryMb: 512 } });
    await succeeds(project, 'diff', /FunctionFunction[^~±]*MemorySize/);
    await succeeds(project, 'up --yes', /is updated/);
    expect(await memoryOf(made.functions?.[0])).toBe(512);
    expect(await remains(ministack.endpoint, stackName)).toEqual({
      ...made,
      stacks: [`${stackName} UPDATE_COMPLETE`],
    });
    await succeeds(project, 'status', /healthy[\s\S]*AVAILABLE/);

    await succeeds(project, 'down --yes', /is deleted/);
    expect(await remains(ministack.endpoint, stackName)).toEqual({
      snapshots: [`${made.databases?.[0]}-final-snapshot`],
    });
    await succeeds(project, 'down --yes', /nothing to delete/);
  });

  it('a request goes through the HTTP API and the real bundle into a real database, and is read back', async () => {
    const project = await ministack.project('path', {
      ...CONFIG,
      database: { username: 'receiver', name: 'path' },
    });
    await succeeds(project, 'up --yes', /is deployed/);
    const url = urlIn(await project.run('up --yes'));
    const body = JSON.stringify({ said: 'naïve ✓' });
    const answer = await fetch(`${url}/orders/1?a=1&a=2`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-test': 'through' },
      body,
    });
    expect(answer.status).toBe(200);
    const connection = await ministack.database.connect();
    try {
      const [rows] = await connection.query('SELECT method, path, query, body_bytes FROM path.request');
      expect(rows).toEqual([
        { method: 'POST', path: '/orders/1', query: 'a=1&a=2', body_bytes: Buffer.byteLength(body) },
      ]);
    } finally {
      await connection.end();
    }
    await succeeds(project, 'requests list', /\/orders\/1/);
    await succeeds(project, 'down --yes', /is deleted/);
  });

  it('a stack whose making fails is rolled back, and made anew by the next up', async () => {
    const project = await ministack.project('first', CONFIG);
    await ministack.befall({ fail: { 'create AWS::Lambda::Function': 'The function would not start.' } });
    const failed = await project.run('up --yes');
    expect([failed.exitCode, failed.text]).toEqual([4, failed.text]);
    expect(failed.text).toMatch(/FunctionFunction[\s\S]*The function would not start\./);
    expect(await remains(ministack.endpoint, project.stackName)).toEqual({
      stacks: [`${project.stackName} ROLLBACK_COMPLETE`],
    });

    await ministack.befall({});
    await succeeds(project, 'up --yes', /is deployed/);
    await succeeds(project, 'down --yes', /is deleted/);
  });

  it('a change that fails is rolled back, and what was there goes on', async () => {
    const project = await ministack.project('change', CONFIG);
    await succeeds(project, 'up --yes', /is deployed/);
    const made = await remains(ministack.endpoint, project.stackName);
    await project.configure({
      ...CONFIG,
      function: { memoryMb: 512 },
    });
    await ministack.befall({
      failOnce: { 'update AWS::Lambda::Function': 'The function would not change.' },
    });
    const failed = await project.run('up --yes');
    expect([failed.exitCode, failed.text]).toEqual([4, failed.text]);
    expect(failed.text).toContain('The function would not change.');
    expect(await remains(ministack.endpoint, project.stackName)).toEqual({
      ...made,
      stacks: [`${project.stackName} UPDATE_ROLLBACK_COMPLETE`],
    });
    expect(await memoryOf(made.functions?.[0])).toBe(256);

    await ministack.befall({});
    await succeeds(project, 'up --yes', /is updated/);
    expect(await memoryOf(made.functions?.[0])).toBe(512);
    await succeeds(project, 'down --yes', /is deleted/);
  });

  it('a deletion that fails says what is in the way, and goes on when it is gone', async () => {
    const project = await ministack.project('stuck', CONFIG);
    await succeeds(project, 'up --yes --skip-verify', /is deployed/);
    await ministack.befall({
      fail: { 'delete AWS::EC2::VPC': 'The vpc has dependencies and cannot be deleted.' },
    });
    const failed = await project.run('down --yes');
    expect([failed.exitCode, failed.text]).toEqual([4, failed.text]);
    expect(failed.text).toMatch(/NetworkVpc[\s\S]*has dependencies/);
    expect((await remains(ministack.endpoint, project.stackName)).stacks).toEqual([
      `${project.stackName} DELETE_FAILED`,
    ]);

    await ministack.befall({});
    await succeeds(project, 'down --yes', /is deleted/);
    const { snapshots, ...left } = await remains(ministack.endpoint, project.stackName);
    expect([left, snapshots?.length]).toEqual([{}, 1]);
  });
});

async function succeeds(project: Project, command: string, told: RegExp): Promise<Ran> {
  const ran = await project.run(command);
  expect(ran.text, command).toMatch(told);
  expect([command, ran.exitCode, ran.text]).toEqual([command, 0, ran.text]);
  return ran;
}

function urlIn({ text }: Ran): string {
  return /WebhookUrl\s+(\S+)/.exec(text)?.[1] ?? '';
}

async function memoryOf(FunctionName: string | undefined): Promise<number | undefined> {
  const lambda = new LambdaClient(clientOptions(ministack.endpoint));
  return (await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))).MemorySize;
}
