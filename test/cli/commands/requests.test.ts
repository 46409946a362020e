import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UseCases } from '../../../src/cli/use-cases.ts';
import type { Ports } from '../../../src/deployment/ports.ts';
import { type FakeFunction, fakeFunction, URL_OF_API } from '../../support/fake-function.ts';
import { type CliOptions, runCli } from '../run-cli.ts';
import { atHand } from '../scripted.ts';
import { HOSTILE } from '../views/request-samples.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'requests-'));
});
afterEach(() => rm(directory, { recursive: true }));

const run = (argv: readonly string[], fake: FakeFunction, options: CliOptions = {}) =>
  runCli(argv, { directory, ...options, useCases: { ...over(fake), ...options.useCases } });

const over = (fake: FakeFunction): Partial<UseCases> => ({
  ...atHand,
  aws: async () => ({
    ...(await import('../../../src/aws/index.ts')),
    awsPorts: async () => fake.ports as unknown as Ports,
  }),
});

const two = () =>
  fakeFunction({
    requests: [
      { id: 1, path: HOSTILE, body: Uint8Array.of(0, 27, 255) },
      { id: 2, body: '{"a":1}', deliveryId: 'd-2' },
    ],
  });

describe('requests list', () => {
  it('is a table, whole where nothing limits it', async () => {
    const { code, stdout, stderr } = await run(['requests', 'list'], two());
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').map((line) => line.trim().split(/\s{2,}/))).toMatchObject([
      ['id', 'received (UTC)', 'method', 'bytes', 'signature', 'attempts', 'delivery id', 'path'],
      ['2', '2026-11-25 18:00:02', 'POST', '7', 'none', '1', 'd-2', '/github'],
      ['1', '2026-11-25 18:00:01', 'POST', '3', 'none', '1', expect.stringContaining('\\u{202e}')],
      [''],
    ]);
  });
  it('as JSON is what was received, escaped where a terminal would act on it', async () => {
    const { stdout, lines } = await run(['requests', 'list', '--json'], two());
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may reach a terminal.
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(lines).toMatchObject([
      {
        type: 'result',
        command: 'requests list',
        exitCode: 0,
        requests: [{ id: 2 }, { id: 1, path: HOSTILE }],
      },
    ]);
  });
  it('reads its filter', async () => {
    const fake = two();
    await run(
      [
        'requests',
        'list',
        '--path',
        '/a',
        '--method',
        'put',
        '--delivery',
        'x',
        '--since',
        '2026-11-25',
        '--before',
        '#9',
      ],
      fake,
    );
    expect(fake.jobs).toMatchObject([
      { path: '/a', method: 'PUT', deliveryId: 'x', since: '2026-11-25T00:00:00.000Z', before: 9 },
    ]);
  });
  it.each([
    ['--since', 'yesterday'],
    ['--since', '90'],
    ['--limit', '0'],
    ['--before', 'x'],
  ])('%s %s is an error that says what is meant', async (option, value) => {
    const { code, stderr } = await run(['requests', 'list', option, value], two());
    expect(code).toBe(2);
    expect(stderr).toContain(`${option} takes a`);
  });
});

describe('requests show', () => {
  it('writes the body alone, byte for byte, with --raw', async () => {
    const written: Uint8Array[] = [];
    const { code } = await run(['requests', 'show', '1', '--raw'], two(), {
      bytes: (chunk) => written.push(chunk),
    });
    expect({ code, bytes: [...Buffer.concat(written)] }).toEqual({ code: 0, bytes: [0, 27, 255] });
  });
  it('writes no binary to a terminal, unless forced', async () => {
    const refused = await run(['requests', 'show', '1', '--raw'], two(), { columns: 80 });
    expect(refused).toMatchObject({
      code: 2,
      stdout: '',
      screen: expect.stringContaining('The body is binary'),
    });
    expect((await run(['requests', 'show', '1', '--raw', '--force'], two(), { columns: 80 })).code).toBe(0);
  });
  it('tells the body as text or base64 in JSON', async () => {
    expect((await run(['requests', 'show', '2', '--json'], two())).lines).toMatchObject([
      {
        command: 'requests show',
        request: { id: 2, headers: { host: 'abc123' }, body: { text: '{"a":1}' } },
      },
    ]);
    expect((await run(['requests', 'show', '1', '--json'], two())).lines).toMatchObject([
      { request: { body: { base64: 'ABv/' } } },
    ]);
  });
  it('of none has an exit code and an error of its own', async () => {
    const { code, lines } = await run(['requests', 'show', '9', '--json'], two());
    expect(code).toBe(2);
    expect(lines).toMatchObject([
      { type: 'error', code: 'request-not-found', message: 'There is no request 9.' },
    ]);
  });
});

