import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ServedRequests, servedRequests } from '../../../src/local/data-plane/served-requests.ts';
import type { ServedRequest } from '../../../src/local/dev-cloud.ts';
import type { Invocation } from '../../../src/local/function-runtime/function-runtime.ts';
import type { AccessRecord } from '../../../src/local/http-api/access-log.ts';
import type { Exchange } from '../../../src/local/http-api/exchange.ts';

interface Book extends ServedRequests {
  readonly told: readonly ServedRequest[];
}

function book(): Book {
  const told: ServedRequest[] = [];
  const requests = servedRequests((event) => {
    if (event.type === 'request') told.push(event.request);
  });
  return { ...requests, told };
}

interface Differences {
  readonly record?: Partial<AccessRecord<Invocation>>;
  readonly exchange?: Partial<Exchange>;
  readonly headers?: Exchange['answer']['headers'];
}

function answer(requests: Book, number: number, { record, exchange, headers = [] }: Differences = {}): void {
  requests.answered(
    {
      status: 200,
      path: '/a b',
      requestTimeEpoch: 0,
      responseLatency: 5,
      ...record,
    } as AccessRecord<Invocation>,
    {
      number,
      method: 'POST',
      target: '/a%20b?x=%20',
      query: 'x=%20',
      rawHeaders: [],
      body: Buffer.from('body'),
      answer: { status: 200, headers, body: Buffer.alloc(0) },
      ...exchange,
    },
  );
}

describe('a served request is told', () => {
  const tells = (what: string, differences: Differences, expected: Partial<ServedRequest>) =>
    it(what, () => {
      const requests = book();
      answer(requests, requests.arrived(), differences);
      expect(requests.told).toEqual([expect.objectContaining(expected)]);
    });

  tells('with its path decoded and its query as it came', {}, { number: 1, target: '/a b?x=%20' });
  tells(
    'as it came when its path could not be decoded',
    { record: { path: '' } },
    { target: '/a%20b?x=%20' },
  );
  tells('with the id the function stored it under', { headers: [['Proxywebhook-Id', '7']] }, { storedId: 7 });
  tells(
    'as a duplicate when the function says so',
    {
      headers: [
        ['proxywebhook-id', '7'],
        ['proxywebhook-duplicate', 'true'],
      ],
    },
    { storedId: 7, duplicate: true },
  );
  tells(
    'with what loading the code took',
    { record: { result: { initMilliseconds: 99.6 } as Invocation } },
    { coldStart: 100 },
  );
  tells(
    "with Lambda's words before the API's",
    { record: { integrationErrorMessage: 'Rate Exceeded.', errorMessage: 'Service Unavailable' } },
    { error: 'Rate Exceeded.' },
  );
  tells(
    "with the API's words",
    { record: { errorMessage: 'Too Many Requests' } },
    { error: 'Too Many Requests' },
  );
});

describe('a pin is told of the request that did it', () => {
  it('when it was the only one under way', () => {
    const requests = book();
    const number = requests.arrived();
    requests.pinned('user-variable');
    answer(requests, number);
    expect(requests.told[0]?.pinned).toBe('user-variable');
  });

  it('whatever became of one before it whose client went away', () => {
    const requests = book();
    requests.broken(requests.arrived());
    const number = requests.arrived();
    requests.pinned('user-variable');
    answer(requests, number);
    expect(requests.told[0]?.pinned).toBe('user-variable');
  });

  it('and of none when there were others', () => {
    const requests = book();
    const numbers = [requests.arrived(), requests.arrived()];
    requests.pinned('user-variable');
    for (const number of numbers) answer(requests, number);
    expect(requests.told.map(({ pinned }) => pinned)).toEqual([undefined, undefined]);
  });
});

describe('a served request that is sent again', () => {
  it('has the same method, target, headers and body', async () => {
    const seen: unknown[] = [];
    const url = await listener((request) => seen.push(request));
    const requests = book();
    const rawHeaders = ['Host', 'example.org', 'X-A', '1', 'X-A', '2', 'Transfer-Encoding', 'chunked'];
    answer(requests, requests.arrived(), { exchange: { method: 'PUT', rawHeaders, body: Buffer.from('é') } });
    expect(await requests.replay(url)).toBe(201);
    expect(seen).toEqual([
      {
        method: 'PUT',
        url: '/a%20b?x=%20',
        rawHeaders: [
          'Host',
          'example.org',
          'X-A',
          '1',
          'X-A',
          '2',
          'content-length',
          '2',
          'connection',
          'close',
        ],
        body: 'é',
      },
    ]);
  });

  const keeps = (what: string, count: number, bytes: number, oldest: number) =>
    it(what, async () => {
      const url = await listener(() => {});
      const requests = book();
      const body = Buffer.alloc(bytes);
      for (let at = 0; at < count; at += 1) answer(requests, requests.arrived(), { exchange: { body } });
      expect(await requests.replay(url, oldest)).toBe(201);
      expect(await requests.replay(url, oldest - 1)).toBeUndefined();
    });
  keeps('is one of the last hundred', 150, 1, 51);
  keeps('is one of the last 32 MB', 6, 8_000_000, 3);

  it('was read whole when it came', async () => {
    const requests = book();
    answer(requests, requests.arrived(), { exchange: { body: undefined } });
    expect(await requests.replay('http://127.0.0.1:9')).toBeUndefined();
  });
});

/** Answers 201 to everything, and tells what came. */
async function listener(tell: (request: unknown) => void): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, rawHeaders } = request;
      tell({ method, url, rawHeaders, body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(201).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}
