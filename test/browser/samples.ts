// Requests as a webhook of a small shop would have them, for the eye: kinds of method, path, body and signature.
import type { FunctionProcess } from '../handler/function-process.ts';
import type { TestDatabase } from '../support/database.ts';

const DAY = Date.UTC(2026, 0, 31, 9, 30);

export async function storeSamples(fn: FunctionProcess, database: TestDatabase): Promise<void> {
  const push = {
    ref: 'refs/heads/main',
    after: '6113728f27ae82c7b1a177c8d03f9e96e0adf246',
    commits: [{ message: 'Say <why>, not "what"', author: { name: 'Zoë' }, added: [] }],
    forced: false,
  };
  let time = DAY;
  const send = (request: Parameters<FunctionProcess['http']>[0]) => {
    time += 41_337;
    return fn.http({ timeEpoch: time, ...request });
  };
  await send({
    path: '/github/push',
    query: 'env=production&access_token=abcdef&note=gr%C3%BC%C3%9Fe',
    headers: {
      authorization: 'Bearer abcdef',
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/044aadd',
      'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
      'x-github-event': 'push',
      'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    },
    body: JSON.stringify(push),
  });
  await send({ path: '/stripe', body: Buffer.from('{"type":"invoice.paid"}') });
  await send({ method: 'PUT', path: `/привет/😀/\u202ertl\u202c/${'long-segment-'.repeat(30)}`, body: 'x' });
  await send({ path: '/photos', body: Buffer.from(Array.from({ length: 3000 }, (_, i) => i % 256)) });
  await send({ method: 'DELETE', path: '/items/7' });
  await send({ method: 'GET', path: '/status' });
  for (let i = 0; i < 5; i += 1)
    await send({
      path: '/shop/orders/create',
      body: JSON.stringify({ order: i, note: 'y'.repeat(i * 900) }),
    });
  const connection = await database.connect();
  try {
    const is = (values: string, where: string) =>
      connection.query(`UPDATE webhooks.request SET ${values} WHERE ${where}`);
    await is(
      "route = '/github', event = 'push', signature = 1, delivery_id = '72d3162e-cc78-11e3-81ab-4c9367dc0958'",
      'id = 1',
    );
    await is("route = '/stripe', event = 'invoice.paid', signature = 3", 'id = 2');
    await is('attempts = 4, last_at = received_at + INTERVAL 2 HOUR', 'id = 2');
    await is("route = '/shop', event = 'orders/create', signature = 1", 'id > 6');
    await is('signature = 2', 'id = 9');
  } finally {
    await connection.end();
  }
}
