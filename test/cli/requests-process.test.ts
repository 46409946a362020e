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
  child.stdout.on('data', (chunk: Buffer) => {
    out.push(chunk);
    if (until !== undefined && Buffer.concat(out).toString().includes(until)) child.kill('SIGINT');
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
