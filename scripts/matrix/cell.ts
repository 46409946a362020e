// One server under the Node.js that runs this, with each way to log in: a line for each, and the number of failed ones as exit
// code. Run by scripts/matrix.ts: cell.ts --file PROGRAM --kind mysql|mariadb --version X [--root FOLDER]
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { engineTitle } from '../../src/local/database/program.ts';
import { type DataPlane, startDataPlane } from '../../test/support/data-plane.ts';
import { startTestDatabase } from '../../test/support/database.ts';
import { deliver, newDelivery, ROUTE, verify } from '../../test/support/deliveries.ts';
import type { RecordedCommand } from '../../test/support/packet-recorder.ts';

const { values } = parseArgs({
  options: {
    file: { type: 'string', default: '' },
    kind: { type: 'string', default: '' },
    version: { type: 'string', default: '' },
    root: { type: 'string' },
  },
});
const { file, version, root } = values;
const kind = values.kind === 'mysql' ? 'mysql' : 'mariadb';
const program = { file, kind, version, ...(root === undefined ? {} : { root }) } as const;

const QUERY = 3;
const QUIT = 1;
/** RDS User Guide, "Avoiding pinning an RDS Proxy": a statement of more than 16 KB. */
const LONGEST_UNPINNED = 16_384;
const WARM = 60;

const database = await startTestDatabase({ program });
let failed = 0;
try {
  for (const auth of ['secret', 'iam'] as const) {
    const began = performance.now();
    await forget();
    const name = `Node ${process.version} × ${engineTitle(kind)} ${version} × ${auth}`;
    let wrong: readonly string[];
    let counted = '';
    try {
      const plane = await startDataPlane({
        database,
        environments: 1,
        record: true,
        config: {
          routes: [ROUTE],
          view: { access: 'public' },
          proxy: { auth },
        },
      });
      try {
        wrong = await look(plane, auth);
        const long = commandsOf(plane).filter(({ bytes }) => bytes > LONGEST_UNPINNED).length;
        counted = `${commandsOf(plane).length} commands on ${plane.recorder?.connections()} connections, ${long} over 16 KB`;
      } finally {
        await plane.stop();
      }
    } catch (error) {
      wrong = [String(error)];
    }
    if (wrong.length > 0) failed += 1;
    console.log(
      `${wrong.length === 0 ? 'ok  ' : 'FAIL'} ${name}: ${counted}, ${Math.round(performance.now() - began)} ms`,
    );
    for (const line of wrong) console.log(`       ${line}`);
  }
} finally {
  await database.stop();
}
process.exitCode = failed;

/** What the cell before has stored. */
async function forget(): Promise<void> {
  const connection = await database.connect();
  await connection.query('DROP DATABASE IF EXISTS webhooks');
  await connection.end();
}

