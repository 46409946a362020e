// The CloudFormation ports against the local cloud, over HTTP: a stack from its first change set to its deletion.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsPorts } from '../../src/aws/index.ts';
import type { ChangeSetRequest, Ports } from '../../src/deployment/ports.ts';
import type { ChangeSet, Stack } from '../../src/deployment/stack.ts';
import { type LocalCloud, startLocalCloud } from '../../src/local/main.ts';
import { fakeCredentials } from './recorded-aws.ts';

let cloud: LocalCloud;
let ports: Ports;
beforeAll(async () => {
  fakeCredentials();
  cloud = await startLocalCloud({ schedule: { kind: 'instant' }, seed: 1 });
  ports = await awsPorts({ region: 'us-east-1', endpoint: cloud.endpoint, longestWait: 1 });
});
afterAll(() => cloud?.stop());

const templateBody = JSON.stringify({
  Parameters: { Days: { Type: 'Number' } },
  Resources: { Logs: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: { Ref: 'Days' } } } },
  Outputs: { LogGroup: { Value: { Ref: 'Logs' } } },
});

function request(type: 'CREATE' | 'UPDATE', parameters: ChangeSetRequest['parameters']): ChangeSetRequest {
  const name = `plan-${ports.random.hex(8)}`;
  return {
    stackName: 'web',
    changeSetName: name,
    type,
    templateBody,
    parameters,
    tags: { team: 'a' },
    token: name,
  };
}

async function until<Value>(ask: () => Promise<Value>, done: (value: Value) => boolean): Promise<Value> {
  for (let left = 200; left > 0; left -= 1) {
    const value = await ask();
    if (done(value)) return value;
    await ports.clock.sleep(20);
  }
  throw new Error('It did not come to its end within 200 looks.');
}

const settled = (set: ChangeSet | undefined) => !/PENDING|IN_PROGRESS/.test(set?.status ?? 'PENDING');
const ended = (stack: Stack | undefined) => !/IN_PROGRESS/.test(stack?.status ?? 'IN_PROGRESS');

async function execute(
  what: ChangeSetRequest,
): Promise<{ set: ChangeSet | undefined; stack: Stack | undefined }> {
  const { arn, stackArn } = await ports.changeSets.create(what);
  const set = await until(() => ports.changeSets.describe(arn), settled);
  if (set?.status === 'CREATE_COMPLETE') await ports.changeSets.execute(arn, { token: what.token });
  return { set, stack: await until(() => ports.stacks.describe(stackArn), ended) };
}

describe('a stack in the local cloud', () => {
  it('is not there at first', async () => {
    expect(await ports.stacks.describe('web')).toBeUndefined();
    expect(await ports.stacks.template('web')).toBeUndefined();
    expect(await ports.stacks.resources('web')).toEqual([]);
    expect(await ports.changeSets.list('web')).toEqual([]);
    await expect(ports.stacks.events('web')).rejects.toMatchObject({ code: 'stack-not-found' });
  });

  it('waits in review while its first change set does, and both can be taken back', async () => {
    const what = request('CREATE', { Days: { value: '7' } });
    const { arn } = await ports.changeSets.create(what);
    expect(await until(() => ports.changeSets.describe(arn), settled)).toMatchObject({
      name: what.changeSetName,
      status: 'CREATE_COMPLETE',
      changes: [
        { action: 'Add', logicalId: 'Logs', resourceType: 'AWS::Logs::LogGroup', changedProperties: [] },
      ],
    });
    expect(await ports.stacks.describe('web')).toMatchObject({ status: 'REVIEW_IN_PROGRESS', outputs: {} });
    expect(await ports.changeSets.list('web')).toEqual([
      { arn, name: what.changeSetName, createdAt: expect.any(Date) },
    ]);
    await ports.changeSets.delete(arn);
    await ports.changeSets.delete(arn);
    expect(await ports.changeSets.describe(arn)).toBeUndefined();
    await ports.stacks.delete('web', { token: 'back' });
    expect(
      await until(
        () => ports.stacks.describe('web'),
        (stack) => stack === undefined,
      ),
    ).toBeUndefined();
  });

  it('is made by executing the change set, and tells outputs, parameters, tags, template, resources and events', async () => {
    const what = request('CREATE', { Days: { value: '7' } });
    const { stack } = await execute(what);
    expect(stack).toMatchObject({
      name: 'web',
      status: 'CREATE_COMPLETE',
      parameters: { Days: '7' },
      tags: { team: 'a' },
      outputs: { LogGroup: expect.any(String) },
      terminationProtection: false,
    });
    expect(await ports.stacks.template('web')).toBe(templateBody);
    expect(await ports.stacks.resources('web')).toMatchObject([
      { logicalId: 'Logs', status: 'CREATE_COMPLETE' },
    ]);
    const { events } = await ports.stacks.events(stack?.arn ?? '');
    expect(events[0]).toMatchObject({ logicalId: 'web', status: 'CREATE_COMPLETE', token: what.token });
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });

  it('has no changes when nothing differs, and says so by status and reason', async () => {
    const { set } = await execute(request('UPDATE', { Days: 'previous' }));
    expect(set).toMatchObject({
      status: 'FAILED',
      statusReason: expect.stringMatching(/didn't contain changes|No updates are to be performed/),
    });
  });

  it('tells which property a change touches', async () => {
    const { set, stack } = await execute(request('UPDATE', { Days: { value: '14' } }));
    expect(set?.changes).toMatchObject([
      { action: 'Modify', logicalId: 'Logs', changedProperties: ['RetentionInDays'], replacement: 'False' },
    ]);
    expect(stack).toMatchObject({ status: 'UPDATE_COMPLETE', parameters: { Days: '14' } });
  });

  it('is not deleted while it is protected, and found by its ARN afterwards', async () => {
    const arn = (await ports.stacks.describe('web'))?.arn ?? '';
    await ports.stacks.setTerminationProtection('web', true);
    await expect(ports.stacks.delete('web', { token: 'a' })).rejects.toMatchObject({
      data: { awsCode: 'ValidationError' },
    });
    await ports.stacks.setTerminationProtection('web', false);
    await ports.stacks.delete('web', { token: 'b' });
    const gone = await until(() => ports.stacks.describe(arn), ended);
    expect(gone).toMatchObject({ status: 'DELETE_COMPLETE' });
    expect(await ports.stacks.describe('web')).toBeUndefined();
  });
});
