import { describe, expect, it } from 'vitest';
import { readLine } from '../../../src/cli/logs/read-line.ts';

const requestLine = (more: Readonly<Record<string, unknown>>) =>
  JSON.stringify({
    timestamp: '2026-11-25T18:00:00.000Z',
    level: 'INFO',
    event: 'request',
    outcome: 'stored',
    requestId: 'aBc-1',
    method: 'POST',
    status: 200,
    bytes: 120,
    milliseconds: 3.4,
    ...more,
    BodyBytes: 120,
    _aws: { Timestamp: 1, CloudWatchMetrics: [] },
  });

describe('a line of the function', () => {
  it.each([
    [
      'for a stored request',
      requestLine({ route: '/github', id: 12, signature: 'valid', connection: 'new', attempts: 2 }),
      'INFO',
      'POST /github 200  stored  3 ms  #12  120 B  signature valid  attempt 2  new connection  aBc-1',
    ],
    [
      'for one that was not',
      requestLine({
        level: 'ERROR',
        outcome: 'failed',
        status: 503,
        error: { errorType: 'Error', errorMessage: 'gone' },
      }),
      'ERROR',
      'POST 503  failed  3 ms  120 B  gone  aBc-1',
    ],
    ['of the console', '{"level":"WARN","message":"low","requestId":"r"}', 'WARN', 'low'],
    ['of no format', 'hello\n', 'INFO', 'hello'],
    ['that only looks like JSON', '{not', 'INFO', '{not'],
    [
      'that ends a call that timed out',
      JSON.stringify({
        type: 'platform.report',
        record: {
          requestId: 'r',
          status: 'timeout',
          metrics: { durationMs: 20_000.4, billedDurationMs: 20_001 },
        },
      }),
      'ERROR',
      'invocation ended: timeout  20000 ms  billed 20001 ms  r',
    ],
  ])('%s', (_, message, level, text) => {
    expect(readLine('function', message)).toEqual({ level, text, below: [] });
  });
  it('shows an error with its stack', () => {
    const message = JSON.stringify({
      level: 'ERROR',
      message: {
        errorType: 'TypeError',
        errorMessage: 'x is not y',
        stackTrace: ['T', '    at a (b.js:1:2)'],
      },
    });
    expect(readLine('function', message)).toEqual({
      level: 'ERROR',
      text: 'TypeError: x is not y',
      below: ['at a (b.js:1:2)'],
    });
  });
  it('is minor when Lambda tells of a call that went well, but not a cold start', () => {
    const report = (metrics: object) =>
      readLine(
        'function',
        JSON.stringify({ type: 'platform.report', record: { status: 'success', metrics } }),
      );
    expect(report({ durationMs: 2 }).minor).toBe(true);
    expect(report({ durationMs: 2, initDurationMs: 150 })).toEqual({
      level: 'INFO',
      text: 'invocation  2 ms  cold start 150 ms',
      below: [],
    });
  });
});

describe('a line of the API', () => {
  it('leaves out what has no value, and is as bad as its status', () => {
    const message = JSON.stringify({
      requestId: 'r',
      time: '1',
      sourceIp: '192.0.2.1',
      method: 'POST',
      status: '503',
      responseBytes: '20',
      milliseconds: '7',
      functionMilliseconds: '-',
      functionStatus: '-',
      functionError: '-',
      error: 'Service Unavailable',
    });
    expect(readLine('api', message)).toEqual({
      level: 'ERROR',
      text: 'POST 503  7 ms  20 B  from 192.0.2.1  Service Unavailable  r',
      below: [],
    });
  });
});

describe('a line of the proxy', () => {
  it('has its own time and level taken off', () => {
    const message =
      '2026-11-25T18:00:00.000Z [WARN] [proxyEndpoint=default] The client session was pinned.\n';
    expect(readLine('proxy', message)).toEqual({
      level: 'WARN',
      text: '[proxyEndpoint=default] The client session was pinned.',
      below: [],
    });
  });
});
