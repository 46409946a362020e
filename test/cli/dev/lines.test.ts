import { describe, expect, it } from 'vitest';
import { databaseLines } from '../../../src/cli/dev/database-lines.ts';
import { readLogLine } from '../../../src/cli/dev/function-log.ts';
import { cloudLine, logLine, reloadLine, requestLine } from '../../../src/cli/dev/list-lines.ts';
import { styleFor } from '../../../src/cli/text/style.ts';
import { ProxyWebhookError } from '../../../src/errors.ts';
import type { DevCloudEvent, ServedRequest } from '../../../src/local/dev-cloud.ts';

const paper = (columns?: number) => ({ style: styleFor(false), width: () => columns });
const at = new Date(2026, 10, 25, 19, 20, 1);

describe('a request in the list', () => {
  const shows = (
    title: string,
    more: Partial<ServedRequest>,
    columns: number | undefined,
    expected: string,
  ) =>
    it(title, () => {
      const request = {
        number: 1,
        at,
        method: 'POST',
        target: '/github',
        status: 200,
        milliseconds: 14.3,
        ...more,
      };
      expect(requestLine(request, paper(columns))).toBe(expected);
    });
  shows('tells time, method, status, milliseconds and path', {}, 80, '19:20:01 POST    200    14 ms /github');
  shows(
    'tells under which id it was stored',
    { storedId: 12 },
    80,
    '19:20:01 POST    200    14 ms /github  id 12',
  );
  shows(
    'tells a duplicate, a cold start and a pin',
    { storedId: 12, duplicate: true, coldStart: 107.6, pinned: 'user-variable' },
    120,
    '19:20:01 POST    200    14 ms /github  duplicate of id 12, cold start 108 ms, PINNED user-variable',
  );
  shows(
    'cuts a path that is too long, and keeps what is beside it',
    { target: `/${'a'.repeat(90)}`, storedId: 7 },
    60,
    `19:20:01 POST    200    14 ms /${'a'.repeat(22)}…  id 7`,
  );
  shows(
    'lets no sender colour, hide or turn what stands on the terminal',
    { target: '/a\u001b[8mb\u202ec' },
    80,
    '19:20:01 POST    200    14 ms /a\\u{1b}[8mb\\u{202e}c',
  );
  shows('is short where there is little room', {}, 40, '19:20:01 POST 200 14 ms /github');
  shows(
    'puts what does not fit below',
    { target: '/a/long/path/that/goes/on', storedId: 7, coldStart: 100 },
    50,
    '19:20:01 POST 200 14 ms /a/long/path/that/goes/on\n         id 7, cold start 100 ms',
  );
  shows(
    'tells the error of a function in its own words',
    {
      status: 500,
      error:
        'The Lambda function returned the following error: {"errorType":"TypeError","errorMessage":"on \\"purpose\\"","trace":["…"]}. Check your Lambda function code and try again.',
    },
    undefined,
    '19:20:01 POST    500    14 ms /github  TypeError: on \\"purpose\\"',
  );
});

describe('a line of the function’s log', () => {
  const reads = (title: string, line: unknown, expected: unknown) =>
    it(title, () => {
      const message = typeof line === 'string' ? line : JSON.stringify(line);
      expect(
        readLogLine(message, { translate: (frame) => frame.replace('index.mjs', 'handler.ts') }),
      ).toEqual(expected);
    });
  const json = (message: unknown, more: object = {}) => ({
    timestamp: '',
    level: 'INFO',
    requestId: 'r',
    message,
    ...more,
  });

  reads('of console.log is what was said', json('hello'), { kind: 'said', level: 'INFO', text: 'hello' });
  reads('of console.log with an object is that', json({ a: 1 }), {
    kind: 'said',
    level: 'INFO',
    text: '{"a":1}',
  });
  reads('that is no JSON is what was said', 'plain\n', { kind: 'said', level: 'INFO', text: 'plain' });
  reads('that only looks like JSON is what was said', '{ no', { kind: 'said', level: 'INFO', text: '{ no' });
  reads('of the packaged handler is a record', json({ event: 'request', outcome: 'stored' }), {
    kind: 'record',
    text: JSON.stringify(json({ event: 'request', outcome: 'stored' })),
  });
  reads(
    'of a request that was not stored is a failure',
    json({ event: 'request', outcome: 'not-stored', error: 'gone' }),
    {
      kind: 'failed',
      text: 'request, not-stored: gone',
      stack: [],
    },
  );
  reads(
    'of a thrown error tells where, in the sources',
    json(
      {
        errorType: 'TypeError',
        errorMessage: 'no',
        stackTrace: [
          'TypeError: no',
          '    at a (/x/index.mjs:1:2)',
          '    at serveOne (/x/bootstrap.mjs:1:1)',
        ],
      },
      { level: 'ERROR' },
    ),
    { kind: 'failed', text: 'TypeError: no', stack: ['at a (/x/handler.ts:1:2)'] },
  );
  reads(
    'of a timeout is a failure',
    { type: 'platform.report', record: { status: 'timeout' } },
    {
      kind: 'failed',
      text: 'the function timed out',
      stack: [],
    },
  );
  reads(
    'of a process that ended is a failure',
    { type: 'platform.report', record: { status: 'error', errorType: 'Runtime.ExitError' } },
    { kind: 'failed', text: "the function's process ended: Runtime.ExitError", stack: [] },
  );

  it('is hidden when it is a record, but for --verbose', () => {
    const record = { kind: 'record', text: '{}' } as const;
    expect(logLine(record, paper(80), false)).toBeUndefined();
    expect(logLine(record, paper(80), true)).toBe('         {}');
  });
});

