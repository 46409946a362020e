import { describe, expect, it } from 'vitest';
import { styleFor } from '../../../src/cli/text/style.ts';
import { logPrinter, logText, missingLogText } from '../../../src/cli/views/logs.ts';
import { missingLog } from '../../../src/logs/groups.ts';
import type { LogLine } from '../../../src/logs.ts';

const paper = (columns?: number) => ({ style: styleFor(false), width: () => columns });
const said = (message: string, more: Partial<LogLine> = {}): LogLine => ({
  type: 'log',
  source: 'function',
  at: '2026-11-25T18:00:00.123Z',
  stream: 's',
  id: '1',
  message,
  ...more,
});

describe('a line of a log', () => {
  it('is one line where nothing limits it', () => {
    expect(logText(said('{"level":"WARN","message":"low on space"}'), paper(), { verbose: false })).toBe(
      '18:00:00.123  func   WARN   low on space',
    );
  });
  it('is wrapped below itself', () => {
    const long = said(Array.from({ length: 12 }, () => 'word').join(' '));
    const lines = (logText(long, paper(50), { verbose: false }) ?? '').split('\n');
    expect(lines).toEqual([
      '18:00:00.123  func   INFO   word word word word',
      '    word word word word word word word word',
    ]);
  });
  it('cannot act on the terminal, and keeps its own line ends', () => {
    expect(logText(said('a\u001B[2J\nb'), paper(), { verbose: false })).toBe(
      `18:00:00.123  func   INFO   a\\u{1b}[2J\n${' '.repeat(28)}b`,
    );
  });
  it('of a call that went well is shown with --verbose only', () => {
    const report = said('{"type":"platform.start","record":{"requestId":"r"}}');
    expect(logText(report, paper(), { verbose: false })).toBeUndefined();
    expect(logText(report, paper(), { verbose: true })).toContain('start  r');
  });
  it('has the day above the first of each', () => {
    const written: string[] = [];
    const print = logPrinter({ ...paper(), line: (text = '') => written.push(text) }, { verbose: false });
    print(said('a'));
    print(said('b'));
    print(said('c', { at: '2026-11-26T00:00:00.000Z', source: 'api' }));
    expect(written).toEqual([
      '2026-11-25 UTC',
      '18:00:00.123  func   INFO   a',
      '18:00:00.123  func   INFO   b',
      '2026-11-26 UTC',
      '00:00:00.000  api    INFO   c',
    ]);
  });
});

it('a log that is not there is told with what to do', () => {
  const missing = missingLog('api', 'off', {
    environment: 'dev',
    group: undefined,
    asked: '',
    place: { region: 'us-east-1' },
  });
  expect(missingLogText(missing, paper(80))).toBe(
    [
      "– The API's access log is off.",
      '  → Turn it on: "api": { "accessLogs": true } in the configuration, then `npx',
      '    proxywebhook up --env dev`',
    ].join('\n'),
  );
});

it('a log group that is gone is made again where it was, with the same credentials', () => {
  const place = { region: 'eu-west-1', profile: 'two words' };
  const { remedies } = missingLog('function', 'absent', {
    environment: 'dev',
    group: '/g',
    asked: '',
    place,
  });
  expect(remedies[0]).toContain(
    "`aws logs create-log-group --log-group-name /g --region eu-west-1 --profile 'two words'`",
  );
});
