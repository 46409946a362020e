import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UseCases } from '../../../src/cli/use-cases.ts';
import type { Run } from '../../../src/run.ts';
import { presetNamed } from '../../../src/samples/sample.ts';
import type { SendEvent, SendOptions, SendResult } from '../../../src/send.ts';
import { runCli } from '../run-cli.ts';
import { atHand } from '../scripted.ts';
import { calls, sendResult } from '../views/request-samples.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'send-'));
});
afterEach(() => rm(directory, { recursive: true }));

let given: SendOptions | undefined;

function sends(argv: readonly string[], { result = sendResult, env = {} } = {}) {
  given = undefined;
  async function* send(_: unknown, options: SendOptions): Run<SendEvent, SendResult> {
    given = options;
    yield { type: 'sending', url: result.url, method: 'POST', calls: result.sent };
    for (const call of calls) yield { type: 'sent', ...call };
    return result;
  }
  const useCases: Partial<UseCases> = { ...atHand, send: async () => ({ send, presetNamed }) };
  return runCli(['send', ...argv], { directory, env, useCases });
}

describe('send', () => {
  it('exits with 7 when an answer was not as expected, and with 0 when all were', async () => {
    expect((await sends(['github'])).code).toBe(7);
    expect((await sends(['github'], { result: { ...sendResult, asExpected: 4 } })).code).toBe(0);
  });
  it('tells each answer, and at last all of them', async () => {
    const { stdout, stderr } = await sends(['github']);
    expect(stderr).toMatch(/^… POST https/);
    expect(stdout.split('\n').filter((line) => /^[✔✖]/.test(line))).toHaveLength(5);
  });
  it('of many tells only those that were not as expected', async () => {
    const { stdout } = await sends(['github', '--count', '100']);
    expect(stdout.split('\n').filter((line) => /^✔/.test(line))).toEqual([]);
    expect(stdout.split('\n').filter((line) => /^✖/.test(line))).toHaveLength(3);
  });
  it('tells JSON lines', async () => {
    const { lines } = await sends(['github', '--json']);
    expect(lines).toMatchObject([
      { type: 'sending' },
      ...calls.map((call) => ({ type: 'sent', ...call })),
      { type: 'result', command: 'send', exitCode: 7, sent: 4, statuses: { none: 1 } },
    ]);
  });
  it('reads its options', async () => {
    const argv =
      'stripe --route /pay --count 3 --rate 5 --duplicate --tamper --method put -H a=b=c -H X-D:e --secret-env WH';
    await sends(argv.split(' '), { env: { WH: 'whsec_1' } });
    expect(given).toMatchObject({
      sample: { kind: 'preset', name: 'stripe' },
      target: '/pay',
      count: 3,
      perSecond: 5,
      duplicate: true,
      tamper: true,
      method: 'PUT',
      headers: { a: 'b=c', 'x-d': 'e' },
      secret: 'whsec_1',
    });
  });
  it.each([
    ['order.json', [], 'order', 'application/json'],
    ['a b.bin', [], 'a-b', 'application/octet-stream'],
    ['order.json', ['--content-type', 'text/x'], 'order', 'text/x'],
  ])('sends the file %s %j', async (file, more, name, contentType) => {
    await writeFile(join(directory, file), Uint8Array.of(0, 255));
    await sends([file, ...more]);
    expect(given?.sample).toEqual({ kind: 'bytes', name, contentType, body: Buffer.of(0, 255) });
  });
});

describe('what send cannot read', () => {
  const wrong = (title: string, argv: readonly string[], said: string) =>
    it(title, async () => {
      const { code, stderr } = await sends(argv);
      expect({ code, sent: given }).toEqual({ code: 2, sent: undefined });
      expect(stderr).toContain(said);
    });
  wrong('a preset that is none', ['strip'], 'Did you mean stripe?');
  wrong('a file that is not there', ['./none.json'], './none.json cannot be read: ENOENT.');
  wrong('a content type for a preset', ['json', '--content-type', 'a/b'], '--header content-type=a/b');
  wrong('a variable that is not set', ['json', '--secret-env', 'NONE'], 'is not set');
  it('a header that is none, which is not repeated: it may be a token', async () => {
    const { code, stderr } = await sends(['json', '-H', 'Authorization Bearer abc']);
    expect(code).toBe(2);
    expect(stderr).toContain('--header takes NAME=VALUE.');
    expect(stderr).not.toContain('abc');
  });
});
