// Every command against a local cloud, with secrets that can be found again: none of them is in an output, an error, a file, a
// template, an uploaded artifact or the arguments of a process.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AwsOptions } from '../../src/aws/index.ts';
import { type LocalCloud, startLocalCloud } from '../../src/local/main.ts';
import { runCli } from './run-cli.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ROUTE_SECRET = 'route-canary-5f1f9a7c';
const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'key-canary-2b8e41d0',
  AWS_SESSION_TOKEN: 'token-canary-9c3d77e5',
};
const REFUSED = 'User: u is not authorized to perform: rds:CreateDBProxy on resource: r';

let directory = '';
let cloud: LocalCloud;
const told: {
  readonly command: string;
  readonly meant: number;
  readonly code: number;
  readonly text: string;
}[] = [];
const made = new Set<string>();

beforeAll(async () => {
  for (const [name, value] of Object.entries(CREDENTIALS)) vi.stubEnv(name, value);
  directory = await mkdtemp(path.join(tmpdir(), 'proxywebhook-secrets-'));
  const routes = [{ path: '/github', verify: { scheme: 'github', secrets: ['github/webhook'] } }];
  await writeFile(path.join(directory, 'config.dev.json'), JSON.stringify({ region: 'us-east-1', routes }));
  cloud = await startLocalCloud({
    schedule: { kind: 'instant' },
    invoke: async () => ({ payload: new TextEncoder().encode('{"ok":false,"error":"no"}') }),
  });
  cloud.addSecret({ name: 'github/webhook', value: ROUTE_SECRET });

  cloud.injectResourceFault({ logicalId: 'ProxyProxy', operation: 'create', reason: REFUSED, times: 1 });
  await run('up --yes --skip-verify --verbose', 4);
  await run('events --verbose', 0);
  await run('up --yes --skip-verify --json --outputs-file outputs.json', 0);
  remember();
  await run('status --json --verbose', 0);
  await run('events --json', 0);
  await run('diff --json --verbose', 0);
  await run('synth', 0);
  await run('policy --json', 0);
  await run('requests list --verbose', 7);
  await run('send github --json --verbose', 7);
  cloud.addFaults({ kind: 'access-denied', service: 'secretsmanager' });
  await run('send github --verbose', 6);
  cloud.addFaults({ kind: 'garbled', action: 'DescribeStacks' });
  await run('status --verbose', 10);
  cloud.clearFaults();
  cloud.addFaults({ kind: 'expired-token' });
  await run('status --verbose --json', 6);
  cloud.clearFaults();
  await run('down --yes --json --verbose', 0);
});
afterAll(async () => {
  await cloud?.stop();
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true, force: true });
});

/** What must not be told: credentials, a route's secret, the database's password, the key of view links. */
function secrets(): readonly string[] {
  const plain = [CREDENTIALS.AWS_SECRET_ACCESS_KEY, CREDENTIALS.AWS_SESSION_TOKEN, ROUTE_SECRET, ...made];
  return plain.flatMap((each) => [each, Buffer.from(each).toString('base64').replace(/=+$/, '')]);
}

function remember(): void {
  for (const { value } of cloud.world.secrets.values()) {
    const password = /"password":"([^"]+)"/.exec(value)?.[1];
    if (password !== undefined) made.add(password);
  }
  const functions = JSON.stringify(
    [...cloud.world.functions.values()].map(({ properties }) => properties.Environment),
  );
  for (const [key] of functions.matchAll(/\b[0-9a-f]{64}\b/g)) made.add(key);
}

async function run(argv: string, code: number): Promise<void> {
  const env = { AWS_ENDPOINT_URL: cloud.endpoint, XDG_CACHE_HOME: path.join(directory, 'cache') };
  const result = await runCli(argv.split(' '), { directory, env, useCases: { aws } });
  told.push({ command: argv, meant: code, code: result.code, text: result.stdout + result.stderr });
}

/** AWS as the commands have it, but that nobody is called at the public URL, which is none here. */
async function aws() {
  const real = await import('../../src/aws/index.ts');
  return {
    ...real,
    awsPorts: async (options?: AwsOptions) => {
      const ports = await real.awsPorts(options);
      const send = async () => ({ status: 401, headers: {}, body: '{"ok":false}' });
      return { ...ports, http: { ...ports.http, send } };
    },
  };
}

function found(text: string): readonly string[] {
  return secrets().filter((each) => text.includes(each));
}

describe('no secret', () => {
  it('goes unnoticed here: there are a password, a key, a route secret and credentials', () => {
    expect(made.size).toBe(2);
    expect(found(`x ${ROUTE_SECRET} x`)).toEqual([ROUTE_SECRET]);
    expect(told.find(({ command }) => command.startsWith('send'))?.text).toContain('GetSecretValue');
  });

  it('is in what a command says, also where it fails, with --verbose and with --json', () => {
    expect(told.map(({ command, code }) => [command, code])).toEqual(
      told.map(({ command, meant }) => [command, meant]),
    );
    expect(told.flatMap(({ command, text }) => found(text).map((each) => `${each} by ${command}`))).toEqual(
      [],
    );
  });

  it('is in a file that the commands leave', async () => {
    const files = await readdir(directory, { recursive: true, withFileTypes: true });
    const paths = files.filter((file) => file.isFile()).map((file) => path.join(file.parentPath, file.name));
    expect(paths.map((file) => path.basename(file))).toContain('outputs.json');
    for (const file of paths)
      expect([file, found((await readFile(file)).toString('latin1'))]).toEqual([file, []]);
  });

  it('is in the artifact that was uploaded', () => {
    const objects = [...cloud.world.buckets.values()].flatMap(({ objects }) => [...objects.values()]);
    expect(objects.length).toBeGreaterThan(0);
    for (const { body } of objects) {
      const files = Object.values(unzipSync(body)).map((file) => Buffer.from(file).toString('latin1'));
      expect(found(files.join('\n'))).toEqual([]);
    }
  });

  it('is among the arguments of a process while `up` runs', async () => {
    const bin = path.resolve(import.meta.dirname, '../../bin/proxywebhook.js');
    const child = spawn(process.execPath, [bin, 'up', '--yes', '--skip-verify', '--json'], {
      cwd: directory,
      env: { ...process.env, ...CREDENTIALS, AWS_ENDPOINT_URL: cloud.endpoint },
      stdio: 'ignore',
    });
    const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
    const seen = new Set<string>();
    const looking = setInterval(() => {
      for (const line of commandLines()) seen.add(line);
    }, 50);
    const code = await exited;
    clearInterval(looking);
    remember();
    expect(code).toBe(0);
    expect([...seen].some((line) => line.includes('proxywebhook.js'))).toBe(true);
    expect(found([...seen].join('\n'))).toEqual([]);
  });
});

/** Of all processes of the machine that may be looked at. Linux: proc(5). */
function commandLines(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
      } catch {
        return [];
      }
    });
}
