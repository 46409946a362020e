import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../support/database.ts';
import { endEverything, project, query, temporaryFolder } from './ensuring.ts';

let database: TestDatabase;
let authorityFile: string;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database?.stop());
afterEach(endEverything);

describe("a database of the user's own", () => {
  it.each<[string, (url: string) => Parameters<ReturnType<typeof project>['ensure']>[0]]>([
    ['by --db', (url) => ({ database: url })],
    ['by PROXYWEBHOOK_DATABASE_URL', (url) => ({ environment: { PROXYWEBHOOK_DATABASE_URL: url } })],
    [
      'by PROXYWEBHOOK_DATABASE_URL, with --db auto',
      (url) => ({ database: 'auto', environment: { PROXYWEBHOOK_DATABASE_URL: url } }),
    ],
  ])('is used when it is named %s', async (_, options) => {
    const { ensure, state } = project();
    const given = await ensure(options(url({ schema: 'my_webhooks' })));
    expect(given).toMatchObject({
      found: 'url',
      kind: database.program.kind,
      version: database.program.version,
      host: '127.0.0.1',
      port: database.port,
      schema: 'my_webhooks',
    });
    expect(await query(given, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(state()).toBeUndefined();
  });

  it('is left running, and gets no folder in the project', async () => {
    const { ensure } = project();
    const given = await ensure({ database: url() });
    await given.kill9();
    await given.stop();
    expect(await query(given, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('is spoken to with TLS when its authority is given', async () => {
    authorityFile = path.join(temporaryFolder(), 'ca.pem');
    writeFileSync(authorityFile, database.certificateAuthority);
    const { ensure } = project();
    const given = await ensure({ database: url({ query: `?ssl-ca=${encodeURIComponent(authorityFile)}` }) });
    expect(given.certificateAuthority).toBe(database.certificateAuthority);
    const [row] = (await query(given, "SHOW SESSION STATUS LIKE 'Ssl_version'")) as { Value: string }[];
    expect(row?.Value).toMatch(/^TLSv1/);
  });

  it.each<[string, string, string, RegExp]>([
    ['no database', 'mysql:/127.0.0.1', 'usage', /choose one of auto, mysql, mariadb, docker, download/],
    ['another protocol', 'postgres://127.0.0.1/a', 'usage', /must look like mysql:\/\//],
    ['a broken escape', 'mysql://a:%zz@127.0.0.1', 'usage', /two hexadecimal digits/],
    ['an unknown parameter', 'mysql://a@127.0.0.1/b?sslmode=on', 'usage', /ssl-ca only, not sslmode/],
    ['an authority that is not there', 'mysql://a@127.0.0.1/b?ssl-ca=/no/such', 'usage', /ENOENT/],
    [
      'a public address',
      'mysql://a:hidden@192.0.2.7/b',
      'refused',
      /192\.0\.2\.7:3306 is neither this machine/,
    ],
    ['a public address of IPv6', 'mysql://a:hidden@[2001:db8::1]/b', 'refused', /neither this machine/],
    ['nobody listening', 'mysql://a:hidden@127.0.0.1:1/b', 'preflight-failed', /nothing listens there/],
  ])('with %s is refused: %s', async (_, text, code, message) => {
    const { ensure } = project();
    const error = await ensure({ database: text }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(JSON.stringify([String(error), (error as { remedies: unknown }).remedies])).not.toContain(
      'hidden',
    );
  });

  it('with another password is refused, without a word of it', async () => {
    const { ensure } = project();
    const error = await ensure({ database: url({ password: 'hidden' }) }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'preflight-failed',
      message: `The database at 127.0.0.1:${database.port} cannot be used: it does not let in webhook with this password.`,
      remedies: ['Correct user and password in the URL.'],
    });
    expect(String(error)).not.toContain('hidden');
  });

  it('is never reset', async () => {
    const { ensure } = project();
    await expect(ensure({ database: url(), reset: true })).rejects.toMatchObject({ code: 'refused' });
  });
});

function url({ schema = '', password = database.password, query: parameters = '' } = {}): string {
  const { user, host, port } = database;
  return `mysql://${user}:${encodeURIComponent(password)}@${host}:${port}/${schema}${parameters}`;
}