describe('what the cloud tells', () => {
  const tells = (event: DevCloudEvent, expected: RegExp) =>
    it(event.type, () => expect(cloudLine(event, paper())).toMatch(expected));
  tells(
    { type: 'pinned', reason: 'user-variable', bytes: 20, message: 'SQL set one.' },
    /PINNED user-variable.*20 bytes.*SQL set one/,
  );
  tells({ type: 'borrow-timeout', milliseconds: 3000 }, /no free connection for 3000 ms.*503/);
  tells({ type: 'login-refused', username: 'webhook', reason: 'wrong' }, /refused a login of webhook: wrong/);
  tells({ type: 'database-ended' }, /ended; it is started again/);
  tells({ type: 'database-back', milliseconds: 900 }, /back \(0\.9 s\)/);
  tells({ type: 'database-not-back', message: 'No disk.' }, /tried again\. No disk\./);
  tells({ type: 'api-gone' }, /! The stack was taken away.*up --local/);
  tells({ type: 'api-back', url: 'http://127.0.0.1:3333' }, /✔ The stack is back: http/);
  tells({ type: 'target-health', health: { state: 'AVAILABLE' } }, /✔ The proxy's target is AVAILABLE/);
  tells({ type: 'port-taken', wanted: 3333, port: 3334 }, /Port 3333 is taken: this serves on 3334/);
  tells({ type: 'proxy-client-failed', reason: 'TLS' }, /broke off: TLS/);
  tells(
    { type: 'target-health', health: { state: 'UNAVAILABLE', reason: 'UNREACHABLE' } },
    /UNAVAILABLE, UNREACHABLE/,
  );
});

describe('what becomes of a file that is saved', () => {
  it('is told in the time it took', () => {
    const reloaded = {
      type: 'reloaded',
      files: ['a.ts'],
      milliseconds: 180,
      key: 'k',
      changed: true,
    } as const;
    expect(reloadLine(reloaded, at, paper())).toBe('19:20:01 reloaded in 180 ms');
    expect(reloadLine({ ...reloaded, changed: false }, at, paper())).toBe(
      '19:20:01 the code is the same as before',
    );
    expect(reloadLine({ type: 'sources-changed', files: ['a.ts', 'b.ts'] }, at, paper())).toBe(
      '19:20:01 saved a.ts and 1 more',
    );
  });

  it('is told with what is wrong in it', () => {
    const error = new ProxyWebhookError('bundle-failed', 'The handler does not compile.\n  a.ts:1:2: oh', {
      remedies: ['Correct it.'],
    });
    expect(reloadLine({ type: 'reload-failed', files: ['a.ts'], error }, at, paper())).toBe(
      '19:20:01 not reloaded\n✖ The handler does not compile.\n    a.ts:1:2: oh\n  → Correct it.',
    );
  });
});

describe('how the database comes', () => {
  it('is told where it takes time or is news, a download now and then', () => {
    let now = 10_000;
    const line = databaseLines(paper(), () => now);
    const download = (bytes: number) =>
      line({ type: 'downloading', what: 'MySQL 8.4', bytes, total: 58_000_000 });
    expect(line({ type: 'looking' })).toBeUndefined();
    expect(download(5_800_000)).toBe('… Downloading MySQL 8.4: 5.8 MB of 58 MB (once)');
    expect(download(6_000_000)).toBeUndefined();
    now += 2_000;
    expect(download(29_000_000)).toBe('… Downloading MySQL 8.4: 29 MB of 58 MB (once)');
    expect(line({ type: 'waiting', process: 7 })).toMatch(/process 7/);
    expect(line({ type: 'fetching', what: 'mariadb-server-core' })).toMatch(
      /Fetching mariadb-server-core \(once\)/,
    );
    expect(line({ type: 'ready', what: 'MariaDB 10.11.19 (x)', port: 3306, milliseconds: 600 })).toBe(
      '✔ Database: MariaDB 10.11.19 (x), port 3306 (0.6 s)',
    );
  });
});
