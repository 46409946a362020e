// The real CLI (dist, which `npm test` builds first) as separate processes, against the whole path on this machine.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { childEnvironment } from '../../scripts/demo/run-cli.ts';
import { type Dev, startDev } from '../../src/testing.ts';

const BIN = fileURLToPath(new URL('../../bin/proxywebhook.js', import.meta.url));

let home = '';
let dev: Dev;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'requests-process-'));
  const config = {
    routes: [{ path: '/github', verify: { scheme: 'github', secrets: ['webhook/github'] } }],
    view: { access: 'public' },
  };
  await writeFile(join(home, 'config.dev.json'), JSON.stringify(config));
  dev = await startDev({ directory: home, config: 'config.dev.json' });
  const secret = JSON.stringify({ name: 'webhook/github', value: "It's a Secret to Everybody" });
  await fetch(`${dev.endpoint}/_local/secrets`, { method: 'POST', body: secret });
}, 120_000);
afterAll(async () => {
  await dev?.stop();
  await rm(home, { recursive: true, force: true });
});

/** Runs the CLI with pipes. With `until`, it is sent SIGINT once stdout holds that. */
async function cli(argv: string, { until }: { readonly until?: string } = {}) {
  const child = spawn(process.execPath, [BIN, ...argv.split(' '), '--config', 'config.dev.json'], {
    cwd: home,
    env: childEnvironment({ endpoint: dev.endpoint, home }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  let pressed = false;
  child.stdout.on('data', (chunk: Buffer) => {
    out.push(chunk);
    if (pressed || until === undefined || !Buffer.concat(out).toString().includes(until)) return;
    pressed = true;
    child.kill('SIGINT');
  });
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const stdout = Buffer.concat(out);
  return {
    code,
    stdout,
    stderr: String(Buffer.concat(err)),
    get lines() {
      return String(stdout)
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    },
  };
}

describe('send', () => {
  it('signs with the secret of the route, and a repeated delivery is stored once', async () => {
    const { code, lines } = await cli('send github --duplicate --json');
    expect({ code, lines }).toMatchObject({
      code: 0,
      lines: [
        { type: 'sending', scheme: 'github', url: `${dev.url}/github` },
        { type: 'sent', status: 200, duplicate: false },
        { type: 'sent', status: 200, duplicate: true },
        { type: 'result', asExpected: 2, duplicates: 1 },
      ],
    });
    expect(lines[2].id).toBe(lines[1].id);
  });
  it('tampers, and is refused', async () => {
    const { code, lines } = await cli('send github --tamper --json');
    expect({ code, statuses: lines.at(-1).statuses }).toEqual({ code: 0, statuses: { 401: 1 } });
  });
  it('exits with 7 when an answer was another than expected', async () => {
    const { code, stdout } = await cli('send json --duplicate');
    expect(code).toBe(7);
    expect(String(stdout)).toContain('stored again: the route knows no delivery id');
  });
});

describe('what was received', () => {
  // Larger than a statement through the proxy, and no text.
  const body = Buffer.alloc(900_000, Buffer.from(Array.from({ length: 251 }, (_, index) => index)));
  const ESCAPE = '\u001B';
  let id = 0;
  beforeAll(async () => {
    const answer = await fetch(`${dev.url}/orders/%1B%5B2J?a=%20b`, {
      method: 'PUT',
      body: body,
      headers: { 'x-mine': 'yes', authorization: 'Bearer abc' },
    });
    expect(answer.status).toBe(200);
    id = Number(answer.headers.get('proxywebhook-id'));
  });

  it('is listed, newest first, by what is asked for', async () => {
    const { code, lines } = await cli('requests list --path /orders --since 1h --json');
    expect({ code, lines }).toMatchObject({
      code: 0,
      lines: [
        {
          command: 'requests list',
          requests: [{ id, method: 'PUT', path: `/orders/${ESCAPE}[2J`, query: 'a=%20b', bytes: 900_000 }],
        },
      ],
    });
    const { stdout } = await cli('requests list --limit 2');
    expect(String(stdout)).toContain('/orders/\\u{1b}[2J?a=%20b');
    expect(String(stdout)).toMatch(/Older ones: --before \d+/);
  });
  it('is shown, and its body written byte for byte', async () => {
    const { lines } = await cli(`requests show ${id} --json`);
    expect(lines[0].request).toMatchObject({
      id,
      headers: { 'x-mine': 'yes', authorization: expect.stringContaining('redacted') },
    });
    const { code, stdout } = await cli(`requests show ${id} --raw`);
    expect({ code, same: stdout.equals(body) }).toEqual({ code: 0, same: true });
  });
  it('that is not there is an error of its own', async () => {
    const { code, lines } = await cli('requests show 999999 --json');
    expect({ code, lines }).toMatchObject({ code: 2, lines: [{ type: 'error', code: 'request-not-found' }] });
  });
  it('is exported whole', async () => {
    const { lines, stderr } = await cli('requests export');
    const last = lines.at(-1);
    expect(last).toMatchObject({ id, method: 'PUT' });
    expect(Buffer.from(last.body.base64, 'base64').equals(body)).toBe(true);
    expect(lines[0]).toMatchObject({ signature: 'valid', event: 'push', attempts: 2 });
    expect(JSON.parse(lines[0].body.text)).toMatchObject({ ref: 'refs/heads/main' });
    expect(stderr).toContain(`the last id is ${id}`);
  });
  it('is followed until Ctrl-C', async () => {
    const { code, lines } = await cli('requests tail --last 1 --json', { until: '"request"' });
    expect({ code, lines }).toMatchObject({
      code: 0,
      lines: [
        { type: 'request', request: { id } },
        { type: 'result', told: 1 },
      ],
    });
  });
  it('is in the logs of function and API, which are followed until Ctrl-C', async () => {
    const { code, lines } = await cli('logs --follow --since 1h --json', {
      until: String.raw`127.0.0.1\",\"method\":\"PUT`,
    });
    expect(code).toBe(0);
    const logged = lines.filter(({ type }) => type === 'log');
    const of = (source: string) => logged.filter((line) => line.source === source);
    const own = of('function').map(({ message }) => JSON.parse(message));
    expect(own.filter(({ event }) => event === 'request')).toContainEqual(
      expect.objectContaining({ id, method: 'PUT', outcome: 'stored', status: 200 }),
    );
    expect(of('api').map(({ message }) => JSON.parse(message).method)).toContain('PUT');
    expect(lines.at(-1)).toMatchObject({ command: 'logs', told: logged.length });
    const { stdout } = await cli('logs function --since 1h --filter PUT');
    expect(String(stdout)).toMatch(new RegExp(`  func   INFO   PUT 200  stored  \\d+ ms  #${id}  `));
  });
  it('is read without any call of the public URL', () => {
    const asked = dev.requests().filter(({ target }) => !/^\/(github|json|orders)/.test(target));
    expect(asked).toEqual([]);
  });
  it('is opened by a link that is printed where there is no terminal', async () => {
    const { code, stdout } = await cli('open');
    expect({ code, stdout: String(stdout) }).toEqual({ code: 0, stdout: `${dev.url}/_/\n` });
    const { lines } = await cli('open --json');
    expect(lines).toMatchObject([{ command: 'open', opened: false, access: 'public' }]);
  });
});
