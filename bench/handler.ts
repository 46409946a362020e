// What the handler costs, paired in one run: `npm run bench:handler`. Nothing here is a test; bench/README.md has the figures.
// Options: --sizes 0,1000 (rows), --rounds 300, --starts 15 (processes a median), --seconds 15 (of 64 environments at once).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { SECRET_ARN } from '../test/handler/secrets-manager-stand-in.ts';
import { startTestDatabase } from '../test/support/database.ts';
import { coldStarts, importTimes, ourBundle, secretBundle, wholeDriverBundle } from './handler/bundles.ts';
import { crowd } from './handler/crowd.ts';
import type { Quantiles } from './handler/quantiles.ts';
import { startUnaskingSecretsManager } from './handler/secrets.ts';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '0,1000,10000,100000,1000000' },
    rounds: { type: 'string', default: '300' },
    starts: { type: 'string', default: '15' },
    seconds: { type: 'string', default: '15' },
  },
});
const load = () => os.loadavg()[0]?.toFixed(1);
console.log(`Node ${process.version}, ${os.cpus().length} cores, load ${load()}`);

const folder = mkdtempSync(path.join(tmpdir(), 'pwh-bench-'));
const database = await startTestDatabase();
const { user: username, password, port } = database;
const secrets = await startUnaskingSecretsManager(JSON.stringify({ username, password }));
const authority = path.join(folder, 'authority.pem');
writeFileSync(authority, database.certificateAuthority);
const environment = {
  PROXY_ENDPOINT: `localhost:${port}`,
  SECRET_ARN,
  AWS_REGION: 'us-east-1',
  AWS_ENDPOINT_URL: secrets.endpoint,
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  AWS_SESSION_TOKEN: 'session-token+/=',
  NODE_EXTRA_CA_CERTS: authority,
};
try {
  // About as RDS has it on a db.t4g.micro; test servers are smaller and commit less durably.
  const administrator = await database.connect();
  await administrator.query('SET GLOBAL innodb_flush_log_at_trx_commit = 1');
  await administrator.query('SET GLOBAL innodb_buffer_pool_size = 536870912');
  const log = database.program.kind === 'mysql' ? 'innodb_redo_log_capacity' : 'innodb_log_file_size';
  await administrator.query(`SET GLOBAL ${log} = 134217728`);
  const [secret, iam] = [await ourBundle(folder, 'secret'), await ourBundle(folder, 'iam')];
  const whole = await wholeDriverBundle(folder, secret);
  const reading = [await secretBundle(folder, 'signed call'), await secretBundle(folder, 'SDK')];

  const all = [iam, secret, whole, ...reading];
  const imports = await importTimes(all, Number(values.starts));
  const stored = await coldStarts([secret, whole], Number(values.starts), environment, storeOne());
  const read = await coldStarts(reading, Number(values.starts), environment, 'await module.read()');
  console.log('\n| bundle | zip KB | import ms | from start to done ms |\n|---|---|---|---|');
  for (const [index, { name, zipKb }] of all.entries()) {
    const cold =
      name === secret.name
        ? stored[0]
        : name === whole.name
          ? stored[1]
          : read[reading.findIndex((one) => one.name === name)];
    console.log(
      `| ${name} | ${zipKb.toFixed(1)} | ${imports[index]?.toFixed(1)} | ${cold?.toFixed(0) ?? '–'} |`,
    );
  }

  console.log(
    `\nload ${load()}\n\n| rows | ours p50 / p99 | bare INSERT | pattern | ours : bare | pattern : ours | page p50 / p99 |\n|---|---|---|---|---|---|---|`,
  );
  await administrator.query('DROP DATABASE IF EXISTS webhooks');
  await paired({
    ...environment,
    LAMBDA_TASK_ROOT: secret.folder,
    BENCH_PORT: String(port),
    BENCH_USER: username,
    BENCH_PASSWORD: password,
    BENCH_SIZES: values.sizes,
    BENCH_ROUNDS: values.rounds,
  });
  await administrator.end();
  console.log(`\nload ${load()}`);
  console.log(await crowd({ environments: 64, connections: 8, seconds: Number(values.seconds) }));
} finally {
  secrets.stop();
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
}

function storeOne(): string {
  return (
    "const answer = await module.handler({ version: '2.0', rawPath: '/cold', headers: {}, body: '{}', " +
    'requestContext: { requestId: String(process.pid) + Date.now(), timeEpoch: Date.now(), ' +
    "stage: '$default', http: { method: 'POST', path: '/cold', sourceIp: '203.0.113.7' } } }); " +
    'if (answer.statusCode !== 200) throw new Error(answer.body)'
  );
}

/** Its lines are JSON among the handler's own log. */
async function paired(variables: Readonly<Record<string, string>>): Promise<void> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', path.join(import.meta.dirname, 'handler/paired.ts')],
    {
      env: { PATH: process.env.PATH, ...variables },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('{"size"')) console.log(rowOf(line));
  });
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`The measurement ended with ${code}.`);
}

function rowOf(line: string): string {
  const { size, ours, bare, pattern, page } = JSON.parse(line) as { size: number } & Record<
    'ours' | 'bare' | 'pattern' | 'page',
    Quantiles
  >;
  const both = ({ p50, p99 }: Quantiles) => `${p50.toFixed(2)} / ${p99.toFixed(2)}`;
  const ratio = (one: Quantiles, other: Quantiles) => (one.p50 / other.p50).toFixed(2);
  return `| ${size} | ${both(ours)} | ${both(bare)} | ${both(pattern)} (${pattern.count}) | ${ratio(ours, bare)} | ${ratio(pattern, ours)} | ${both(page)} |`;
}
