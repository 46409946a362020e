// The real CLI (dist, which `npm test` builds first) as separate processes, against the local cloud as a process.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Cloud, startCloud } from '../../scripts/demo/cloud.ts';
import { childEnvironment, type Form, runCli } from '../../scripts/demo/run-cli.ts';

const file = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
if (!existsSync(file('dist/cli.js'))) throw new Error('The CLI is not built: npm run setup');

let home = '';
let directory = '';
beforeAll(async () => {
  // One for all: the handler is bundled once.
  home = await mkdtemp(join(tmpdir(), 'cli-home-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cli-process-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

interface Options {
  readonly endpoint: string;
  readonly form?: Form;
  readonly typed?: string;
  /** Over the usual environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

function cli(argv: string, { endpoint, form = { kind: 'pipe' }, typed, env = {} }: Options) {
  const variables = Object.entries({ ...childEnvironment({ endpoint, home }), ...env });
  return runCli(argv.split(' '), {
    form,
    directory,
    env: Object.fromEntries(variables.filter((entry): entry is [string, string] => entry[1] !== undefined)),
    typed,
  });
}

const config = (keys: object) => writeFile(join(directory, 'config.dev.json'), JSON.stringify(keys));

describe('the main job', () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startCloud();
  });
  afterAll(() => cloud.stop());
  const run = (argv: string, options: Omit<Options, 'endpoint'> = {}) =>
    cli(argv, { ...options, endpoint: cloud.endpoint });

  it('config.example.json is deployed, reported and removed', async () => {
    await copyFile(file('config.example.json'), join(directory, 'config.example.json'));
    const up = await run('up --config config.example.json --yes --skip-verify --outputs-file outputs.json');
    expect(up).toMatchObject({ exitCode: 0, text: expect.stringMatching(/WebhookUrl\s+https:\/\/\S+$/) });
    expect(await cloud.stackStatus('proxywebhook-example')).toBe('CREATE_COMPLETE');
    expect(existsSync(join(directory, 'outputs.json'))).toBe(true);

    const status = await run('status --config config.example.json --json');
    expect(status.exitCode).toBe(0);
    expect(JSON.parse(status.text)).toMatchObject({
      type: 'result',
      verdict: 'healthy',
      targets: [{ state: 'AVAILABLE' }],
    });

    const diff = await run('diff --config config.example.json --exit-code');
    expect(diff).toMatchObject({ exitCode: 0, text: expect.stringMatching(/No changes\.$/) });

    const down = await run('down --config config.example.json --yes');
    expect(down).toMatchObject({
      exitCode: 0,
      text: expect.stringContaining('proxywebhook-example is deleted'),
    });
    expect(await cloud.stackStatus('proxywebhook-example')).toBe('absent');

    const again = await run('down --config config.example.json --yes');
    expect(again.text).toContain(
      'There is no stack proxywebhook-example in account 123456789012, region us-east-1: nothing to delete.',
    );
    expect(again.exitCode).toBe(0);
  });

  it('a stack that is not there is said to be not there', async () => {
    await config({});
    for (const command of ['status', 'events']) {
      const { exitCode, text } = await run(command);
      expect(text).toContain('There is no stack proxywebhook-dev in account 123456789012, region us-east-1.');
      expect(exitCode).toBe(2);
    }
  });

  it('a plan that is declined leaves nothing in the account', async () => {
    await config({});
    const { exitCode, text } = await run('up --skip-verify', {
      form: { kind: 'terminal', columns: 80 },
      typed: 'n',
    });
    expect(text).toMatch(/Deploy these changes\? \[y\/N\] n\n[\s\S]*✖ Declined/);
    expect(exitCode).toBe(9);
    const { stacks, buckets } = await cloud.state();
    expect(
      stacks.filter(({ name, status }) => name === 'proxywebhook-dev' && status !== 'DELETE_COMPLETE'),
    ).toEqual([]);
    expect(buckets.flatMap(({ objects }) => objects)).toHaveLength(1);
  });

  it('a terminal that is closed while it asks leaves nothing in the account', async () => {
    await config({});
    const command = `stty cols 80 rows 50; exec '${process.execPath}' '${file('bin/proxywebhook.js')}' up --skip-verify`;
    const terminal = spawn('script', ['-qefc', command, '/dev/null'], {
      cwd: directory,
      env: childEnvironment({ endpoint: cloud.endpoint, home }),
    });
    let told = '';
    terminal.stdout.on('data', (bytes) => {
      told += String(bytes);
    });
    await until(() => told.includes('[y/N]'));
    expect(await cloud.stackStatus('proxywebhook-dev')).toBe('REVIEW_IN_PROGRESS');
    terminal.kill('SIGKILL');
    let status = '';
    await until(() => {
      void cloud.stackStatus('proxywebhook-dev').then((now) => {
        status = now;
      });
      return status === 'absent';
    });
    expect(status).toBe('absent');
  });

  it('a reader that goes away ends nothing', async () => {
    await config({});
    const child = spawn(
      'sh',
      ['-c', `"${process.execPath}" "${file('bin/proxywebhook.js')}" synth | head -n 1`],
      {
        cwd: directory,
        env: childEnvironment({ endpoint: cloud.endpoint, home }),
      },
    );
    let stderr = '';
    child.stderr.on('data', (bytes) => {
      stderr += String(bytes);
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('what stands in the way is told, and nothing is made', () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startCloud();
  });
  afterEach(() => cloud.control('DELETE', 'faults'));
  afterAll(() => cloud.stop());

  interface Case {
    readonly config?: object;
    readonly argv?: string;
    readonly env?: Options['env'];
    readonly before?: () => Promise<unknown>;
    readonly exitCode: number;
    /** In the order they are told. */
    readonly tells: readonly (string | RegExp)[];
  }
  const refuses = (
    title: string,
    { config: keys = {}, argv = 'up --yes --skip-verify', env = {}, before, exitCode, tells }: Case,
  ) =>
    it(title, async () => {
      await config(keys);
      await before?.();
      const ran = await cli(argv, { endpoint: cloud.endpoint, env });
      const told = ran.text.replaceAll(/\s+/g, ' ');
      for (const words of tells) expect(told).toMatch(words);
      expect(ran.exitCode).toBe(exitCode);
      expect(told).not.toContain('please report it');
      const { stacks, buckets } = await cloud.state();
      expect(stacks.filter(({ status }) => status !== 'DELETE_COMPLETE')).toEqual([]);
      expect(buckets.flatMap(({ owner, objects }) => (owner === '123456789012' ? objects : []))).toEqual([]);
    });

  refuses('an unknown key', { config: { databse: {} }, exitCode: 2, tells: ['databse', 'database'] });
  refuses('a wrong type', {
    config: { database: { multiAz: 'yes' } },
    exitCode: 2,
    tells: ['database.multiAz', '"yes"'],
  });
  refuses('rules that conflict', {
    config: { proxy: { connectionBorrowTimeoutSeconds: 30 } },
    exitCode: 2,
    tells: ['proxy.connectionBorrowTimeoutSeconds'],
  });
  refuses('no credentials', {
    env: { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
    exitCode: 6,
    tells: [/credentials/i, '→'],
  });
  refuses('credentials that have expired', {
    before: () => cloud.control('POST', 'faults', { kind: 'expired-token' }),
    exitCode: 6,
    tells: [/expired/i, '→'],
  });
  refuses('another account than the configuration says', {
    config: { account: '999999999999' },
    exitCode: 6,
    tells: ['999999999999', '123456789012'],
  });
  refuses('an address that nothing answers at', {
    env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
    exitCode: 10,
    tells: ['127.0.0.1:9', '→'],
  });
  refuses('access that is denied to a single call', {
    before: () =>
      cloud.control('POST', 'faults', {
        kind: 'access-denied',
        service: 'cloudformation',
        action: 'CreateChangeSet',
      }),
    exitCode: 6,
    tells: ['cloudformation:CreateChangeSet'],
  });
  refuses('a handler that does not compile', {
    config: { function: { entry: 'handler.ts' } },
    before: () =>
      writeFile(join(directory, 'handler.ts'), 'export const handler = async () => {\n  return 1 +;\n};\n'),
    exitCode: 3,
    tells: [/handler\.ts:2:\d+/, 'Unexpected ";"'],
  });
  refuses('a question that nobody is there to answer', {
    argv: 'up --skip-verify',
    exitCode: 2,
    tells: ['This asks "Deploy these changes', '→ Answer it beforehand: --yes'],
  });
  refuses('a bucket of that name that is somebody else’s', {
    before: () =>
      cloud.control('POST', 'buckets', {
        name: 'proxywebhook-artifacts-123456789012-us-east-1',
        owner: '999999999999',
      }),
    exitCode: 9,
    tells: ['proxywebhook-artifacts-123456789012-us-east-1'],
  });
});

describe('an operation that takes its time', () => {
  it('is attached to, refused with --no-wait, and goes on after Ctrl-C', { timeout: 60_000 }, async () => {
    const cloud = await startCloud({ speed: 120 });
    try {
      await config({});
      const env = childEnvironment({ endpoint: cloud.endpoint, home });
      const first = spawn(process.execPath, [file('bin/proxywebhook.js'), 'up', '--yes', '--skip-verify'], {
        cwd: directory,
        env,
      });
      let told = '';
      first.stderr.on('data', (bytes) => {
        told += String(bytes);
      });
      await until(() => told.includes('stack CREATE_IN_PROGRESS'));

      const busy = await cli('up --yes --skip-verify --no-wait', { endpoint: cloud.endpoint });
      expect(busy.exitCode).toBe(5);
      expect(busy.text).toContain('CREATE_IN_PROGRESS');
      expect((await cli('status', { endpoint: cloud.endpoint })).exitCode).toBe(5);

      first.kill('SIGINT');
      expect(await new Promise((resolve) => first.on('close', resolve))).toBe(130);
      expect(told).toContain('CloudFormation goes on');
      expect(await cloud.stackStatus('proxywebhook-dev')).toBe('CREATE_IN_PROGRESS');

      const attached = await cli('up --yes --skip-verify', { endpoint: cloud.endpoint });
      expect(attached.exitCode).toBe(0);
      expect(attached.text).toContain('no changes');
      expect(await cloud.stackStatus('proxywebhook-dev')).toBe('CREATE_COMPLETE');
    } finally {
      await cloud.stop();
    }
  });
});

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('It did not happen within 30 s.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
