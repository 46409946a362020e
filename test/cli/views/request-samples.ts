import type { ReceivedRequest } from '../../../src/requests/received.ts';
import type { RequestList } from '../../../src/requests.ts';
import type { SendResult, SentCall } from '../../../src/send.ts';

/** What a terminal must not be given: it would clear the screen, turn the text round, fake a line. */
export const HOSTILE = '/\u001B[2J\u001B]0;owned\u0007\u202Egpj.exe\r\n#99 faked\u009B31m';

export const list: RequestList = {
  environment: 'dev',
  requests: [
    {
      id: 1234567,
      receivedAt: '2026-11-25T18:57:03.120Z',
      lastAt: '2026-11-25T18:59:03.000Z',
      attempts: 3,
      method: 'POST',
      path: '/github',
      route: '/github',
      event: 'push',
      deliveryId: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
      signature: 'valid',
      bytes: 7324,
      sourceIp: '192.0.2.7',
    },
    {
      id: 1234566,
      receivedAt: '2026-11-25T18:56:59.000Z',
      attempts: 1,
      method: 'DELETE',
      path: `/a/rather/long/path/${'that/goes/on/'.repeat(12)}`,
      query: 'page=2',
      signature: 'none',
      bytes: 0,
    },
    {
      id: 99,
      receivedAt: '2026-11-25T18:00:00.000Z',
      attempts: 1,
      method: 'POST',
      path: HOSTILE,
      deliveryId: `evt_${'x'.repeat(240)}`,
      signature: 'invalid',
      bytes: 1,
    },
  ],
  next: 99,
};

const whole = (request: Partial<ReceivedRequest>): ReceivedRequest => ({
  id: 1234567,
  receivedAt: '2026-11-25T18:57:03.120Z',
  attempts: 1,
  method: 'POST',
  path: '/github',
  signature: 'none',
  bytes: request.body?.byteLength ?? 0,
  headers: {},
  ...request,
});

const text = (body: string) => new TextEncoder().encode(body);

export const jsonRequest = whole({
  lastAt: '2026-11-25T18:59:03.000Z',
  attempts: 3,
  query: 'a=1&b=%20',
  route: '/github',
  event: 'push',
  deliveryId: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
  signature: 'valid',
  sourceIp: '192.0.2.7',
  requestId: 'JKJaXmPLvHcESHA=',
  headers: {
    'content-type': 'application/json',
    authorization: '[redacted, 42 bytes]',
    'user-agent':
      'GitHub-Hookshot/044aadd (a rather long user agent, which is wrapped below itself on narrow terminals)',
  },
  body: text(
    '{"big":12345678901234567890,"text":"\\u00e9 \\"q\\" {x}","list":[1,2.50,[]],"none":{},"ok":true}',
  ),
});

export const hostileRequest = whole({
  path: HOSTILE,
  deliveryId: HOSTILE,
  headers: { 'x-evil': HOSTILE },
  body: text('first line\r\nsecond \u202Eline\twith a tab\n'),
});

export const binaryRequest = whole({
  body: Uint8Array.from({ length: 40 }, (_, index) => (index * 7) % 256),
});

export const calls: readonly SentCall[] = [
  {
    number: 1,
    deliveryId: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    status: 200,
    id: 7,
    duplicate: false,
    milliseconds: 12.3,
    asExpected: true,
  },
  {
    number: 2,
    deliveryId: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    status: 200,
    id: 7,
    duplicate: true,
    milliseconds: 4,
    asExpected: true,
  },
  {
    number: 3,
    deliveryId: 'evt_000000000000000000000001',
    status: 503,
    duplicate: false,
    milliseconds: 801,
    asExpected: false,
    problem:
      'answered 503: No more can be stored until older requests are deleted. \u001B[2JPlease send it again.',
  },
  {
    number: 4,
    deliveryId: 'evt_000000000000000000000002',
    duplicate: false,
    milliseconds: 3,
    asExpected: false,
    problem: 'it does not answer (ECONNRESET).',
  },
];

export const sendResult: SendResult = {
  environment: 'dev',
  url: 'https://abcdefghij.execute-api.us-east-1.amazonaws.com/github',
  sent: 4,
  asExpected: 2,
  duplicates: 1,
  statuses: { 200: 2, 503: 1, none: 1 },
  milliseconds: { p50: 12.3, p99: 801, most: 801 },
};
