import { describe, expect, it } from 'vitest';
import { readLogLine } from '../../../src/cli/dev/function-log.ts';

const positions = { translate: (text: string) => text };
const read = (line: unknown) =>
  readLogLine(typeof line === 'string' ? line : JSON.stringify(line), positions);
const wrapped = (level: string, message: unknown) =>
  read({ timestamp: '2026-01-01T00:00:00Z', level, message });
const request = (more: Readonly<Record<string, unknown>>) =>
  read({ level: 'INFO', event: 'request', _aws: { Timestamp: 1 }, ...more });

describe("a line of the function's log, as dev shows it", () => {
  it('is what the code of the user said, wrapped by the runtime or plain', () => {
    expect(wrapped('INFO', 'hello')).toEqual({ kind: 'said', level: 'INFO', text: 'hello' });
    expect(wrapped('WARN', { a: 1 })).toEqual({ kind: 'said', level: 'WARN', text: '{"a":1}' });
    expect(read('plain')).toEqual({ kind: 'said', level: 'INFO', text: 'plain' });
  });

  it('is a whole line again when a log format of their own has a level and no message', () => {
    expect(read({ level: 'INFO', text: 'own' })).toEqual({
      kind: 'said',
      level: 'INFO',
      text: '{"level":"INFO","text":"own"}',
    });
  });

  it("is a record for the packaged handler's line of a request, and a failure when it could not store", () => {
    expect(request({ outcome: 'stored' })).toMatchObject({ kind: 'record' });
    expect(request({ outcome: 'refused', level: 'WARN' })).toMatchObject({ kind: 'record' });
    expect(request({ outcome: 'failed', level: 'ERROR', error: 'ECONNRESET: gone' })).toEqual({
      kind: 'failed',
      text: 'request, failed: ECONNRESET: gone',
      stack: [],
    });
  });

  it('is a failure for an error that was thrown, with its place', () => {
    const stackTrace = ['Error: no', '    at handler (/var/task/index.mjs:1:1)'];
    expect(wrapped('ERROR', { errorType: 'Error', errorMessage: 'no', stackTrace })).toEqual({
      kind: 'failed',
      text: 'Error: no',
      stack: ['at handler (/var/task/index.mjs:1:1)'],
    });
  });
});
