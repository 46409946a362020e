// The ways out of what runs and of what failed, and `up --fast`, on MiniStack's CloudFormation and Lambda.
import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Ran } from '../../scripts/demo/run-cli.ts';
import { type MiniStack, type Project, startMiniStack } from './ministack.ts';
import { clientOptions, remains } from './remains.ts';

const CONFIG = { database: { username: 'receiver' }, view: { access: 'public' } };
const CHANGED = { ...CONFIG, function: { memoryMb: 512 } };
const UP = 'up --yes --skip-verify';
const STAGE = 'update AWS::ApiGatewayV2::Stage';
const LAMBDA = 'update AWS::Lambda::Function';

let ministack: MiniStack;
beforeAll(async () => {
  ministack = await startMiniStack();
}, 120_000);
afterEach(() => ministack.befall({}));
afterAll(() => ministack?.stop());

describe('cancel on MiniStack', () => {
  it('takes an update back, which its `up` tells as what it is', async () => {
    const project = await deployed('cancelled');
    const made = await remains(ministack.endpoint, project.stackName);
    await project.configure(CHANGED);
    await ministack.befall({ delay: { [LAMBDA]: 6 } });
    const updating = project.run(UP);
    await reaches(project, 'UPDATE_IN_PROGRESS');
    await succeeds(project, 'cancel --yes', /UPDATE_ROLLBACK_COMPLETE|rolled back/);
    expect((await updating).exitCode).toBe(4);
    expect(await remains(ministack.endpoint, project.stackName)).toEqual({
      ...made,
      stacks: [`${project.stackName} UPDATE_ROLLBACK_COMPLETE`],
    });
    expect(await memoryOf(made.functions?.[0])).toBe(256);
    await succeeds(project, 'cancel --yes', /[Nn]othing/);
  });

  it('deletes what a first creation made so far', async () => {
    const project = await ministack.project('unmade', CONFIG);
    await ministack.befall({ delay: { 'create AWS::RDS::DBInstance': 6 } });
    const making = project.run(UP);
    await reaches(project, 'CREATE_IN_PROGRESS');
    await succeeds(project, 'cancel --yes', /deleted/);
    expect((await making).exitCode).toBe(4);
    // MiniStack's DeleteStack does not stop the making, which comes back as a stack that failed: what is left has its way out too.
    await ministack.befall({});
    expect(await statusOf(project)).toBe('ROLLBACK_FAILED');
    await succeeds(project, 'recover --yes', /deleted/);
    const { snapshots: _, ...left } = await remains(ministack.endpoint, project.stackName);
    expect(left).toEqual({});
  });
});

