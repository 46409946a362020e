// Run by bench/handler.ts as a process of its own, which trusts the database's authority from its start: our bundle, the pattern's
// logic and a bare INSERT, one after the other in each round, at growing numbers of stored rows. Prints JSON.
import { pathToFileURL } from 'node:url';
import { createConnection } from 'mysql2/promise';
import { captureStatement } from '../../handler/capture-statement.ts';
import { patternHandler } from '../peers/pattern-handler.ts';
import { fillStatements } from './fill.ts';
import { quantiles } from './quantiles.ts';

const env = (name: string) => process.env[name] ?? '';
const login = {
  host: 'localhost',
  port: Number(env('BENCH_PORT')),
  user: env('BENCH_USER'),
  password: env('BENCH_PASSWORD'),
  ssl: { verifyIdentity: true },
};
const sizes = env('BENCH_SIZES').split(',').map(Number);
const rounds = Number(env('BENCH_ROUNDS'));
const { handler } = (await import(pathToFileURL(`${env('LAMBDA_TASK_ROOT')}/index.mjs`).href)) as {
  handler: (event: unknown) => Promise<{ statusCode: number; body: string }>;
};
const admin = await createConnection(login);
const bare = await createConnection(login);

let calls = 0;
const nextId = (who: string) => {
  calls += 1;
  return `${who}-${process.pid}-${calls}`;
};
const event = (method: string, path: string) => ({
  version: '2.0',
  rawPath: path,
  rawQueryString: '',
  headers: { host: 'hook.example', 'content-type': 'application/json', accept: 'text/html' },
  requestContext: {
    requestId: nextId('ours'),
    stage: '$default',
    timeEpoch: Date.now(),
    http: { method, path, sourceIp: '203.0.113.7' },
  },
  body: '{"event":"bench","text":"forty bytes of it"}',
  isBase64Encoded: false,
});
const ours = async () => {
  const { statusCode, body } = await handler(event('POST', '/hooks/bench'));
  if (statusCode !== 200) throw new Error(body);
};
const page = async () => {
  const { statusCode, body } = await handler(event('GET', '/_/'));
  if (statusCode !== 200 || !body.includes('<table')) throw new Error(`${statusCode}: ${body.slice(0, 200)}`);
};
const insertBare = async () => {
  const whole = captureStatement('bare', {
    requestId: nextId('bare'),
    receivedAt: Date.now(),
    method: 'POST',
    path: '/hooks/bench',
    query: '',
    sourceIp: '203.0.113.7',
    headers: { host: 'hook.example', 'content-type': 'application/json', accept: 'text/html' },
    body: Buffer.from('{"event":"bench","text":"forty bytes of it"}'),
    route: undefined,
    signature: 'none',
    deliveryId: undefined,
    event: undefined,
  });
  const statement = whole.slice(0, whole.indexOf(' ON DUPLICATE KEY'));
  const begun = performance.now();
  await bare.query(statement);
  return performance.now() - begun;
};
const timed = async (work: () => Promise<unknown>) => {
  const begun = performance.now();
  const own = await work();
  return typeof own === 'number' ? own : performance.now() - begun;
};

await ours();
await patternHandler(login, '/hooks/bench');
await admin.query('CREATE DATABASE IF NOT EXISTS bare');
await admin.query('CREATE TABLE IF NOT EXISTS bare.request LIKE webhooks.request');
let filled = 0;
for (const size of sizes) {
  for (const table of ['ours', 'bare', 'pattern'] as const)
    for (const statement of fillStatements(table, filled, size)) await admin.query(statement);
  filled = Math.max(filled, size);
  const times = { ours: [] as number[], bare: [] as number[], pattern: [] as number[], page: [] as number[] };
  const patternEvery = Math.max(5, Math.ceil(size / 250));
  for (let round = 0; round < 50; round += 1) await Promise.all([ours(), insertBare()]);
  for (let round = 0; round < rounds; round += 1) {
    times.ours.push(await timed(ours));
    times.bare.push(await timed(insertBare));
    if (round % patternEvery === 0 || round === rounds - 1)
      times.pattern.push(await timed(() => patternHandler(login, '/hooks/bench')));
    if (round % 5 === 0) times.page.push(await timed(page));
  }
  const row = Object.fromEntries(Object.entries(times).map(([name, list]) => [name, quantiles(list)]));
  console.log(JSON.stringify({ size, ...row }));
}
await Promise.all([admin.end(), bare.end()]);
process.exit(0);
