// The use cases over HTTP with the real SDK against the local cloud, whose clock moves when the engine sleeps.
import { describe, expect, it } from 'vitest';
import { operations } from '../src/aws/index.ts';
import { down } from '../src/down.ts';
import { finish } from '../src/run.ts';
import { failure, loadedConfig, NAME } from './support/engine.ts';
import { BUCKET, compared, deployed, type Place, places, takenDown } from './support/local-place.ts';

const newPlace = places();

describe('a stack in the local cloud', () => {
  it('is made, found unchanged, changed in place, compared and taken away', async () => {
    const place = await newPlace();
    const made = await deployed(place);
    expect(made.result).toMatchObject({ outcome: 'created', stack: { status: 'CREATE_COMPLETE' } });
    expect(made.result.outputs.WebhookUrl).toMatch(/^http/);
    expect(place.cloud.world.databases.size).toBe(1);
    expect(place.cloud.world.buckets.get(BUCKET)?.objects.size).toBe(1);
    const doubled = made.events.flatMap((it) =>
      it.type === 'resource-changed' ? [`${it.logicalId} ${it.status} ${it.reason}`] : [],
    );
    expect(new Set(doubled).size).toBe(doubled.length);
    const last = made.events.findLast((it) => it.type === 'resource-changed')?.progress;
    expect(last?.done).toBe(last?.total);

    expect((await deployed(place)).result.outcome).toBe('unchanged');
    expect((await compared(place)).differs).toBe(false);

    const more = { function: { memoryMb: 512 } };
    expect((await compared(place, more)).plan.changes).toContainEqual(
      expect.objectContaining({ kind: 'change', logicalId: 'FunctionFunction', properties: ['MemorySize'] }),
    );
    expect((await deployed(place, more)).result).toMatchObject({
      outcome: 'updated',
      stack: { status: 'UPDATE_COMPLETE' },
    });
    expect(place.cloud.world.databases.size).toBe(1);

    const { outcome, left } = await takenDown(place);
    expect(outcome).toBe('deleted');
    expect(left.join()).toContain('snapshot');
    expect([
      place.cloud.world.databases.size,
      place.cloud.world.proxies.size,
      place.cloud.world.vpcs.size,
    ]).toEqual([0, 0, 0]);
    expect((await takenDown(place)).outcome).toBe('absent');
  });

  it('is not made by a plan that is declined, and nothing is left of it', async () => {
    const place = await newPlace();
    expect((await failure(deployed(place, {}, { approve: async () => false }))).code).toBe('declined');
    await expectNothing(place);
  });

  it('takes new tags, which are on nearly every resource, without asking to replace anything that matters', async () => {
    const place = await newPlace();
    await deployed(place);
    const { result, plan } = await deployed(place, { tags: { team: 'payments' } });
    expect([result.outcome, plan?.refused]).toEqual(['updated', []]);
  });

  it('keeps its database when a change would replace it', async () => {
    const place = await newPlace();
    await deployed(place);
    const before = [...place.cloud.world.databases.keys()];
    const error = await failure(deployed(place, { database: { name: 'other' } }));
    expect(error).toMatchObject({ code: 'refused', message: expect.stringContaining('DBName') });
    expect([...place.cloud.world.databases.keys()]).toEqual(before);
    expect(await place.ports.changeSets.list(NAME)).toEqual([]);
  });

  it('that fails half way is rolled back with its cause told, and made anew by the next up', async () => {
    const place = await newPlace();
    const reason = 'The maximum number of proxies has been reached.';
    place.cloud.injectResourceFault({ logicalId: 'ProxyProxy', operation: 'create', reason, times: 1 });
    const error = await failure(deployed(place));
    expect(error.code).toBe('deployment-failed');
    expect(error.message).toContain('ProxyProxy (AWS::RDS::DBProxy)');
    expect(error.message).toContain(reason);
    expect((await place.ports.stacks.describe(NAME))?.status).toBe('ROLLBACK_COMPLETE');
    expect(place.cloud.world.databases.size).toBe(0);

    const { result, plan } = await deployed(place);
    expect(result.outcome).toBe('recreated');
    expect(plan?.recreate?.causes[0]?.reason).toContain(reason);
  });

  it('that was left half way is made anew, though its own proxy has the name of the new one', async () => {
    const place = await newPlace();
    const fault = {
      logicalId: 'FunctionFunction',
      operation: 'create',
      reason: 'no such zip',
      times: 1,
    } as const;
    place.cloud.injectResourceFault(fault);
    expect((await failure(deployed(place, {}, { rollback: false }))).code).toBe('deployment-failed');
    expect((await place.ports.stacks.describe(NAME))?.status).toBe('CREATE_FAILED');
    expect(place.cloud.world.proxies.size).toBe(1);
    expect((await deployed(place)).result.outcome).toBe('recreated');
  });

  it('goes its way through throttling, cut connections and pages that are no answer', async () => {
    const place = await newPlace();
    place.cloud.addFaults(
      { kind: 'throttle', probability: 0.1 },
      { kind: 'reset-after', action: 'ExecuteChangeSet', times: 1 },
      { kind: 'html-500', action: 'DescribeStackEvents', skip: 3, times: 2 },
    );
    expect((await deployed(place)).result.outcome).toBe('created');
  });

  it('is left to CloudFormation when credentials expire meanwhile, and taken up by the next up', async () => {
    const place = await newPlace();
    const run = deployed(place, {}, {}, (event) => {
      if (event.type === 'resource-changed') place.cloud.addFaults({ kind: 'expired-token' });
    });
    const error = await failure(run);
    expect(error).toMatchObject({
      code: 'no-credentials',
      message: expect.stringContaining('goes on with the creation'),
    });
    place.cloud.clearFaults();
    const { result, events } = await deployed(place);
    expect(result.outcome).toBe('unchanged');
    expect(events.some((it) => it.type === 'step-started' && it.step === 'wait-for-other')).toBe(true);
  });
});

