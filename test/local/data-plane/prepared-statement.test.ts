import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type Place, post, startPlace } from './deploying.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');

let place: Place | undefined;
afterEach(async () => {
  await place?.stop();
});

it('a change of the handler that uses a prepared statement is told as pinned, with the reason', async () => {
  place = await startPlace();
  const { cloud, up, directory, events } = place;
  const entry = path.join(directory, 'hook.ts');
  const reasons = () => events.flatMap((event) => (event.type === 'pinned' ? [event.reason] : []));
  const pinnedRequests = () =>
    events.flatMap((event) =>
      event.type === 'request' && event.request.pinned ? [event.request.target] : [],
    );

  writeFileSync(entry, handlerThat('query'));
  await up({ function: { entry } });
  expect((await post(cloud.url(), '{}', '/plain')).status).toBe(200);
  expect(reasons()).toEqual([]);

  writeFileSync(entry, handlerThat('execute'));
  await up({ function: { entry } });
  expect((await post(cloud.url(), '{}', '/prepared')).status).toBe(200);
  expect(reasons()).toEqual(['prepared-statement']);
  expect(pinnedRequests()).toEqual(['/prepared']);
}, 60_000);

/** Ours, with a statement of its own on a connection of its own once a request is stored. */
function handlerThat(how: 'query' | 'execute'): string {
  return `
import { createConnection } from '${ROOT}/node_modules/mysql2/promise.js';
import { createHandler } from '${ROOT}/handler/create-handler.ts';
import { credentialsFor } from '${ROOT}/handler/credentials.ts';

const credentials = credentialsFor({ auth: 'secret', username: '' }, process.env);

export const handler = createHandler({
  async onStored({ id }) {
    const [host, port] = process.env.PROXY_ENDPOINT.split(':');
    const login = await credentials.get(performance.now() + 3000);
    const ssl = { verifyIdentity: true, rejectUnauthorized: true };
    const connection = await createConnection({ host, port: Number(port), ssl, ...login });
    await connection.${how}('SELECT ? + 1 AS next', [id]);
    await connection.end();
  },
});
`;
}