/** Sends requests of every kind and tells what is not as it must be. */
async function look(plane: DataPlane, auth: 'secret' | 'iam'): Promise<readonly string[]> {
  const wrong: string[] = [];
  const expect = (what: string, holds: boolean) => {
    if (!holds) wrong.push(what);
  };
  const delivered = [await deliver(plane, newDelivery())];

  const before = commandsOf(plane).length;
  const connections = plane.recorder?.connections();
  for (let i = 0; i < WARM; i += 1) {
    const { status } = await plane.call({ path: `/warm/${i}`, body: 'x'.repeat(i * 20), headers: wide(i) });
    expect(`warm request ${i} was answered ${status}`, status === 200);
  }
  const warm = commandsOf(plane).slice(before);
  expect(`${warm.length} commands for ${WARM} warm requests`, warm.length === WARM);
  expect(
    'a warm request is one INSERT',
    warm.every(({ code, text }) => code === QUERY && text.startsWith('INSERT')),
  );
  expect('a warm request made a connection', plane.recorder?.connections() === connections);

  // Of a hundred, one is stored compressed and one pins.
  for (let i = 0; i < 100; i += 1) delivered.push(await deliver(plane, newDelivery()));
  for (const request of [
    { path: '/compressible', body: 'a body of a kind that repeats itself. '.repeat(1500) },
    { path: '/bytes', body: randomBytes(9000), headers: { 'content-type': 'application/octet-stream' } },
    { path: `/it's/"quoted"/*!50000 SET @a = 1 */;--?x='"@@version`, body: "'; SET @a := 1; --" },
    { method: 'GET', path: '/page', headers: { accept: 'text/html' } },
    { method: 'HEAD', path: '/head' },
    { method: 'GET', path: '/_/' },
  ]) {
    const { status } = await plane.send({ ...request, path: encodeURI(request.path) });
    expect(`${request.path} was answered ${status}`, status === 200);
  }
  const pinned = () => plane.pooling.events.filter(({ kind }) => kind === 'pinned');
  const longBefore = long(plane).length;
  expect(`${pinned().length} pins by ${longBefore} long statements`, pinned().length === longBefore);
  for (const job of ['check', 'maintain'])
    expect(`the job ${job}`, payloadOf(await plane.invoke({ proxywebhook: job })).ok === true);
  // The rehearsal of `check` is a transaction, which keeps a connection for as long as it takes and pins nothing.
  expect('a job pinned', pinned().length === longBefore);

  for (const size of [100_000, 1_000_000]) {
    const { status } = await plane.call({
      path: `/large/${size}`,
      body: randomBytes(size),
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(`a body of ${size} bytes was answered ${status}`, status === 200);
  }
  delivered.push(await deliver(plane, newDelivery()));

  expect('a body of 1 MB is one statement over 16 KB', long(plane).length >= longBefore + 2);
  expect(
    `pins by ${pinned().map((event) => ('reason' in event ? event.reason : ''))} of ${long(plane).length} long statements`,
    pinned().length === long(plane).length &&
      pinned().every((event) => event.kind === 'pinned' && event.reason === 'long-statement'),
  );
  for (const { connection } of long(plane)) {
    const ofIt = commandsOf(plane).filter((command) => command.connection === connection);
    const after = ofIt.slice(ofIt.findIndex(({ bytes }) => bytes > LONGEST_UNPINNED) + 1);
    expect(
      'a connection was used after a statement over 16 KB',
      after.every(({ code }) => code === QUIT),
    );
    expect(
      'a connection is open after a statement over 16 KB',
      plane.recorder?.ended.has(connection) === true,
    );
  }
  expect('a session is still pinned', plane.pooling.proxy.stats().pinned === 0);
  const codes = new Set(commandsOf(plane).map(({ code }) => code));
  expect(
    `commands ${[...codes]}`,
    [...codes].every((code) => code === QUERY || code === QUIT),
  );
  expect('a login without TLS', plane.recorder?.inClearText() === 0);
  expect(
    'a refused login',
    plane.pooling.events.every(({ kind: what }) => what !== 'login-refused'),
  );
  const calls = plane.secrets.calls();
  expect(`${calls} calls of Secrets Manager`, calls === (auth === 'iam' ? 0 : 1));
  return [...wrong, ...(await verify(plane, delivered)), ...plane.failures];
}

function commandsOf(plane: DataPlane): readonly RecordedCommand[] {
  return plane.recorder?.commands ?? [];
}

function long(plane: DataPlane): readonly RecordedCommand[] {
  return commandsOf(plane).filter(({ bytes }) => bytes > LONGEST_UNPINNED);
}

function wide(count: number): Readonly<Record<string, string>> {
  return Object.fromEntries(Array.from({ length: count % 20 }, (_, i) => [`x-header-${i}`, 'v'.repeat(100)]));
}

function payloadOf({ payload }: { readonly payload: Uint8Array }): { readonly ok?: unknown } {
  return JSON.parse(Buffer.from(payload).toString('utf8')) as { ok?: unknown };
}
