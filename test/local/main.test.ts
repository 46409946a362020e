import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  paginateDescribeStackEvents,
  waitUntilChangeSetCreateComplete,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type LocalCloudOptions, startLocalCloud } from '../../src/local/main.ts';
import { clientOptions } from './aws-api/harness.ts';

const TEMPLATE = JSON.stringify({
  Resources: { Group: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 14 } } },
  Outputs: { GroupName: { Value: { Ref: 'Group' } } },
});

describe('the local cloud', () => {
  it('deploys and removes a stack that the SDK follows, and its other services see the same account', async () => {
    const cloud = await start({ schedule: { kind: 'instant' } });
    const client = new CloudFormationClient(clientOptions(cloud));
    const waiting = { client, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.02 };
    const names = { StackName: 'probe', ChangeSetName: 'first' };
    await client.send(
      new CreateChangeSetCommand({ ...names, ChangeSetType: 'CREATE', TemplateBody: TEMPLATE }),
    );
    await waitUntilChangeSetCreateComplete(waiting, names);
    await client.send(new ExecuteChangeSetCommand(names));
    await waitUntilStackCreateComplete(waiting, { StackName: 'probe' });

    const { StackResources } = await client.send(new DescribeStackResourcesCommand({ StackName: 'probe' }));
    const name = StackResources?.[0]?.PhysicalResourceId;
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'probe' }));
    expect(Stacks?.[0]?.Outputs).toEqual([{ OutputKey: 'GroupName', OutputValue: name }]);
    const { logGroups } = await new CloudWatchLogsClient(clientOptions(cloud)).send(
      new DescribeLogGroupsCommand({}),
    );
    expect(logGroups).toMatchObject([{ logGroupName: name, retentionInDays: 14 }]);
    expect((await cloud.state()).stacks).toMatchObject([{ name: 'probe', status: 'CREATE_COMPLETE' }]);

    await client.send(new DeleteStackCommand({ StackName: 'probe' }));
    await waitUntilStackDeleteComplete(waiting, { StackName: Stacks?.[0]?.StackId });
    expect(await cloud.state()).toMatchObject({ stacks: [{ status: 'DELETE_COMPLETE' }], logGroups: [] });
  });

  it('lets a resource fail when it is told to over HTTP, and rolls the stack back', async () => {
    const cloud = await start({ schedule: { kind: 'instant' } });
    const client = new CloudFormationClient(clientOptions(cloud));
    const names = { StackName: 'probe', ChangeSetName: 'first' };
    const post = (control: string, body: object) =>
      fetch(`${cloud.endpoint}/_local/${control}`, { method: 'POST', body: JSON.stringify(body) });
    expect((await post('resource-faults', { colour: 'red' })).status).toBe(400);
    await post('resource-faults', { logicalId: 'Group', operation: 'create', reason: 'No more groups.' });
    await post('engine', { eventsPerPage: 1 });
    await client.send(
      new CreateChangeSetCommand({ ...names, ChangeSetType: 'CREATE', TemplateBody: TEMPLATE }),
    );
    await waitUntilChangeSetCreateComplete(
      { client, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.02 },
      names,
    );
    await client.send(new ExecuteChangeSetCommand(names));
    await cloud.idle();
    expect((await cloud.state()).stacks).toMatchObject([{ name: 'probe', status: 'ROLLBACK_COMPLETE' }]);
    const reasons: (string | undefined)[] = [];
    for await (const { StackEvents } of paginateDescribeStackEvents({ client }, { StackName: 'probe' })) {
      expect(StackEvents).toHaveLength(1);
      reasons.push(StackEvents?.[0]?.ResourceStatusReason);
    }
    expect(reasons).toContain('No more groups.');
  });

  it('stands still on a manual clock until it is moved', async () => {
    const cloud = await start({ schedule: { kind: 'manual' } });
    const before = cloud.world.clock.now();
    await cloud.advance(90_000);
    expect(cloud.world.clock.now() - before).toBe(90_000);
  });

  it('keeps the account and the region it is given', async () => {
    const account = '111122223333';
    const cloud = await start({ schedule: { kind: 'instant' }, account, region: 'eu-west-1' });
    const options = { ...clientOptions(cloud), region: 'eu-west-1' };
    expect((await new STSClient(options).send(new GetCallerIdentityCommand({}))).Account).toBe(account);
    expect(await cloud.state()).toMatchObject({ account, region: 'eu-west-1' });
  });

  it('can be an account that never used RDS', async () => {
    const get = new GetRoleCommand({ RoleName: 'AWSServiceRoleForRDS' });
    const used = await start({ schedule: { kind: 'instant' } });
    expect((await new IAMClient(clientOptions(used)).send(get)).Role?.RoleName).toBe('AWSServiceRoleForRDS');
    const fresh = await start({ schedule: { kind: 'instant' }, rdsServiceLinkedRole: false });
    await expect(new IAMClient(clientOptions(fresh)).send(get)).rejects.toMatchObject({
      name: 'NoSuchEntityException',
    });
  });
});

describe('the local cloud as a process', () => {
  it.each([
    ['SIGTERM', (child: ChildProcess) => child.kill('SIGTERM')],
    ['SIGINT', (child: ChildProcess) => child.kill('SIGINT')],
    ['the end of its stdin', (child: ChildProcess) => child.stdin?.end()],
  ])('says where it is, answers, and ends with %s', async (_, end) => {
    const { child, endpoint, ended } = await startProcess(['--instant', '--region', 'eu-west-1']);
    const state = await fetch(`${endpoint}/_local/state`);
    expect(await state.json()).toMatchObject({ region: 'eu-west-1', stacks: [] });
    end(child);
    expect(await ended).toBe(0);
  });
});

async function start(options: LocalCloudOptions) {
  const cloud = await startLocalCloud(options);
  onTestFinished(() => cloud.stop());
  return cloud;
}

async function startProcess(args: readonly string[]) {
  const root = path.resolve(import.meta.dirname, '../..');
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/local-cloud.ts', ...args], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const [line] = await Promise.race([
    createInterface({ input: child.stdout })
      [Symbol.asyncIterator]()
      .next()
      .then(({ value }) => [value as string | undefined]),
    ended.then((code) => [`{"endpoint":"it ended with ${code}"}`]),
  ]);
  return { child, ended, endpoint: (JSON.parse(line ?? '{}') as { endpoint: string }).endpoint };
}
