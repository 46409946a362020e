import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DataPlane, startDataPlane } from '../support/data-plane.ts';

let plane: DataPlane;
beforeAll(async () => {
  plane = await startDataPlane({
    environments: 2,
    config: {
      view: { access: 'public' },
      capture: { maxBodyKb: 64 },
      routes: [
        { path: '/delivered', deliveryIdHeader: 'x-delivery-id' },
        { path: '/slack', challenge: { provider: 'slack' } },
      ],
    },
  });
});
afterAll(() => plane?.stop());

/** What a function may answer in payload format 2.0, at most as large as Lambda passes on. */
function isAnswer(payload: Uint8Array): boolean {
  if (payload.byteLength > 6_291_556) return false;
  const { statusCode, headers, body } = JSON.parse(Buffer.from(payload).toString('utf8'));
  return (
    Number.isInteger(statusCode) &&
    statusCode >= 200 &&
    statusCode < 500 &&
    typeof body === 'string' &&
    Object.values(headers).every((value) => typeof value === 'string')
  );
}

const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ maxLength: 60 }));
const junk = fc.oneof(
  fc.jsonValue(),
  anyText,
  fc.constant(null),
  fc.integer(),
  fc.constant('x'.repeat(20_000)),
  fc.constant('\u0000\u202e\ud800'),
  fc.constant({ toString: 1 }),
);
const method = fc.oneof(fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'brew'), anyText);
const path = fc.oneof(
  fc.constantFrom(
    '/',
    '/_',
    '/_/',
    '/_/login',
    '/_/r/1',
    '/_/r/x/raw',
    '/delivered/a',
    '/slack',
    '/favicon.ico',
  ),
  anyText.map((text) => `/${text}`),
);

/** An event of an HTTP API whose fields are right, wrong or missing. */
const event = fc
  .record(
    {
      version: fc.oneof(fc.constant('2.0'), junk),
      rawPath: fc.oneof(path, junk),
      rawQueryString: fc.oneof(anyText, junk),
      headers: fc.oneof(
        fc.dictionary(
          fc.oneof(fc.constantFrom('accept', 'cookie', 'x-delivery-id', '__proto__'), anyText),
          fc.oneof(anyText, junk),
        ),
        junk,
      ),
      cookies: fc.oneof(fc.array(anyText), junk),
      body: fc.oneof(anyText, junk),
      isBase64Encoded: fc.oneof(fc.boolean(), junk),
      requestContext: fc.record(
        {
          requestId: fc.oneof(anyText, junk),
          stage: fc.oneof(fc.constant('$default'), junk),
          timeEpoch: fc.oneof(fc.integer(), fc.double(), junk),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  )
  .chain((given) =>
    fc
      .record(
        {
          method: fc.oneof(method, junk),
          path: fc.oneof(path, junk),
          sourceIp: fc.oneof(fc.ipV4(), fc.ipV6(), junk),
        },
        { requiredKeys: [] },
      )
      .map((http) => ({ ...given, requestContext: { ...given.requestContext, http } })),
  );

describe('whatever comes', () => {
  it('as an event of the HTTP API is answered, and never with a 5xx', async () => {
    await fc.assert(
      fc.asyncProperty(event, async (one) => {
        const { failure, payload } = await plane.invoke(one);
        expect([failure, isAnswer(payload), Buffer.from(payload).toString().slice(0, 300)]).toEqual([
          undefined,
          true,
          expect.anything(),
        ]);
      }),
      { numRuns: 150, endOnFailure: true },
    );
  });

  it('as an invocation is answered with plain data, and never ends the environment', async () => {
    await plane.invoke({ proxywebhook: 'check' });
    const pids = plane.pids();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          junk,
          fc.record(
            {
              proxywebhook: fc.oneof(fc.constantFrom('list', 'show', 'login', 'tail', 'export', 'x'), junk),
              id: junk,
              limit: junk,
              before: junk,
            },
            { requiredKeys: ['proxywebhook'] },
          ),
        ),
        async (one) => {
          const { failure, payload } = await plane.invoke(one);
          expect([failure, Buffer.from(payload).toString()]).toEqual([
            undefined,
            expect.stringContaining('"ok":'),
          ]);
        },
      ),
      { numRuns: 100, endOnFailure: true },
    );
    expect(plane.pids()).toEqual(expect.arrayContaining([...pids]));
  });

  it('over HTTP is answered below 500, whatever its method, path, headers and bytes', async () => {
    const token = fc.stringMatching(/^[a-z-]{1,20}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND'),
          path: path.map((text) => encodeURI(Buffer.from(text).toString())),
          headers: fc.dictionary(
            token.filter(
              (name) =>
                !/^(host|content-length|connection|expect|upgrade|te|trailer|transfer-encoding)$/.test(name),
            ),
            fc.stringMatching(/^[\x20-\x7e\xa0-\xff]{0,80}$/).map((text) => text.trim()),
          ),
          body: fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
        }),
        async (request) => {
          const { status } = await plane.send(request);
          expect([request, status > 0 && status < 500]).toEqual([request, true]);
        },
      ),
      { numRuns: 120, endOnFailure: true },
    );
    expect(plane.failures).toEqual([]);
  });
});
