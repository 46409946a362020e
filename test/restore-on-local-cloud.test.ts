// A database that is made from the snapshot that `down` left, in the local cloud: it comes with the password it had then.
import { describe, expect, it } from 'vitest';
import type { DeploymentEvent } from '../src/deployment/events.ts';
import { ProxyWebhookError } from '../src/errors.ts';
import { failure } from './support/engine.ts';
import { deployed, type Place, places, takenDown } from './support/local-place.ts';

const newPlace = places();
const QUICK = { speed: 20, engine: { durations: () => 1_000 } };

describe('a database from a snapshot', () => {
  it('gets the password of the new secret before its target group is waited for in vain', async () => {
    const place = await newPlace(QUICK);
    const { snapshot, password } = await withSnapshot(place);
    const events: DeploymentEvent[] = [];
    const { result, plan } = await deployed(place, restoring(snapshot), {}, (it) => events.push(it));
    expect([result.outcome, plan?.restoresFrom]).toEqual(['created', snapshot]);
    const [database] = place.cloud.world.databases.values();
    const [secret] = place.cloud.world.secrets.values();
    expect(JSON.parse(secret?.value ?? '{}').password).toBe(database?.properties.MasterUserPassword);
    expect(database?.properties.MasterUserPassword).not.toBe(password);
    expect(events.some((it) => it.type === 'step-finished' && it.step === 'password')).toBe(true);
    const order = events.flatMap((it) =>
      it.type === 'resource-changed' && it.status === 'CREATE_COMPLETE' ? [it.logicalId] : [],
    );
    expect(order.indexOf('ProxyTargets')).toBeGreaterThan(order.indexOf('DatabaseInstance'));
    const told = JSON.stringify([events, result, plan]);
    for (const each of [password, String(database?.properties.MasterUserPassword)]) {
      expect(told).not.toContain(each);
    }
    expect((await deployed(place, restoring(snapshot))).result.outcome).toBe('unchanged');
  });

  it('keeps the password it was given through later updates', async () => {
    const place = await newPlace(QUICK);
    const { snapshot } = await withSnapshot(place);
    await deployed(place, restoring(snapshot));
    const given = livePassword(place);
    await deployed(place, { database: { restoreFromSnapshot: snapshot, backupRetentionDays: 3 } });
    expect(livePassword(place)).toBe(given);
  });

  it('gets it from the next `up` when the first was interrupted before', async () => {
    const place = await newPlace(QUICK);
    const { snapshot, password } = await withSnapshot(place);
    const stop = new AbortController();
    const interrupted = deployed(place, restoring(snapshot), { signal: stop.signal }, (event) => {
      if (event.type === 'resource-changed' && event.status === 'CREATE_IN_PROGRESS') stop.abort();
    });
    expect((await failure(interrupted)).code).toBe('cancelled');
    const { result } = await deployed(place, restoring(snapshot));
    expect(result.outcome).toBe('unchanged');
    expect(livePassword(place)).not.toBe(password);
  });

  it('gets it from the next `up --no-rollback` when it was refused in one that failed half way', async () => {
    const place = await newPlace(QUICK);
    const { snapshot, password } = await withSnapshot(place);
    const { proxyTargets } = place.ports;
    const ports = {
      ...place.ports,
      proxyTargets: {
        ...proxyTargets,
        setMasterPassword: async () => {
          throw new ProxyWebhookError('access-denied', 'AWS refused ModifyDBInstance.');
        },
      },
    };
    place.cloud.injectResourceFault({
      logicalId: 'ProxyTargets',
      operation: 'create',
      reason: 'PENDING_PROXY_CAPACITY',
      times: 1,
    });
    const options = { rollback: false, ports };
    expect((await failure(deployed(place, restoring(snapshot), options))).code).toBe('deployment-failed');
    expect(livePassword(place)).toBe(password);

    const { result } = await deployed(place, restoring(snapshot), { rollback: false });
    expect(result.outcome).toBe('updated');
    const [secret] = place.cloud.world.secrets.values();
    expect(livePassword(place)).toBe(JSON.parse(secret?.value ?? '{}').password);
  });

  it.each([
    ['is removed', {}, 'restoreFromSnapshot was removed'],
    ['is changed', restoring('another'), 'restoreFromSnapshot was added or changed'],
  ])('is not replaced when the key %s', async (_, input, why) => {
    const place = await newPlace(QUICK);
    const { snapshot } = await withSnapshot(place);
    await deployed(place, restoring(snapshot));
    const { snapshots, databases } = place.cloud.world;
    const taken = snapshots?.get(snapshot);
    if (taken !== undefined) snapshots?.set('another', { ...taken, id: 'another' });
    const before = [...databases.keys()];
    const error = await failure(deployed(place, input));
    expect(error).toMatchObject({ code: 'refused', message: expect.stringContaining(why) });
    expect([...place.cloud.world.databases.keys()]).toEqual(before);
  });

  it.each([
    ['that is not there', { restoreFromSnapshot: 'none' }, 'There is no snapshot none'],
    ['of another user', { username: 'other' }, 'The master user of the'],
  ])('%s is refused before anything is made', async (_, keys, message) => {
    const place = await newPlace(QUICK);
    const { snapshot } = await withSnapshot(place);
    const error = await failure(deployed(place, { database: { restoreFromSnapshot: snapshot, ...keys } }));
    expect(error).toMatchObject({ code: 'preflight-failed', message: expect.stringContaining(message) });
    expect(place.cloud.world.vpcs.size).toBe(0);
  });
});

describe('down', () => {
  it.each([
    ['snapshot', 1],
    ['delete', 0],
  ])('leaves with onDelete "%s" so many snapshots: %i', async (onDelete, count) => {
    const place = await newPlace(QUICK);
    await deployed(place, { database: { onDelete } });
    const { left } = await takenDown(place);
    const ids = [...(place.cloud.world.snapshots?.keys() ?? [])];
    expect(ids).toHaveLength(count);
    expect(left.filter((what) => what.includes('snapshot')).length).toBe(count);
    for (const id of ids) expect(left.join()).toContain(id);
  });
});

function restoring(restoreFromSnapshot: string) {
  return { database: { restoreFromSnapshot } };
}

async function withSnapshot(place: Place): Promise<{ readonly snapshot: string; readonly password: string }> {
  await deployed(place);
  const password = livePassword(place);
  await takenDown(place);
  const [snapshot = ''] = place.cloud.world.snapshots?.keys() ?? [];
  return { snapshot, password };
}

function livePassword({ cloud }: Place): string {
  const [database] = cloud.world.databases.values();
  return String(database?.properties.MasterUserPassword);
}