describe('a stack in the local cloud that is protected', () => {
  it('is refused to `down`, and taken away when the protections are lifted', async () => {
    const place = await newPlace();
    await deployed(place, { terminationProtection: true, database: { deletionProtection: true } });
    const run = down(loadedConfig(), { ports: place.ports, confirm: async () => true });
    const error = await failure(finish(run));
    expect(error.code).toBe('refused');
    expect(error.message).toMatch(/Termination protection .* Deletion protection/);
    expect((await takenDown(place, { liftProtection: true })).outcome).toBe('deleted');
  });

  it('whose deletion stops half way is told with its reason, and goes on with the next `down`', async () => {
    const place = await newPlace();
    await deployed(place);
    const reason = "The subnet 'subnet-1' has dependencies and cannot be deleted.";
    place.cloud.injectResourceFault({ logicalId: 'NetworkSubnetA', operation: 'delete', reason, times: 3 });
    const error = await failure(takenDown(place));
    expect(error).toMatchObject({ code: 'deletion-incomplete', message: expect.stringContaining(reason) });
    expect((await failure(deployed(place))).remedies[0]).toContain('npx proxywebhook down');
    for (let tries = 0; tries < 3; tries += 1) {
      const again = await takenDown(place).catch(() => undefined);
      if (again !== undefined) break;
    }
    expect(place.cloud.world.vpcs.size).toBe(0);
  });
});

describe('nothing is made in the local cloud', () => {
  it('when the bucket belongs to somebody else', async () => {
    const place = await newPlace();
    place.cloud.addBucket({ name: BUCKET, owner: '999999999999' });
    expect((await failure(deployed(place))).message).toContain(BUCKET);
    expect(await place.ports.stacks.describe(NAME)).toBeUndefined();
  });

  it('in another account than the configuration names', async () => {
    const place = await newPlace();
    const error = await failure(deployed(place, { account: '210987654321' }));
    expect(error.code).toBe('wrong-account');
    expect(place.cloud.calls().map(({ action }) => action)).toEqual(['GetCallerIdentity']);
  });

  it.each([
    'DescribeStacks',
    'ListObjectsV2',
    'CreateBucket',
    'PutObject',
    'ExecuteChangeSet',
    'DescribeAvailabilityZones',
    'GetRole',
    'CreateChangeSet',
    'DescribeChangeSet',
  ] as const)('when access to %s is denied, whose permission is named', async (action) => {
    const place = await newPlace();
    place.cloud.addFaults({ kind: 'access-denied', action });
    const error = await failure(deployed(place));
    expect(error).toMatchObject({
      code: 'access-denied',
      message: expect.stringContaining(operations[action]),
    });
    place.cloud.clearFaults();
    expect(await place.ports.stacks.describe(NAME)).toBeUndefined();
    expect(place.cloud.world.vpcs.size).toBe(0);
  });

  it('when the AWS endpoint cannot be reached', async () => {
    const place = await newPlace();
    await place.cloud.stop();
    expect((await failure(deployed(place))).code).toBe('unreachable');
  });
});

async function expectNothing({ cloud, ports }: Place): Promise<void> {
  expect(await ports.stacks.describe(NAME)).toBeUndefined();
  expect(cloud.world.buckets.size).toBe(0);
  expect(cloud.world.vpcs.size).toBe(0);
}
