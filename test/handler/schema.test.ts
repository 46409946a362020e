import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';
import { type SecretsManagerStandIn, startSecretsManager } from './secrets-manager-stand-in.ts';
import { call, type Stores, startStores } from './stores.ts';

/** As the first version made it. */
const EARLIER_TABLE = readFileSync(path.join(import.meta.dirname, 'table-of-0.1.sql'), 'utf8');

let database: TestDatabase;
let secrets: SecretsManagerStandIn;
let stores: Stores;

beforeAll(async () => {
  database = await startTestDatabase();
  const { user: username, password } = database;
  secrets = await startSecretsManager(JSON.stringify({ username, password }));
  stores = await startStores(database, secrets);
});

beforeEach(() => sql('DROP DATABASE IF EXISTS webhooks'));

afterAll(async () => {
  await stores?.stop();
  await secrets?.stop();
  await database?.stop();
});

describe('the table', () => {
  it('is made once when sixteen connections miss it at the same moment', async () => {
    for (let round = 0; round < 3; round += 1) {
      await sql('DROP DATABASE IF EXISTS webhooks');
      expect(await race()).toEqual({ failed: [], rows: 16 });
      await isOfThisVersion();
    }
  });

  it('of the earlier version is brought up to date by sixteen connections at the same moment', async () => {
    await makeEarlier();
    expect(await race()).toEqual({ failed: [], rows: 17 });
    await isOfThisVersion();
    expect(
      await sql(
        'SELECT id, CAST(body AS CHAR) AS body, attempts, counted FROM webhooks.request WHERE id = 1',
      ),
    ).toEqual([{ id: 1, body: 'of old', attempts: 1, counted: null }]);
  });

  it('of the earlier version shares no key with this one: the same call is stored beside its row, once', async () => {
    await makeEarlier();
    const again = await saveOne({ requestId: 'of old' });
    expect(again).toMatchObject({ duplicate: false, attempts: 1 });
    expect(await saveOne({ requestId: 'of old' })).toMatchObject({ id: (again as { id: number }).id });
    expect(await sql("SELECT attempts FROM webhooks.request WHERE request_id = X'6f66206f6c64'")).toEqual([
      { attempts: 1 },
      { attempts: 1 },
    ]);
  });

  it('is not touched by a statement but the one that stores when it is there', async () => {
    await saveOne();
    await sql("SET GLOBAL log_output = 'TABLE', GLOBAL general_log = ON");
    await sql('TRUNCATE mysql.general_log');
    try {
      await saveOne();
      const log = await sql(
        `SELECT CAST(argument AS CHAR) AS text FROM mysql.general_log
         WHERE command_type = 'Query' AND argument LIKE '%webhooks%' AND argument NOT LIKE '%general_log%'`,
      );
      expect(log.map(({ text }) => String(text).slice(0, 34))).toEqual([
        'INSERT INTO `webhooks`.`request` (',
      ]);
    } finally {
      await sql('SET GLOBAL general_log = OFF');
    }
  });

  it('is made again when someone dropped it', async () => {
    await saveOne();
    await sql('DROP TABLE webhooks.request');
    expect(await saveOne()).toMatchObject({ id: 1 });
    await isOfThisVersion();
  });

  it('is left to another that is changing it, for as long as there is time', async () => {
    await saveOne();
    await sql('ALTER TABLE webhooks.request DROP COLUMN counted');
    await sql('UPDATE webhooks.`schema` SET started_at = UTC_TIMESTAMP(3), done_at = NULL WHERE step = 2');
    expect(await saveOne({}, 700)).toEqual(expect.stringMatching(/^Error: /));
    const waiting = saveOne({}, 8000);
    await sql('ALTER TABLE webhooks.request ADD COLUMN counted VARBINARY(128) NULL');
    expect(await waiting).toMatchObject({ duplicate: false });
  });

  it('is taken over from one that began to change it and went away', async () => {
    await saveOne();
    await sql('ALTER TABLE webhooks.request DROP COLUMN counted');
    await sql(
      'UPDATE webhooks.`schema` SET started_at = UTC_TIMESTAMP(3) - INTERVAL 11 SECOND, done_at = NULL WHERE step = 2',
    );
    expect(await saveOne()).toMatchObject({ duplicate: false });
    await isOfThisVersion();
  });

  it('cannot be made by a user who may not, and the error says what to grant', async () => {
    await sql("CREATE USER 'modest'@'%' IDENTIFIED BY 'modest'");
    await sql("GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks.* TO 'modest'@'%'");
    const modest = await startSecretsManager(JSON.stringify({ username: 'modest', password: 'modest' }));
    const others = await startStores(database, modest);
    try {
      const refused = [
        [
          'Error: The table is missing or of an earlier version, and the database user may not change that (error 1044): grant it CREATE and ALTER on `webhooks`.*.',
        ],
      ];
      expect(await others.save([[call()]])).toEqual(refused);
      await saveOne();
      expect(await others.save([[call()]])).toMatchObject([[{ duplicate: false }]]);
    } finally {
      await others.stop();
      await modest.stop();
    }
  });
});

async function race(): Promise<unknown> {
  const outcomes = await stores.save(Array.from({ length: 16 }, () => [call()]));
  const [row] = await sql('SELECT COUNT(*) AS n FROM webhooks.request');
  return { failed: outcomes.flat().filter((one) => typeof one === 'string'), rows: row?.n };
}

async function saveOne(changes: Parameters<typeof call>[0] = {}, within?: number): Promise<unknown> {
  return (await stores.save([[call(changes)]], within))[0]?.[0];
}

async function makeEarlier(): Promise<void> {
  await sql('CREATE DATABASE webhooks CHARACTER SET utf8mb4');
  await sql(EARLIER_TABLE);
  const dedupe = createHash('sha256').update('r').update('of old').digest('hex').slice(0, 32);
  await sql(
    `INSERT INTO webhooks.request (dedupe, received_at, request_id, method, path, query, source_ip, headers, body_bytes, body_enc, body)
     VALUES (X'${dedupe}', '2026-01-01', 'of old', 'POST', '/', '', NULL, '{}', 6, 0, 'of old')`,
  );
}

async function isOfThisVersion(): Promise<void> {
  expect(await sql('SELECT step, done_at IS NOT NULL AS done FROM webhooks.`schema` ORDER BY step')).toEqual([
    { step: 1, done: 1 },
    { step: 2, done: 1 },
  ]);
  const columns = await sql('SHOW COLUMNS FROM webhooks.request');
  expect(columns.at(-1)).toMatchObject({ Field: 'counted', Type: 'varbinary(128)' });
}

async function sql(statement: string): Promise<readonly Record<string, unknown>[]> {
  const connection = await database.connect();
  try {
    const [rows] = await connection.query(statement);
    return rows as Record<string, unknown>[];
  } finally {
    await connection.end();
  }
}
