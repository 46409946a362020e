// How fast the server tells a new request from a repeated one, by the forms that there are: our statement, the same with
// LAST_INSERT_ID(id), and a bare INSERT of the same row, which cannot tell. Paired: every round asks each form once, in turn, on
// a connection of its own, without TLS and without a proxy. Run by `npx tsx bench/upsert-forms.ts [rounds]`, best on an idle machine.
import { type Connection, createConnection } from 'mysql2/promise';
import { captureStatement, findStatement } from '../handler/capture-statement.ts';
import type { InspectedRequest } from '../handler/received-request.ts';
import { schemaStatements } from '../handler/schema.ts';
import { startTestDatabase } from '../test/support/database.ts';

const ROUNDS = Number(process.argv[2] ?? 3000);

interface Form {
  readonly name: string;
  run(connection: Connection, request: InspectedRequest): Promise<number>;
}

const affected = async (connection: Connection, sql: string) => {
  const [result] = await connection.query(sql);
  return result as { readonly insertId: number; readonly affectedRows: number };
};

const FORMS: readonly Form[] = [
  {
    name: 'bare INSERT',
    run: async (connection, request) => {
      const statement = captureStatement('bare', { ...request, deliveryId: undefined });
      return (await affected(connection, statement.replace(/ ON DUPLICATE KEY UPDATE .*$/, ''))).insertId;
    },
  },
  {
    name: 'ours',
    run: async (connection, request) => {
      const { insertId, affectedRows } = await affected(connection, captureStatement('ours', request));
      if (affectedRows === 1) return insertId;
      const [rows] = await connection.query(findStatement('ours', request));
      return Number((rows as { id: number }[])[0]?.id);
    },
  },
  {
    name: 'LAST_INSERT_ID(id)',
    run: async (connection, request) => {
      const statement = captureStatement('other', request).replace(
        ' ON DUPLICATE KEY UPDATE ',
        ' ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id), ',
      );
      return (await affected(connection, statement)).insertId;
    },
  },
];

const server = await startTestDatabase();
try {
  const connections = await Promise.all(
    FORMS.map(() =>
      createConnection({
        host: server.host,
        port: server.port,
        user: server.user,
        password: server.password,
        flags: ['-FOUND_ROWS'],
      }),
    ),
  );
  for (const [index, name] of ['bare', 'ours', 'other'].entries()) {
    await connections[index]?.query(`CREATE DATABASE ${name}`);
    for (const statement of schemaStatements(name)) await connections[index]?.query(statement);
  }
  const fresh = await measure(connections, (round) => call(round, `delivery-${round}`));
  const repeated = await measure(connections, (round) => call(ROUNDS + round, `delivery-${round}`));
  console.log(`${server.program.version}, Node.js ${process.version}, ${ROUNDS} rounds; ms p50 / p99`);
  for (const [index, { name }] of FORMS.entries())
    console.log(`${name.padEnd(20)} new ${fresh[index]}   repeated ${index === 0 ? '-' : repeated[index]}`);
  for (const connection of connections) await connection.end();
} finally {
  await server.stop();
}

async function measure(
  connections: readonly Connection[],
  requestOf: (round: number) => InspectedRequest,
): Promise<readonly string[]> {
  const taken = FORMS.map(() => [] as number[]);
  for (let round = 0; round < ROUNDS; round += 1) {
    const ids = new Set<number>();
    for (const [index, form] of FORMS.entries()) {
      const connection = connections[index];
      if (connection === undefined) throw new Error('There are as many connections as forms.');
      const started = performance.now();
      const id = await form.run(connection, requestOf(round));
      taken[index]?.push(performance.now() - started);
      if (index > 0) ids.add(id);
    }
    if (ids.size !== 1) throw new Error(`The forms disagree: ${[...ids].join(', ')}`);
  }
  return taken.map((times) => {
    const sorted = times.toSorted((a, b) => a - b);
    return [0.5, 0.99].map((part) => sorted[Math.floor(sorted.length * part)]?.toFixed(2)).join(' / ');
  });
}

function call(number: number, deliveryId: string): InspectedRequest {
  return {
    requestId: `call-${number}=`,
    receivedAt: Date.now(),
    method: 'POST',
    path: '/hook',
    query: '',
    sourceIp: '203.0.113.7',
    headers: { 'content-type': 'application/json', 'user-agent': 'bench' },
    body: Buffer.from(JSON.stringify({ deliveryId, text: 'x'.repeat(1500) })),
    route: undefined,
    signature: 'none',
    deliveryId,
    event: undefined,
  };
}
