import { describe, expect, it } from 'vitest';
import { styleFor } from '../../../src/cli/text/style.ts';
import { requestLine, requestsText, requestText } from '../../../src/cli/views/requests.ts';
import { callLine, sendingText, sentText } from '../../../src/cli/views/send.ts';
import type { Paper } from '../../../src/cli/views/view.ts';
import { binaryRequest, calls, hostileRequest, jsonRequest, list, sendResult } from './request-samples.ts';

const paper = (columns: number | undefined): Paper => ({ style: styleFor(false), width: () => columns });

const VIEWS: readonly (readonly [string, (paper: Paper) => string])[] = [
  ['list of requests', (on) => requestsText(list, on)],
  ['lines of requests', (on) => list.requests.map((request) => requestLine(request, on)).join('\n')],
  ['request with JSON', (on) => requestText(jsonRequest, on)],
  ['request that is hostile', (on) => requestText(hostileRequest, on)],
  ['request that is binary', (on) => requestText(binaryRequest, on)],
  [
    'calls that were sent',
    (on) =>
      [
        sendingText({ type: 'sending', url: sendResult.url, method: 'POST', calls: 4, scheme: 'github' }, on),
        ...calls.map((call) => callLine(call, on)),
        sentText(sendResult, on),
      ].join('\n'),
  ],
];

describe.each([140, 100, 80, 50, undefined])('at %s columns', (columns) => {
  it.each(VIEWS)('%s', async (name, view) => {
    const text = view(paper(columns));
    await expect(`${text}\n`).toMatchFileSnapshot(
      `../golden/${name.replaceAll(' ', '-')}-${columns ?? 'piped'}.txt`,
    );
    const tooWide = text
      .split('\n')
      .filter(
        (line) => columns !== undefined && [...line].length > columns && !/https:|\\u\{|\S{36}/.test(line),
      );
    expect(tooWide).toEqual([]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may reach a terminal.
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });
});

it('a list of nothing says so', () => {
  expect(requestsText({ environment: 'dev', requests: [] }, paper(80))).toBe(
    'dev has no request that was asked for.',
  );
});
