// How `down` goes in a cloud whose Lambda gives network interfaces back as slowly as AWS's, told by that cloud's clock.
import { describe, expect, it } from 'vitest';
import type { DeploymentEvent } from '../src/deployment/events.ts';
import type { DownPlan } from '../src/down.ts';
import { failure } from './support/engine.ts';
import { ACCOUNT } from './support/fake-account.ts';
import { BUCKET, deployed, type Place, places, takenDown } from './support/local-place.ts';

const newPlace = places();
/** Told by every `down` of a stack that is gone. */
const SNAPSHOT = expect.stringMatching(/^a snapshot of the database proxywebhook-dev-/);
const SLOW = { engine: { durations: () => 1_000 } };

describe('the network interfaces of the function', () => {
  it('are freed before the deletion, which then takes minutes less', async () => {
    const minutes = async (freeNetwork: boolean) => {
      const place = await newPlace({ speed: 6, ...SLOW });
      await deployed(place);
      const from = place.cloud.world.clock.now();
      expect((await takenDown(place, { freeNetwork })).outcome).toBe('deleted');
      expect(lambdaInterfaces(place)).toBe(0);
      return (place.cloud.world.clock.now() - from) / 60_000;
    };
    const [freed, waited] = [await minutes(true), await minutes(false)];
    expect(waited).toBeGreaterThan(10);
    expect(freed).toBeLessThan(4);
  });

  it('are waited for with words, and none that is in use is touched', async () => {
    const place = await newPlace({ speed: 1, ...SLOW });
    await deployed(place);
    const events: DeploymentEvent[] = [];
    await takenDown(place, {}, (event) => events.push(event));
    expect(events.flatMap((it) => (it.type === 'waiting' ? [it.message] : []))).toEqual([
      '2 network interfaces left; Lambda takes up to 20 minutes to let one go',
    ]);
    const deletions = place.cloud.calls().filter(({ action }) => action === 'DeleteNetworkInterface');
    expect(deletions.map(({ status }) => status)).toEqual([200, 200]);
    expect(warnings(events)).toEqual([]);
  });

  it.each(['DescribeNetworkInterfaces', 'UpdateFunctionConfiguration', 'DeleteNetworkInterface'])(
    'are left to CloudFormation when %s is denied: a warning, and the stack is deleted all the same',
    async (action) => {
      const place = await newPlace({ speed: 10, ...SLOW });
      await deployed(place);
      place.cloud.addFaults({ kind: 'access-denied', action });
      const events: DeploymentEvent[] = [];
      expect((await takenDown(place, {}, (event) => events.push(event))).outcome).toBe('deleted');
      expect(warnings(events)).toEqual([expect.stringContaining(`:${action}`)]);
      expect(place.cloud.world.vpcs.size).toBe(0);
    },
  );

  it('are left to CloudFormation when the function cannot be seen any more: it goes back into its VPC unseen', async () => {
    const place = await newPlace({ speed: 10, ...SLOW });
    await deployed(place);
    place.cloud.addFaults({ kind: 'access-denied', action: 'GetFunctionConfiguration', skip: 1 });
    const events: DeploymentEvent[] = [];
    expect((await takenDown(place, {}, (event) => events.push(event))).outcome).toBe('deleted');
    expect(warnings(events)).toEqual([expect.stringContaining('lambda:GetFunctionConfiguration')]);
    const changes = place.cloud.calls().filter(({ action }) => action === 'UpdateFunctionConfiguration');
    expect(changes.map(({ status }) => status)).toEqual([200, 409, 409, 200]);
  });

  it('are waited for when the function is out of its VPC and cannot be put back', async () => {
    const place = await newPlace({ speed: 10, ...SLOW });
    await deployed(place);
    for (const action of ['GetFunctionConfiguration', 'UpdateFunctionConfiguration']) {
      place.cloud.addFaults({ kind: 'access-denied', action, skip: 1 });
    }
    const events: DeploymentEvent[] = [];
    expect((await takenDown(place, {}, (event) => events.push(event))).outcome).toBe('deleted');
    expect(events.some(({ type }) => type === 'waiting')).toBe(true);
    expect(place.cloud.world.networkInterfaces.size).toBe(0);
  });

  it('come back when the deletion is refused', async () => {
    const place = await newPlace({ speed: 10, ...SLOW });
    await deployed(place);
    place.cloud.addFaults({ kind: 'access-denied', action: 'DeleteStack' });
    expect((await failure(takenDown(place))).code).toBe('access-denied');
    const [made] = place.cloud.world.functions.values();
    expect(made?.properties.VpcConfig).toMatchObject({
      SubnetIds: [expect.stringMatching(/^subnet-/), expect.stringMatching(/^subnet-/)],
      SecurityGroupIds: [expect.stringMatching(/^sg-/)],
    });
    place.cloud.clearFaults();
    expect((await takenDown(place)).outcome).toBe('deleted');
  });

  it('come back when `down` is interrupted while it waits for them, and the next one starts over', async () => {
    const place = await newPlace({ speed: 1, ...SLOW });
    await deployed(place);
    const stop = new AbortController();
    const run = takenDown(place, { signal: stop.signal }, (event) => {
      if (event.type === 'waiting') stop.abort();
    });
    expect((await failure(run)).code).toBe('cancelled');
    const [made] = place.cloud.world.functions.values();
    expect(made?.properties.VpcConfig).toMatchObject({ SubnetIds: { length: 2 } });
    expect((await takenDown(place)).outcome).toBe('deleted');
  });
});

