import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SignatureOutcome } from '../../handler/inspection.ts';
import type { Saved } from '../../handler/store.ts';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';
import { type SecretsManagerStandIn, startSecretsManager } from './secrets-manager-stand-in.ts';
import type { TravellingRequest } from './store-entry.ts';
import { call, type Stores, startStores } from './stores.ts';

let database: TestDatabase;
let secrets: SecretsManagerStandIn;
let stores: Stores;

beforeAll(async () => {
  database = await startTestDatabase();
  const { user: username, password } = database;
  secrets = await startSecretsManager(JSON.stringify({ username, password }));
  stores = await startStores(database, secrets);
  await save(call());
});

beforeEach(() => sql('DELETE FROM webhooks.request'));

afterAll(async () => {
  await stores?.stop();
  await secrets?.stop();
  await database?.stop();
});

/** A call without a delivery id, as who invokes the function by hand may write it twice. */
const OWN = { deliveryId: undefined, requestId: 'by hand' } as const;

describe('a delivery that comes more than once', () => {
  it('is stored once, under its first id, when its copies arrive at the same moment on many connections', async () => {
    const ids = Array.from({ length: 100 }, (_, i) => `delivery-${i}`);
    const copies = ids.flatMap((deliveryId) => Array.from({ length: 4 }, () => call({ deliveryId })));
    const connections = Array.from({ length: 16 }, (_, i) =>
      copies.filter((_copy, index) => index % 16 === i),
    );
    const outcomes = (await stores.save(connections)).flatMap((saved, i) =>
      saved.map((one, index) => ({ deliveryId: connections[i]?.[index]?.deliveryId, ...(one as Saved) })),
    );
    expect(outcomes).toHaveLength(400);
    for (const deliveryId of ids) {
      const mine = outcomes.filter((outcome) => outcome.deliveryId === deliveryId);
      expect(new Set(mine.map(({ id }) => id)).size).toBe(1);
      expect(mine.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    }
    expect(
      await sql('SELECT COUNT(*) AS n, MIN(attempts) AS low, MAX(attempts) AS high FROM webhooks.request'),
    ).toEqual([{ n: 100, low: 4, high: 4 }]);
  });

  it('is answered with the first one’s id and time, and remembers when it came last', async () => {
    const first = await save(call({ deliveryId: 'a', receivedAt: Date.UTC(2026, 1, 3, 4, 5, 6, 789) }));
    const again = await save(call({ deliveryId: 'a', receivedAt: Date.UTC(2026, 1, 3, 5) }));
    expect(first).toMatchObject({ duplicate: false, attempts: 1, path: { tries: 1 } });
    expect(again).toMatchObject({
      id: first.id,
      receivedAt: Date.UTC(2026, 1, 3, 4, 5, 6, 789),
      duplicate: true,
      attempts: 2,
    });
    expect(
      await sql('SELECT CAST(received_at AS CHAR) AS a, CAST(last_at AS CHAR) AS b FROM webhooks.request'),
    ).toEqual([{ a: '2026-02-03 04:05:06.789', b: '2026-02-03 05:00:00.000' }]);
  });

  it.each<[string, Partial<TravellingRequest>, Partial<TravellingRequest>, number]>([
    ['the same id', {}, {}, 1],
    ['no id', { deliveryId: undefined }, { deliveryId: undefined }, 2],
    ['the id of one call and another body', { ...OWN }, { ...OWN, body: 'YQ==' }, 2],
    ['the id of one call, an empty body and none', { ...OWN, body: '' }, { ...OWN, body: null }, 2],
    ['the id of one call and another path', { ...OWN }, { ...OWN, path: '/other' }, 2],
    ['the id of one call and another method', { ...OWN }, { ...OWN, method: 'PUT' }, 2],
    ['an empty id twice', { deliveryId: '' }, { deliveryId: '' }, 1],
    ['the same id and another body', {}, { body: 'YQ==' }, 2],
    ['the same id, with an empty body and with none', { body: '' }, { body: null }, 2],
    ['the same id to another path, where no route is', {}, { path: '/other' }, 2],
    ['the same id to another path of one route', { route: '/r' }, { route: '/r', path: '/r/other' }, 1],
    ['the same id to a route and to a path of its name', { path: '/r' }, { route: '/r', path: '/r' }, 2],
    [
      'what is the same only when run together',
      { path: '/ab', deliveryId: 'c' },
      { path: '/a', deliveryId: 'bc' },
      2,
    ],
    ['ids that differ in case', { deliveryId: 'a' }, { deliveryId: 'A' }, 2],
    [
      'ids that differ beyond what is kept of them',
      { deliveryId: 'a'.repeat(300) },
      { deliveryId: `${'a'.repeat(299)}b` },
      2,
    ],
    [
      'the same id with other headers, method and query',
      {},
      { method: 'PUT', query: 'a', headers: { a: 'b' } },
      1,
    ],
  ])('%s: %#', async (_, first, second, rows) => {
    const saved = [
      await save(call({ deliveryId: 'd', ...first })),
      await save(call({ deliveryId: 'd', ...second })),
    ];
    expect([await count(), saved[1]?.duplicate]).toEqual([rows, rows === 1]);
  });

  it.each<[SignatureOutcome, SignatureOutcome, number]>([
    ['valid', 'valid', 1],
    ['none', 'none', 1],
    ['none', 'valid', 2],
    ['valid', 'none', 2],
    ['invalid', 'valid', 2],
    ['valid', 'invalid', 2],
    ['invalid', 'invalid', 2],
    ['stale', 'stale', 2],
    ['stale', 'valid', 2],
    ['unknown-key', 'valid', 2],
  ])('never takes the place of one that was verified otherwise: %s, then %s', async (first, second, rows) => {
    const same = { deliveryId: 'd', route: '/r' };
    await save(call({ ...same, signature: first }));
    const after = await save(call({ ...same, signature: second }));
    expect([await count(), after.attempts]).toEqual([rows, rows === 1 ? 2 : 1]);
  });
});

describe('a try of our own after an answer was lost', () => {
  it('of a first copy is not counted, and is no duplicate, whatever came between', async () => {
    const [first, second] = [call({ deliveryId: 'd' }), call({ deliveryId: 'd' })];
    const saved = await save(first);
    expect(await save(first)).toMatchObject({ id: saved.id, duplicate: false, attempts: 1 });
    await save(second);
    expect(await save(first)).toMatchObject({ id: saved.id, duplicate: false, attempts: 2 });
  });

  it('of a later copy is not counted either, whatever came between', async () => {
    const [first, second, third] = [1, 2, 3].map(() => call({ deliveryId: 'd' })) as [
      TravellingRequest,
      TravellingRequest,
      TravellingRequest,
    ];
    for (const one of [first, second, second, third, second, first, third]) await save(one);
    expect(await save(second)).toMatchObject({ duplicate: true, attempts: 3 });
    expect(await sql('SELECT attempts, CAST(last_at AS CHAR) AS last FROM webhooks.request')).toEqual([
      { attempts: 3, last: new Date(third.receivedAt).toISOString().slice(0, 23).replace('T', ' ') },
    ]);
  });

  it('is stored once without a delivery id too', async () => {
    const only = call();
    expect((await save(only)).id).toBe((await save(only)).id);
    expect(await count()).toBe(1);
  });

  it('is told from another whose id differs in case only', async () => {
    await save(call({ deliveryId: 'd', requestId: 'abc=' }));
    expect(await save(call({ deliveryId: 'd', requestId: 'ABC=' }))).toMatchObject({
      duplicate: true,
      attempts: 2,
    });
  });

  it('is told from the sender’s for the latest sixteen of very many', async () => {
    const calls = Array.from({ length: 40 }, () => call({ deliveryId: 'd' }));
    for (const one of [...calls, ...calls.slice(24)]) await save(one);
    expect(await sql('SELECT attempts, LENGTH(counted) AS bytes FROM webhooks.request')).toEqual([
      { attempts: 40, bytes: 128 },
    ]);
  });
});

it('ids go on past 32 bits', async () => {
  await sql('ALTER TABLE webhooks.request AUTO_INCREMENT = 1099511627776');
  const first = await save(call({ deliveryId: 'd' }));
  expect([first.id, (await save(call({ deliveryId: 'd' }))).id]).toEqual([2 ** 40, 2 ** 40]);
});

async function save(request: TravellingRequest): Promise<Saved> {
  const [[saved] = []] = await stores.save([[request]]);
  if (saved === undefined || typeof saved === 'string') throw new Error(saved);
  return saved;
}

async function count(): Promise<number> {
  return Number((await sql('SELECT COUNT(*) AS n FROM webhooks.request'))[0]?.n);
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
