// All that is left of the data is told by its name, whichever run of whichever command deletes the database or ends the deletion.
import { describe, expect, it } from 'vitest';
import { failure } from './support/engine.ts';
import { ACCOUNT } from './support/fake-account.ts';
import { BUCKET } from './support/local-place.ts';
import { cancelIn, downIn, type Place, recoverIn, stages, upIn } from './support/stage.ts';

const openPlace = stages();

describe('the final snapshot', () => {
  it('is named where the deletion stops, where the next `down` ends it, and when the stack is gone', async () => {
    const place = await deployed();
    stopAtNetwork(place);
    const error = await failure(downIn(place));
    expect([error.code, place.cloud.world.databases.size]).toEqual(['deletion-incomplete', 0]);
    expect(error.message).toContain(`The data is in ${words(place)}.`);
    expect(error.data.snapshots).toEqual([words(place)]);
    expect((await downIn(place)).left).toContain(words(place));
    const gone = await downIn(place);
    expect(gone.outcome).toBe('absent');
    expect(gone.left).toEqual([expect.stringContaining(`: ${snapshot(place).id} (`)]);
  });

  it('is named by `recover` that goes on with a deletion', async () => {
    const place = await deployed();
    stopAtNetwork(place);
    await failure(downIn(place));
    stopAtNetwork(place);
    expect((await failure(recoverIn(place))).message).toContain(words(place));
    expect(await recoverIn(place)).toMatchObject({ left: expect.arrayContaining([words(place)]) });
  });

  it('is named by a `down` that joins a deletion whose database is gone already', async () => {
    const place = await deployed();
    await place.ports.stacks.delete('proxywebhook-dev', { token: 'somebody' });
    while (place.cloud.world.databases.size > 0) await place.cloud.advance(10_000);
    expect(await place.status()).toBe('DELETE_IN_PROGRESS');
    expect((await downIn(place)).left).toContain(words(place));
  });

  it('is named when the artifacts cannot be purged afterwards', async () => {
    const place = await deployed();
    place.cloud.addFaults({ kind: 'access-denied', action: 'DeleteObject' });
    expect((await failure(downIn(place, { purgeArtifacts: true }))).message).toContain('s3:DeleteObject');
    expect(warnings(place)).toContain(`Left, and yours to delete: ${words(place)}`);
    expect(await place.ports.artifacts.bucket(BUCKET, ACCOUNT)).toBe('ours');
  });

  it('is named by `cancel` of a creation that had made the database', async () => {
    const place = await openPlace();
    const controller = new AbortController();
    const run = upIn(place, {}, { signal: controller.signal, ports: onceDatabaseIsThere(place, controller) });
    expect((await failure(run)).code).toBe('cancelled');
    expect(await cancelIn(place)).toMatchObject({ outcome: 'deleted', left: [words(place)] });
  });

  it('is named by an `up` that deletes what a failed creation left', async () => {
    const place = await openPlace();
    place.cloud.injectResourceFault({
      logicalId: 'ProxyTargets',
      operation: 'create',
      at: 'start',
      reason: 'No.',
    });
    place.cloud.injectResourceFault({ ...NETWORK, reason: 'In use.' });
    await failure(upIn(place));
    expect(await place.status()).toBe('ROLLBACK_FAILED');
    expect((await upIn(place)).outcome).toBe('recreated');
    expect(warnings(place).filter((message) => message.includes(words(place)))).toHaveLength(1);
  });

  it('is not told of a stack that was to leave none', async () => {
    const place = await openPlace();
    await upIn(place, { database: { onDelete: 'delete' } });
    stopAtNetwork(place);
    expect((await failure(downIn(place))).message).not.toContain('snapshot');
    expect((await downIn(place)).left.join()).not.toContain('snapshot');
    expect((await downIn(place)).left).toEqual([]);
  });

  it('is told as not looked for where RDS may not be asked once the stack is gone', async () => {
    const place = await openPlace();
    place.cloud.addFaults({ kind: 'access-denied', action: 'DescribeDBSnapshots' });
    expect((await downIn(place)).left).toEqual([
      expect.stringContaining('aws rds describe-db-snapshots --snapshot-type manual'),
    ]);
  });
});

const NETWORK = { logicalId: 'NetworkVpc', operation: 'delete', at: 'end' } as const;

async function deployed(): Promise<Place> {
  const place = await openPlace();
  await upIn(place);
  return place;
}

function stopAtNetwork(place: Place): void {
  place.cloud.injectResourceFault({ ...NETWORK, reason: 'It has dependencies.' });
}

function onceDatabaseIsThere(place: Place, controller: AbortController): Place['ports'] {
  const clock: Place['ports']['clock'] = {
    ...place.ports.clock,
    async sleep(milliseconds, signal) {
      await place.ports.clock.sleep(milliseconds, signal);
      const [database] = place.cloud.world.databases.values();
      if (database !== undefined && database.status !== 'creating') controller.abort();
      signal?.throwIfAborted();
    },
  };
  return { ...place.ports, clock };
}

function snapshot({ cloud }: Place) {
  const [found, ...others] = [...(cloud.world.snapshots?.values() ?? [])];
  if (found === undefined || others.length > 0) throw new Error('There is not one snapshot.');
  return found;
}

function words(place: Place): string {
  const { id, databaseId } = snapshot(place);
  return `a final snapshot of the database ${databaseId}: ${id} (to go on with it: database.restoreFromSnapshot)`;
}

function warnings({ events }: Place): readonly string[] {
  return events.flatMap((event) => (event.type === 'warned' ? [event.message] : []));
}