describe('--purge-artifacts', () => {
  it('deletes what no other stack runs, after the stack, and leaves the bucket to the others', async () => {
    const place = await newPlace(SLOW);
    await deployed(place);
    const other = { stackName: 'proxywebhook-other', capture: { retentionDays: 7 } };
    await deployed(place, other);
    expect(keys(place)).toHaveLength(2);
    let shown: DownPlan | undefined;
    const { left } = await takenDown(place, {
      purgeArtifacts: true,
      confirm: async (plan) => {
        shown = plan;
        return true;
      },
    });
    expect(shown?.purge).toMatchObject({ remove: { length: 1 }, keep: [{ stacks: ['proxywebhook-other'] }] });
    expect(keys(place)).toEqual([place.cloud.world.functions.values().next().value?.code.key]);
    expect(left).toContain(`the artifact bucket ${BUCKET}: proxywebhook-other uses it`);
    const order = place.cloud.calls().map(({ action }) => action);
    expect(order.lastIndexOf('DeleteObject')).toBeGreaterThan(order.lastIndexOf('DeleteStack'));

    await takenDown(place, { purgeArtifacts: true }, () => {}, other);
    expect(place.cloud.world.buckets.has(BUCKET)).toBe(false);
  });

  it('deletes nothing while another stack is being changed', async () => {
    const place = await newPlace(SLOW);
    await deployed(place);
    const waiting = deployed(place, { stackName: 'proxywebhook-other' }, { approve: async () => true });
    await waiting;
    await place.ports.changeSets.create({
      stackName: 'proxywebhook-other',
      changeSetName: 'proxywebhook-abc',
      type: 'UPDATE',
      templateBody: String(await place.ports.stacks.template('proxywebhook-other')),
      parameters: Object.fromEntries(
        ['ArtifactBucket', 'ArtifactKey', 'EngineVersion', 'ZoneA', 'ZoneB', 'ViewKey'].map((name) => [
          name,
          'previous' as const,
        ]),
      ),
      tags: { 'proxywebhook:environment': 'dev', changed: 'yes' },
      token: 'token',
    });
    const { left } = await takenDown(place, { purgeArtifacts: true });
    expect(keys(place)).not.toEqual([]);
    expect(left.join()).toContain('proxywebhook-other is being changed');
  });

  it('keeps what was uploaded within the last hour, says so, and deletes it later', async () => {
    const place = await newPlace(SLOW);
    await deployed(place);
    const key = `handler/${'0'.repeat(64)}.zip`;
    await place.ports.artifacts.put(BUCKET, key, new Uint8Array(99), ACCOUNT);
    await place.cloud.advance(1_000);
    const { left } = await takenDown(place, { purgeArtifacts: true });
    expect(keys(place)).toEqual([key]);
    expect(left.join()).toContain('1 artifact was uploaded within the last hour');
    await place.cloud.advance(60 * 60_000);
    expect(await takenDown(place, { purgeArtifacts: true })).toMatchObject({ left: [SNAPSHOT] });
    expect(place.cloud.world.buckets.has(BUCKET)).toBe(false);
  });

  it('takes nothing from an `up` of another stack that had found its artifact there', async () => {
    const place = await newPlace(SLOW);
    await deployed(place);
    const other = { stackName: 'proxywebhook-other' };
    const { result } = await deployed(place, other, {
      approve: async (plan) => {
        expect(plan.upload).toBeUndefined();
        // What `down --purge-artifacts` of the first stack does where it has not seen the change set of the other.
        await place.ports.artifacts.delete(BUCKET, keys(place)[0] ?? '', ACCOUNT);
        await place.ports.artifacts.deleteBucket(BUCKET, ACCOUNT);
        return true;
      },
    });
    expect(result.outcome).toBe('created');
    expect(keys(place)).toEqual([result.stack.parameters.ArtifactKey]);
  });

  it('goes on where a run that was interrupted after the deletion had stopped', async () => {
    const place = await newPlace(SLOW);
    await deployed(place);
    place.cloud.addFaults({ kind: 'access-denied', action: 'DeleteObject' });
    const error = await failure(takenDown(place, { purgeArtifacts: true }));
    expect(error).toMatchObject({
      code: 'access-denied',
      message: expect.stringContaining('The stack is deleted, but not all artifacts are'),
    });
    place.cloud.clearFaults();
    // What the stack ran is not known any more.
    await place.cloud.advance(60 * 60_000);
    expect(await takenDown(place, { purgeArtifacts: true })).toMatchObject({
      outcome: 'absent',
      left: [SNAPSHOT],
    });
    expect(place.cloud.world.buckets.has(BUCKET)).toBe(false);
  });
});

function warnings(events: readonly DeploymentEvent[]): readonly string[] {
  return events.flatMap((it) => (it.type === 'warned' ? [it.message] : []));
}

function lambdaInterfaces({ cloud }: Place): number {
  return [...cloud.world.networkInterfaces.values()].filter(({ description }) =>
    description.startsWith('AWS Lambda VPC ENI'),
  ).length;
}

function keys({ cloud }: Place): readonly string[] {
  return [...(cloud.world.buckets.get(BUCKET)?.objects.keys() ?? [])];
}
