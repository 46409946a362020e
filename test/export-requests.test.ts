import { describe, expect, it } from 'vitest';
import { exportRequests } from '../src/export-requests.ts';
import type { ReceivedRequest } from '../src/requests/received.ts';
import { finish } from '../src/run.ts';
import { type FakeFunction, fakeFunction } from './support/fake-function.ts';
import { config } from './support/pretend-account.ts';

async function exported(fake: FakeFunction, options = {}) {
  const requests: ReceivedRequest[] = [];
  const result = await finish(exportRequests({ config }, { ports: fake.ports, ...options }), (request) =>
    requests.push(request),
  );
  return { requests, ids: requests.map(({ id }) => id), result };
}

describe('an export', () => {
  it('holds every request with its body, oldest first', async () => {
    const requests = [{ id: 2, body: 'two' }, { id: 1 }, { id: 3, body: '' }];
    const { requests: told, result } = await exported(fakeFunction({ requests }));
    expect(
      told.map(({ id, body }) => [id, body === undefined ? 'none' : Buffer.from(body).toString()]),
    ).toEqual([
      [1, 'none'],
      [2, 'two'],
      [3, ''],
    ]);
    expect(told[1]).toMatchObject({ headers: { host: 'abc123' }, requestId: 'call-2' });
    expect(result).toEqual({ environment: 'dev', requests: 3, bytes: 3, last: 3 });
  });
  it('asks by itself for what is left of a body that fits no answer', async () => {
    const body = Buffer.from(Array.from({ length: 25 }, (_, index) => 255 - index));
    const { requests } = await exported(fakeFunction({ requests: [{ id: 1, body }], chunk: 10 }));
    expect(Buffer.from(requests[0]?.body ?? []).equals(body)).toBe(true);
  });
  it('goes on after an id, page after page, up to a limit', async () => {
    const requests = Array.from({ length: 900 }, (_, index) => ({ id: index + 1 }));
    const fake = fakeFunction({ requests });
    const { ids, result } = await exported(fake, { after: 100, limit: 450 });
    expect([ids[0], ids.at(-1), ids.length, result.last]).toEqual([101, 550, 450, 550]);
    expect(fake.jobs.map(({ after, limit }) => [after, limit])).toEqual([
      [100, 200],
      [300, 200],
      [500, 50],
    ]);
  });
  it('of nothing keeps the id that it goes on after', async () => {
    expect((await exported(fakeFunction(), { after: 12 })).result).toMatchObject({ requests: 0, last: 12 });
  });
  it('ends with `cancelled` when its signal is aborted', async () => {
    const controller = new AbortController();
    const fake = fakeFunction({ requests: [{ id: 1 }, { id: 2 }] });
    const run = exportRequests({ config }, { ports: fake.ports, signal: controller.signal });
    await run.next();
    controller.abort(new Error('interrupted'));
    await expect(run.next()).rejects.toMatchObject({ code: 'cancelled' });
  });
});
