import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../support/database.ts';
import { errorOf, type ProxyChanges, type ProxyUnderTest, rows, startProxy, until } from './harness.ts';

let database: TestDatabase;
let open: ProxyUnderTest[] = [];

beforeAll(async () => {
  database = await startTestDatabase();
  const client = await database.connect();
  await client.query('CREATE DATABASE shop');
  await client.query('CREATE TABLE shop.item (id INT AUTO_INCREMENT PRIMARY KEY, name LONGTEXT)');
  await client.end();
});
afterAll(() => database?.stop());
afterEach(async () => {
  for (const one of open) await one.stop();
  open = [];
});

async function proxied(changes: ProxyChanges = {}): Promise<ProxyUnderTest> {
  const one = await startProxy(database, changes);
  open.push(one);
  return one;
}

describe('what is large', () => {
  it('passes in both directions, also when it takes more than one frame', async () => {
    const { connect } = await proxied();
    const client = await connect();
    for (const size of [3_000_000, 17_000_000]) {
      await client.query('TRUNCATE shop.item');
      await client.query(`INSERT INTO shop.item (name) VALUES ('${'x'.repeat(size)}')`);
      expect(await rows(client, 'SELECT LENGTH(name) AS length FROM shop.item')).toEqual([{ length: size }]);
      const [row] = await rows(client, 'SELECT name FROM shop.item');
      expect(String(row?.name).length).toBe(size);
    }
  });

  it('is an error when the server takes no more', async () => {
    const { connect, proxy } = await proxied();
    const client = await connect();
    expect(await errorOf(client.query(`SELECT '${'x'.repeat(68_000_000)}'`))).toBeDefined();
    await until('nothing is borrowed', () => proxy.stats().borrowed === 0);
    expect(await rows(await connect(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('a client that goes', () => {
  it('in a transaction leaves nothing of it', async () => {
    const { connect, proxy } = await proxied({ pool: { maxConnectionsPercent: 1 } });
    const client = await connect();
    await client.query('TRUNCATE shop.item');
    await client.query('START TRANSACTION');
    await client.query("INSERT INTO shop.item (name) VALUES ('left')");
    client.destroy();
    await until('it is gone', () => proxy.stats().clients === 0);
    expect(await rows(await connect(), 'SELECT * FROM shop.item')).toEqual([]);
    expect(proxy.stats()).toMatchObject({ databaseConnections: 1, pinned: 0 });
  });

  it('in the middle of a statement has its connection closed, once the server is done with it', async () => {
    const { connect, proxy } = await proxied({ pool: { maxConnectionsPercent: 1 } });
    const client = await connect();
    const [id] = await rows(client, 'SELECT CONNECTION_ID() AS id');
    const lost = errorOf(client.query('SELECT SLEEP(0.3)'));
    await until('it runs', () => proxy.stats().borrowed === 1);
    proxy.killClientConnections();
    expect(await lost).toBeDefined();
    const [next] = await rows(await connect(), 'SELECT CONNECTION_ID() AS id');
    expect(next).not.toEqual(id);
    expect(proxy.stats().databaseConnections).toBe(1);
  });

  it('while it waits does not get a connection', async () => {
    const { connect, proxy } = await proxied({ pool: { maxConnectionsPercent: 1 } });
    const [holder, waiter] = [await connect(), await connect()];
    await holder.query('SET @a = 1');
    const waiting = errorOf(waiter.query('SELECT 1'));
    await until('it waits', () => proxy.stats().waiting === 1);
    waiter.destroy();
    await until('it does not wait any more', () => proxy.stats().waiting === 0);
    expect(proxy.stats().borrowed).toBe(1);
    holder.destroy();
    await until('the connection is free', () => proxy.stats().idle === 1);
    void waiting;
  });

  it('silently is disconnected after the idle timeout', async () => {
    const { connect, proxy } = await proxied({ idleClientTimeoutSeconds: 0.2 });
    const client = await connect();
    await client.query('START TRANSACTION');
    await client.query('SELECT * FROM shop.item');
    await until('it is disconnected', () => proxy.stats().clients === 0);
    expect(proxy.stats().borrowed).toBe(0);
    expect(await errorOf(client.query('SELECT 1'))).toBeDefined();
  });
});

describe('a database that goes', () => {
  it('takes the clients with it that hold a connection, and no others', async () => {
    const { connect, proxy } = await proxied();
    const [idle, holder, busy] = [await connect(), await connect(), await connect()];
    await idle.query('SELECT 1');
    await holder.query('SET @a = 1');
    const lost = errorOf(busy.query('SELECT SLEEP(5)'));
    await until('both hold one', () => proxy.stats().borrowed === 2);
    proxy.failover();
    expect(await lost).toBe(1105);
    await until('the two are gone', () => proxy.stats().clients === 1);
    expect(await errorOf(holder.query('SELECT 1'))).toBeDefined();
    expect(await rows(idle, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('makes the target unavailable, and available when it is back; who waited long enough is served', async () => {
    const { connect, proxy, events } = await proxied({ pool: { connectionBorrowTimeoutSeconds: 0.2 } });
    expect(proxy.targetHealth()).toEqual({ state: 'REGISTERING' });
    const client = await connect();
    await client.query('SELECT 1');
    expect(proxy.targetHealth()).toEqual({ state: 'AVAILABLE' });
    await database.pause();
    await until('it is unavailable', () => proxy.targetHealth().state === 'UNAVAILABLE');
    expect(proxy.targetHealth()).toMatchObject({ reason: 'UNREACHABLE' });
    expect(await errorOf(client.query('SELECT 1'))).toBe(9501);
    proxy.configure({
      maxConnectionsPercent: 3,
      maxIdleConnectionsPercent: 3,
      connectionBorrowTimeoutSeconds: 10,
    });
    const waiting = rows(client, 'SELECT 1 AS one');
    await database.restart();
    expect(await waiting).toEqual([{ one: 1 }]);
    await until('it is available', () => proxy.targetHealth().state === 'AVAILABLE');
    expect(events.flatMap((event) => (event.kind === 'target-health' ? [event.health.state] : []))).toEqual([
      'AVAILABLE',
      'UNAVAILABLE',
      'AVAILABLE',
    ]);
  });

  it('is told from one that refuses the credentials, or has none', async () => {
    let password: string | undefined = 'wrong';
    const { proxy } = await proxied({
      users: async () => (password === undefined ? [] : [{ username: 'webhook', password }]),
    });
    await until('it is refused', () => proxy.targetHealth().reason === 'AUTH_FAILURE');
    password = undefined;
    await until(
      'there are none',
      () => proxy.targetHealth().description === 'Proxy does not have any registered credentials',
    );
    password = database.password;
    await until('it is available', () => proxy.targetHealth().state === 'AVAILABLE');
  });

  it('shows a certificate that is checked', async () => {
    const { proxy } = await proxied({
      backend: {
        host: '127.0.0.1',
        port: database.port,
        tls: { ca: database.certificateAuthority, servername: 'elsewhere' },
      },
    });
    await until('it is refused', () => proxy.targetHealth().reason === 'CONNECTION_FAILED');
  });

  it('may be one without TLS', async () => {
    const { connect } = await proxied({ backend: { host: '127.0.0.1', port: database.port } });
    expect(await rows(await connect(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
