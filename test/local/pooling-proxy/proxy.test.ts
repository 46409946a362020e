import { once } from 'node:events';
import { type AddressInfo, connect as connectSocket, createServer, type Socket } from 'node:net';
import { createConnection } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseToken } from '../../../handler/sigv4.ts';
import { makeServerCertificate } from '../../../src/local/database/certificate.ts';
import { startTestDatabase, type TestDatabase } from '../../support/database.ts';
import {
  errorOf,
  type ProxyChanges,
  type ProxyUnderTest,
  rows,
  startProxy,
  TRUSTING,
  until,
} from './harness.ts';

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

/** Holds back what a client sends first until the request for TLS and its beginning can go in one piece. */
async function startCoalescingRelay(port: number): Promise<{ readonly port: number; stop(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connectSocket(port, '127.0.0.1');
    let held: Buffer | undefined = Buffer.alloc(0);
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => {}));
    upstream.pipe(client);
    client.on('data', (chunk) => {
      if (held === undefined) return void upstream.write(chunk);
      held = Buffer.concat([held, chunk]);
      if (held.length < 100) return;
      upstream.write(held);
      held = undefined;
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

const SIGNER = { accessKeyId: 'AKID', secretAccessKey: 'key', sessionToken: 'token', region: 'us-east-1' };

describe('logging in', () => {
  it.each(['caching_sha2_password', 'mysql_native_password'] as const)(
    'with a password by %s, again and again',
    async (plugin) => {
      const { connect } = await proxied({ clientPasswordAuth: plugin });
      for (let i = 0; i < 3; i += 1)
        expect(await rows(await connect(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    },
  );

  it('is refused with a wrong password or user in the words of RDS Proxy, and told', async () => {
    const { connect, events } = await proxied();
    expect(await errorOf(connect())).toBeUndefined();
    await expect(connect({ password: 'wrong' })).rejects.toMatchObject({
      errno: 1045,
      sqlState: '28000',
      message: "Access denied for user 'webhook'@'%' (using password: YES)",
    });
    await expect(connect({ user: 'nobody' })).rejects.toMatchObject({ errno: 1045 });
    await expect(connect({ password: '' })).rejects.toMatchObject({ message: /using password: NO/ });
    expect(events.filter(({ kind }) => kind === 'login-refused')).toHaveLength(3);
    expect(JSON.stringify(events)).not.toContain(database.password);
  });

  it('follows the secret', async () => {
    let password = database.password;
    const { connect } = await proxied({ users: async () => [{ username: database.user, password }] });
    await connect();
    password = 'rotated';
    expect(await errorOf(connect())).toBe(1045);
    expect(await errorOf(connect({ password }))).toBeUndefined();
  });

  it('is refused without TLS', async () => {
    const { proxy } = await proxied();
    const plain = createConnection({ host: 'localhost', port: proxy.port, user: 'webhook', password: 'x' });
    await expect(plain).rejects.toMatchObject({
      errno: 3159,
      message: 'This RDS Proxy requires TLS connections.',
    });
  });

  it('goes without TLS where that is allowed', async () => {
    const { proxy } = await proxied({ requireTls: false });
    const { user, password } = database;
    const client = await createConnection({ host: 'localhost', port: proxy.port, user, password });
    expect(await rows(client, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    client.destroy();
    expect(
      await errorOf(createConnection({ host: 'localhost', port: proxy.port, user, password: 'wrong' })),
    ).toBe(1045);
  });

  it('shows a certificate whose name and authority clients check', async () => {
    const { connect } = await proxied();
    expect(await errorOf(connect({ ssl: { ...TRUSTING, ca: database.certificateAuthority } }))).toBe(
      'HANDSHAKE_SSL_ERROR',
    );
    const { key, certificate } = await makeServerCertificate(['elsewhere'], new Date());
    const other = await proxied({ certificate: { key, cert: certificate } });
    expect(await errorOf(other.connect())).toBe('HANDSHAKE_SSL_ERROR');
    await until('the distrust is told', () => other.events.some(({ kind }) => kind === 'client-failed'));
  });

  it('with a token of IAM, over TLS, for this proxy only', async () => {
    const { proxy, connect, events } = await proxied({ auth: 'iam' });
    const token = (port: number, user = 'webhook', at = new Date()) =>
      databaseToken({ host: 'localhost', port, user }, SIGNER, at);
    const iam = (password: string) => connect({ password, enableCleartextPlugin: true });
    expect(await rows(await iam(token(proxy.port)), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    for (const wrong of [
      token(proxy.port + 1),
      token(proxy.port, 'root'),
      token(proxy.port, 'webhook', new Date(Date.now() - 1_000_000)),
      database.password,
    ])
      expect(await errorOf(iam(wrong))).toBe(1045);
    expect(events.filter(({ kind }) => kind === 'login-refused')).toHaveLength(4);
    expect(await errorOf(connect({ password: token(proxy.port) }))).toBe('MYSQL_CLEAR_PASSWORD_NOT_ENABLED');
  });

  it('goes to the database behind in the same way: another such proxy is a database to it', async () => {
    const inner = await proxied();
    const outer = await proxied({
      backend: {
        host: '127.0.0.1',
        port: inner.proxy.port,
        tls: { ca: TRUSTING.ca, servername: 'localhost' },
      },
    });
    expect(await rows(await outer.connect(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(outer.proxy.targetHealth()).toEqual({ state: 'AVAILABLE' });
  });

  it('takes a client that begins with TLS before it was greeted in it', async () => {
    const { proxy, connect } = await proxied();
    const relay = await startCoalescingRelay(proxy.port);
    try {
      expect(await rows(await connect({ port: relay.port }), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    } finally {
      relay.stop();
    }
  });

  it('names a database that is there, or is told that it is not', async () => {
    const { connect } = await proxied();
    expect(await rows(await connect({ database: 'shop' }), 'SELECT DATABASE() AS name')).toEqual([
      { name: 'shop' },
    ]);
    expect(await errorOf(connect({ database: 'nowhere' }))).toBe(1049);
  });
});

describe('the pool', () => {
  it('never has more connections to the database than its share, whoever many clients there are', async () => {
    const { connect, proxy } = await proxied({ pool: { connectionBorrowTimeoutSeconds: 20 } });
    const look = await database.connect();
    await look.query('FLUSH STATUS');
    const clients = await Promise.all(Array.from({ length: 60 }, () => connect()));
    await Promise.all(
      clients.map(async (client, index) => {
        for (let i = 0; i < 5; i += 1)
          expect(await rows(client, `SELECT ${index} AS mine, SLEEP(0.002)`)).toMatchObject([
            { mine: index },
          ]);
      }),
    );
    const [most] = await rows(look, "SHOW GLOBAL STATUS LIKE 'Max_used_connections'");
    await look.end();
    expect(Number(most?.Value)).toBeLessThanOrEqual(3 + 1); // the test's own look
    expect(proxy.stats()).toMatchObject({
      clients: 60,
      maxDatabaseConnections: 3,
      databaseConnections: 3,
      borrowed: 0,
    });
  });

  it('keeps the sessions of its clients apart', async () => {
    const { connect, proxy, events } = await proxied();
    const zones = ['+01:00', '+02:00', '+03:00', '+04:00', '+05:00', '+06:00'];
    const clients = await Promise.all(zones.map(() => connect()));
    await Promise.all(
      clients.map(async (client, index) => {
        await client.query(
          `SET time_zone = '${zones[index]}', sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')`,
        );
        if (index % 2 === 0) await client.query('USE shop');
        await client.query(`SET NAMES ${index % 3 === 0 ? 'latin1' : 'utf8mb4'}`);
      }),
    );
    await Promise.all(
      clients.flatMap((client, index) =>
        [1, 2, 3].map(async () =>
          expect(
            await rows(
              client,
              "SELECT @@time_zone AS zone, DATABASE() AS db, @@character_set_client AS cs, @@sql_mode LIKE '%ANSI_QUOTES%' AS ansi",
            ),
          ).toEqual([
            {
              zone: zones[index],
              db: index % 2 === 0 ? 'shop' : null,
              cs: index % 3 === 0 ? 'latin1' : 'utf8mb4',
              ansi: 1,
            },
          ]),
        ),
      ),
    );
    const plain = await connect();
    expect(
      await rows(
        plain,
        "SELECT @@time_zone AS zone, DATABASE() AS db, @@sql_mode LIKE '%ANSI_QUOTES%' AS ansi",
      ),
    ).toEqual([{ zone: 'SYSTEM', db: null, ansi: 0 }]);
    expect(proxy.stats().databaseConnections).toBeLessThanOrEqual(3);
    expect(events.filter(({ kind }) => kind === 'pinned')).toEqual([]);
  });

  it('lends no session that has a database to a client that named none', async () => {
    const { connect } = await proxied({ pool: { maxConnectionsPercent: 1 } });
    const shopping = await connect();
    await shopping.query("SET time_zone = '+05:00'");
    await shopping.query('USE shop');
    expect(await rows(await connect(), 'SELECT @@time_zone AS zone, DATABASE() AS db')).toEqual([
      { zone: 'SYSTEM', db: null },
    ]);
  });

  it('leaves a transaction its connection until it ends', async () => {
    const { connect, proxy } = await proxied();
    const [one, other] = [await connect(), await connect()];
    await one.query('START TRANSACTION');
    await one.query("INSERT INTO shop.item (name) VALUES ('unseen')");
    expect(proxy.stats().borrowed).toBe(1);
    expect(await rows(other, "SELECT * FROM shop.item WHERE name = 'unseen'")).toEqual([]);
    expect(await errorOf(one.query('nonsense'))).toBe(1064);
    expect(await rows(one, "SELECT name FROM shop.item WHERE name = 'unseen'")).toEqual([{ name: 'unseen' }]);
    await one.query('ROLLBACK');
    expect(proxy.stats()).toMatchObject({ borrowed: 0, pinned: 0 });
    await one.query('SET autocommit = 0');
    expect(proxy.stats().borrowed).toBe(0);
    await one.query("INSERT INTO shop.item (name) VALUES ('unseen')");
    expect(proxy.stats().borrowed).toBe(1);
    await one.query('COMMIT');
    expect(proxy.stats().borrowed).toBe(0);
    await other.query("DELETE FROM shop.item WHERE name = 'unseen'");
  });

  it('remembers a session its last insert id', async () => {
    const { connect } = await proxied();
    const [one, other] = [await connect(), await connect()];
    const [inserted] = await one.query("INSERT INTO shop.item (name) VALUES ('a')");
    await other.query("INSERT INTO shop.item (name) VALUES ('b')");
    await one.query('START TRANSACTION');
    const { insertId } = inserted as { insertId: number };
    expect(await rows(other, 'SELECT LAST_INSERT_ID() AS id')).toEqual([{ id: insertId + 1 }]);
    expect(await rows(one, 'SELECT LAST_INSERT_ID() AS id')).toEqual([{ id: insertId }]);
    await one.query('ROLLBACK');
  });

  it('turns away who waits too long, in the words of RDS Proxy, and serves them later', async () => {
    const { connect, events, proxy } = await proxied({ pool: { maxConnectionsPercent: 1 } });
    const [holder, waiter] = [await connect(), await connect()];
    await holder.query('START TRANSACTION');
    await holder.query('SELECT COUNT(*) FROM shop.item');
    // Only now: a busy machine may take longer to open the connection.
    proxy.configure({
      maxConnectionsPercent: 1,
      maxIdleConnectionsPercent: 1,
      connectionBorrowTimeoutSeconds: 0.3,
    });
    await expect(waiter.query('SELECT 1')).rejects.toMatchObject({
      errno: 9501,
      message: 'Timed-out waiting to acquire database connection',
    });
    await expect(waiter.query(`SELECT '${'x'.repeat(100_000)}'`)).rejects.toMatchObject({ errno: 9501 });
    expect(events.filter(({ kind }) => kind === 'borrow-timeout')).toHaveLength(2);
    await holder.query('COMMIT');
    await until('the connection is given back', () => proxy.stats().borrowed === 0);
    expect(await rows(waiter, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(proxy.stats().waiting).toBe(0);
  });

  it('takes a new size at once', async () => {
    const { connect, proxy } = await proxied();
    const clients = await Promise.all([1, 2, 3].map(() => connect()));
    await Promise.all(clients.map((client) => client.query('SELECT SLEEP(0.05)')));
    expect(proxy.stats().databaseConnections).toBe(3);
    proxy.configure({
      maxConnectionsPercent: 1,
      maxIdleConnectionsPercent: 1,
      connectionBorrowTimeoutSeconds: 2,
    });
    await until('one connection is left', () => proxy.stats().databaseConnections === 1);
    await Promise.all(clients.map((client) => client.query('SELECT SLEEP(0.01)')));
    expect(proxy.stats()).toMatchObject({ maxDatabaseConnections: 1, databaseConnections: 1 });
  });
});

describe('pinning', () => {
  let one: ProxyUnderTest;
  beforeEach(async () => {
    one = await proxied();
  });

  it.each([
    ['a statement of 16,385 bytes', `SELECT '${'x'.repeat(16_385 - 9)}'`, 'long-statement'],
    ['a user variable', 'SET @a = 1', 'user-variable'],
    ['a setting that is not tracked', 'SET SESSION foreign_key_checks = 0', 'session-setting'],
    ['a temporary table', 'CREATE TEMPORARY TABLE shop.t (a INT)', 'temporary-table'],
    ['a table lock', 'LOCK TABLES shop.item READ', 'table-lock'],
    ['a user-level lock', "SELECT GET_LOCK('a', 0)", 'user-lock'],
    ['an executable comment', 'SELECT /*!50000 1 */ AS one', 'executable-comment'],
    ['the next transaction', 'SET TRANSACTION READ ONLY', 'next-transaction'],
    ['a prepared statement in SQL', "PREPARE s FROM 'SELECT 1'", 'sql-prepared-statement'],
    ['ROW_COUNT', 'SELECT ROW_COUNT()', 'row-count'],
  ])('%s', async (_, sql, reason) => {
    const { connect, proxy, events } = one;
    const client = await connect();
    await client.query(sql);
    const pins = events.filter(({ kind }) => kind === 'pinned');
    expect(pins).toMatchObject([
      {
        reason,
        message:
          /^The client session was pinned to the database connection \[dbConnection=\d+\] for the remainder/,
      },
    ]);
    expect(proxy.stats()).toMatchObject({ pinned: 1, borrowed: 1 });
    await client.query('SELECT 1');
    expect(proxy.stats().borrowed).toBe(1);
    await client.end();
    await until('the connection is given back', () => proxy.stats().borrowed === 0);
    expect(proxy.stats()).toMatchObject({ pinned: 0, clients: 0 });
    const next = await connect();
    expect(await rows(next, 'SELECT @a AS a, @@foreign_key_checks AS checks')).toEqual([
      { a: null, checks: 1 },
    ]);
  });

  it('a prepared statement of the driver, which then works', async () => {
    const { connect, events } = one;
    const client = await connect();
    const [result] = await client.execute('SELECT ? AS one, ? AS two', [1, 'x'.repeat(50_000)]);
    expect(result).toEqual([{ one: 1, two: 'x'.repeat(50_000) }]);
    expect(events.filter(({ kind }) => kind === 'pinned')).toMatchObject([{ reason: 'prepared-statement' }]);
  });

  it('no session by a statement of 16,384 bytes', async () => {
    const { connect, events } = one;
    await (await connect()).query(`SELECT '${'x'.repeat(16_384 - 9)}'`);
    expect(events.filter(({ kind }) => kind === 'pinned')).toEqual([]);
  });

  it('goes on through a reset of the session, which takes its state', async () => {
    const { connect, proxy } = one;
    const client = await connect();
    await client.query('SET @a = 1');
    await client.reset();
    expect(await rows(client, 'SELECT @a AS a')).toEqual([{ a: null }]);
    expect(proxy.stats().pinned).toBe(1);
  });
});

describe('other commands', () => {
  it('a ping, a change of user and a reset are answered, also in a transaction', async () => {
    const { connect, proxy } = await proxied();
    const client = await connect();
    await client.ping();
    await client.query("SET time_zone = '+05:00'");
    await client.query('START TRANSACTION');
    await client.query("INSERT INTO shop.item (name) VALUES ('reset')");
    await client.ping();
    await client.reset();
    expect(
      await rows(
        client,
        "SELECT @@time_zone AS zone, (SELECT COUNT(*) FROM shop.item WHERE name = 'reset') AS n",
      ),
    ).toEqual([{ zone: 'SYSTEM', n: 0 }]);
    await client.changeUser({ user: database.user, password: database.password, database: 'shop' });
    expect(await rows(client, 'SELECT DATABASE() AS name')).toEqual([{ name: 'shop' }]);
    expect(await errorOf(client.changeUser({ user: 'webhook', password: 'wrong' }))).toBe(1045);
    await until('the client is gone', () => proxy.stats().clients === 0);
  });

  it('several statements in one text answer one by one, and what they set is kept', async () => {
    const { connect } = await proxied();
    const client = await connect({ multipleStatements: true });
    const [results] = await client.query(
      "SELECT 1 AS one; SET time_zone = '+07:00'; USE shop; SELECT 2 AS two",
    );
    expect((results as unknown[])[0]).toEqual([{ one: 1 }]);
    expect((results as unknown[])[3]).toEqual([{ two: 2 }]);
    expect(
      await errorOf(client.query("SELECT 1; SET time_zone = '+08:00'; nonsense; SET time_zone = '+09:00'")),
    ).toBe(1064);
    expect(await rows(client, 'SELECT @@time_zone AS zone, DATABASE() AS db')).toEqual([
      { zone: '+08:00', db: 'shop' },
    ]);
  });
});