describe('requests tail', () => {
  it('ends well by Ctrl-C, with a line for each request', async () => {
    let interrupt = () => {};
    const fake = two();
    const invoke = fake.ports.functions.invoke;
    let looks = 0;
    fake.ports.functions.invoke = (...args) => {
      looks += 1;
      if (looks === 4) interrupt();
      return invoke(...args);
    };
    const { code, lines } = await run(['requests', 'tail', '--json', '--interval', '1s'], fake, {
      signals: (signal) => {
        interrupt = () => signal('SIGINT');
      },
    });
    expect(code).toBe(0);
    expect(lines).toMatchObject([
      { type: 'request', request: { id: 1 } },
      { type: 'request', request: { id: 2 } },
      { type: 'result', command: 'requests tail', told: 2 },
    ]);
  });
});

describe('requests export', () => {
  it('is a line of JSON a request; what was done is told on stderr', async () => {
    const { code, lines, stderr } = await run(['requests', 'export'], two());
    expect(code).toBe(0);
    expect(lines).toMatchObject([
      { id: 1, path: HOSTILE, body: { base64: 'ABv/' } },
      { id: 2, body: { text: '{"a":1}' } },
    ]);
    expect(stderr).toBe('✔ 2 requests, 10 bytes of bodies; the last id is 2\n');
  });
  it('goes to a file that is not there yet, and is gone on with there', async () => {
    const fake = two();
    const ids = async () =>
      (await readFile(join(directory, 'all.ndjson'), 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).id);
    expect((await run(['requests', 'export', '-o', 'all.ndjson'], fake)).stdout).toBe('');
    expect(await ids()).toEqual([1, 2]);
    const again = await run(['requests', 'export', '-o', 'all.ndjson'], fake);
    expect(again).toMatchObject({ code: 9, stderr: expect.stringContaining('it was left as it is') });
    fake.requests.push({ id: 3 });
    expect((await run(['requests', 'export', '-o', 'all.ndjson', '--after', '2'], fake)).code).toBe(0);
    expect(await ids()).toEqual([1, 2, 3]);
  });
  it('says where it stopped when it failed half way', async () => {
    const fake = fakeFunction({ requests: Array.from({ length: 300 }, (_, index) => ({ id: index + 1 })) });
    const { functions } = fake.ports;
    const invoke = functions.invoke;
    functions.invoke = (name, payload, signal) =>
      fake.jobs.length === 1 ? Promise.reject(new Error('cut')) : invoke(name, payload, signal);
    const { stderr } = await run(['requests', 'export'], fake);
    expect(stderr).toContain('Written up to id 200: --after 200 goes on.');
  });
});

describe('open', () => {
  const opened: string[] = [];
  const browser = (works: boolean): Partial<UseCases> => ({
    browser: async () => ({
      openInBrowser: async (url) => {
        opened.push(url);
        return works;
      },
    }),
  });
  const LINK = `${URL_OF_API}/_/login?until=1&proof=abc`;
  const open = (argv: readonly string[], options: CliOptions & { readonly works?: boolean } = {}) => {
    opened.length = 0;
    const { works = true, ...rest } = options;
    return run(['open', ...argv], fakeFunction(), { ...rest, useCases: browser(works) });
  };
  it('opens a browser on a terminal, and keeps the link to itself', async () => {
    const { code, screen } = await open(['--verbose'], { columns: 100 });
    expect({ code, opened }).toEqual({ code: 0, opened: [LINK] });
    expect(screen).toContain('✔ The page of dev opens in your browser. The link can be opened for 5 min');
    expect(screen).not.toContain('proof');
  });
  it.each<[string, readonly string[], object]>([
    ['where printing was asked for', ['--print'], { columns: 100 }],
    ['where no browser could be opened', [], { columns: 100, works: false }],
    ['without a terminal', [], {}],
  ])('prints the link %s', async (_, argv, options) => {
    const { code, stdout, stderr } = await open(argv, options);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${LINK}\n` });
    expect(stderr).toContain('sets a cookie');
    expect(stderr).not.toContain('proof');
  });
  it('tells JSON', async () => {
    expect((await open(['--json'])).lines).toEqual([
      {
        type: 'result',
        command: 'open',
        exitCode: 0,
        opened: false,
        environment: 'dev',
        access: 'token',
        expiresInSeconds: 300,
        url: LINK,
      },
    ]);
  });
});