describe('recover on MiniStack', () => {
  it('lets a rollback that stopped go on: not while its cause is there, then wholly', async () => {
    const project = await deployed('half');
    const made = await remains(ministack.endpoint, project.stackName);
    await stopHalfWay(project);
    expect((await project.run(UP)).text).toContain('recover');
    const stopped = await project.run('recover --yes');
    expect([stopped.exitCode, stopped.text]).toEqual([4, stopped.text]);
    expect(stopped.text).toContain('--skip ApiStage');

    await ministack.befall({});
    await succeeds(project, 'recover --yes', /UPDATE_ROLLBACK_COMPLETE|rolled back/);
    expect(await statusOf(project)).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await memoryOf(made.functions?.[0])).toBe(256);
    await succeeds(project, UP, /is updated/);
    expect(await memoryOf(made.functions?.[0])).toBe(512);
  });

  it('skips what is named', async () => {
    const project = await deployed('skipped');
    await stopHalfWay(project);
    await succeeds(project, 'recover --yes --skip ApiStage', /ApiStage was skipped/);
    expect(await statusOf(project)).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  it('takes back what `up --no-rollback` left, and deletes what a creation left', async () => {
    const project = await deployed('kept');
    await project.configure(CHANGED);
    await ministack.befall({ failOnce: { [LAMBDA]: 'The function would not change.' } });
    expect((await project.run(`${UP} --no-rollback`)).exitCode).toBe(4);
    expect(await statusOf(project)).toBe('UPDATE_FAILED');
    await succeeds(project, 'recover --yes', /UPDATE_ROLLBACK_COMPLETE|rolled back/);

    const first = await ministack.project('kept-first', CONFIG);
    await ministack.befall({ fail: { 'create AWS::Lambda::Function': 'The function would not start.' } });
    expect((await first.run(`${UP} --no-rollback`)).exitCode).toBe(4);
    expect(await statusOf(first)).toBe('CREATE_FAILED');
    await ministack.befall({});
    await succeeds(first, 'recover --yes', /deleted/);
    const { snapshots: _, ...left } = await remains(ministack.endpoint, first.stackName);
    expect(left).toEqual({});
  });

  it('leaves alone what is named where a deletion failed', async () => {
    const project = await deployed('stays');
    await ministack.befall({ fail: { 'delete AWS::EC2::VPC': 'The vpc has dependencies.' } });
    expect((await project.run('down --yes')).exitCode).toBe(4);
    await succeeds(project, 'recover --yes --retain NetworkVpc', /NetworkVpc[\s\S]*in no stack any more/);
    const { stacks, vpcs } = await remains(ministack.endpoint, project.stackName);
    expect([stacks, vpcs?.length]).toEqual([undefined, 1]);
  });
});

describe('up --fast on MiniStack', () => {
  it('gives the function its code alone, verified by its hash; the next `up` takes it into the stack', async () => {
    const project = await deployed('fast');
    // MiniStack's CloudFormation leaves a function's VpcConfig out; Lambda's own call, which `up` repairs it by, takes it.
    await succeeds(project, UP, /Repaired: FunctionFunction \(VpcConfig\)[\s\S]*is repaired/);
    await succeeds(project, UP, /is up to date|unchanged|No changes/i);
    const { functions: [name] = [], ...made } = await remains(ministack.endpoint, project.stackName);
    const before = await hashOf(name);
    // Settings travel in the zip: another code, the same template.
    await project.configure({ ...CONFIG, capture: { retentionDays: 7 } });
    await succeeds(project, 'up --fast --yes', /code/);
    expect(await hashOf(name)).not.toBe(before);
    expect((await remains(ministack.endpoint, project.stackName)).stacks).toEqual(made.stacks);
    await succeeds(project, 'up --fast --yes --skip-verify', /no changes/);
    const taken = await succeeds(project, UP, /is updated/);
    expect(taken.text.replaceAll(/\s+/g, ' ')).toContain('put there past the stack (`up --fast`)');

    await project.configure({ ...CHANGED, capture: { retentionDays: 3 } });
    const refused = await project.run('up --fast --yes');
    expect([refused.exitCode, refused.text.includes('the template')]).toEqual([9, true]);
  });
});

/** An update whose function fails, and whose rollback the stage then refuses. */
async function stopHalfWay(project: Project): Promise<void> {
  await project.configure({ ...CHANGED, api: { throttle: { ratePerSecond: 20, burst: 40 } } });
  await ministack.befall({ delay: { [LAMBDA]: 5 }, fail: { [LAMBDA]: 'The function would not change.' } });
  const updating = project.run(UP);
  await vi.waitFor(
    async () => expect(await eventsOf(project)).toContain('FunctionFunction UPDATE_IN_PROGRESS'),
    {
      timeout: 30_000,
      interval: 50,
    },
  );
  await ministack.befall({ fail: { [STAGE]: 'The stage would not change back.' } });
  const { exitCode, text } = await updating;
  expect([exitCode, text]).toEqual([4, text]);
  expect(await statusOf(project)).toBe('UPDATE_ROLLBACK_FAILED');
}

async function eventsOf({ stackName: StackName }: Project): Promise<readonly string[]> {
  const cloudformation = new CloudFormationClient(clientOptions(ministack.endpoint));
  const { StackEvents = [] } = await cloudformation.send(new DescribeStackEventsCommand({ StackName }));
  return StackEvents.map((it) => `${it.LogicalResourceId} ${it.ResourceStatus}`);
}

async function deployed(environment: string): Promise<Project> {
  const project = await ministack.project(environment, CONFIG);
  await succeeds(project, UP, /is deployed/);
  return project;
}

async function succeeds(project: Project, command: string, told: RegExp): Promise<Ran> {
  const ran = await project.run(command);
  expect([command, ran.exitCode, ran.text]).toEqual([command, 0, ran.text]);
  expect(ran.text, command).toMatch(told);
  return ran;
}

async function statusOf({ stackName }: Project): Promise<string | undefined> {
  const cloudformation = new CloudFormationClient(clientOptions(ministack.endpoint));
  const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: stackName }));
  return Stacks?.[0]?.StackStatus;
}

async function reaches(project: Project, status: string): Promise<void> {
  await vi.waitFor(async () => expect(await statusOf(project)).toBe(status), {
    timeout: 30_000,
    interval: 50,
  });
}

async function functionOf(FunctionName: string | undefined) {
  const lambda = new LambdaClient(clientOptions(ministack.endpoint));
  return lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
}

async function memoryOf(name: string | undefined): Promise<number | undefined> {
  return (await functionOf(name)).MemorySize;
}

async function hashOf(name: string | undefined): Promise<string | undefined> {
  return (await functionOf(name)).CodeSha256;
}
