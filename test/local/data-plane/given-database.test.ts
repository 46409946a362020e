// A local cloud on a database of the user's own, whose account may do nothing outside one schema.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isProxyWebhookError } from '../../../src/errors.ts';
import { startTestDatabase, type TestDatabase } from '../../support/database.ts';
import { type Place, post, startPlace, until } from './deploying.ts';

let database: TestDatabase;
let look: Connection;
let folder: string;
let url: string;
let place: Place;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pwh-given-'));
  database = await startTestDatabase();
  look = await database.connect();
  look.on('error', () => {}); // The database is started again under it.
  for (const sql of [
    'CREATE DATABASE mine',
    "CREATE USER me@'%' IDENTIFIED BY 'm@e'",
    "GRANT ALL PRIVILEGES ON mine.* TO me@'%'",
  ])
    await look.query(sql);
  const authority = path.join(folder, 'authority.pem');
  await writeFile(authority, database.certificateAuthority);
  url = `mysql://me:m%40e@127.0.0.1:${database.port}/mine?ssl-ca=${encodeURIComponent(authority)}`;
  place = await startPlace({ database: url });
}, 120_000);
afterAll(async () => {
  await place?.stop();
  await look?.end().catch(() => {});
  await database?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('a stack on a database of the user’s own', { timeout: 60_000 }, () => {
  it('fails, and says why, when the configuration names another schema', async () => {
    const error = await place.up({ database: { name: 'other' } }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(isProxyWebhookError(error) && error.message).toContain(
      "The URL of the database allows the schema mine only, and the configuration's database.name is other",
    );
  });

  it('stores in its schema as its user, behind a proxy that wants the secret’s password', async () => {
    await place.up({ database: { name: 'mine' } });
    expect((await post(place.cloud.url(), '{}')).status).toBe(200);
    const [rows] = await look.query('SELECT COUNT(*) AS n FROM mine.request');
    expect(rows).toEqual([{ n: 1 }]);
    const [users] = await look.query("SELECT User FROM mysql.user WHERE User LIKE 'webhook%' AND User <> ?", [
      database.user,
    ]);
    expect(users).toEqual([]);
    expect(JSON.stringify(place.events)).not.toMatch(/m@e|m%40e/);
  });

  it('is told that its database is gone, and goes on when the user has started it again', async () => {
    const health = () => place.events.findLast((event) => event.type === 'target-health');
    await database.restart();
    await until('it was seen', () =>
      place.events.some((event) => event.type === 'target-health' && event.health.state === 'UNAVAILABLE'),
    );
    await until('it is available', () => health()?.health.state === 'AVAILABLE');
    expect((await post(place.cloud.url(), '{}')).status).toBe(200);
    expect(place.events.some(({ type }) => type === 'database-ended')).toBe(false);
  });
});

describe('a local cloud that cannot have a database', () => {
  it('does not start, and leaves nothing', async () => {
    const open = () => process.getActiveResourcesInfo().filter((kind) => /TCPServer|Process/.test(kind));
    const before = open();
    await expect(startPlace({ database: 'oracle' })).rejects.toMatchObject({ code: 'usage' });
    await until('nothing more is open than before', () => open().length <= before.length);
  });
});
