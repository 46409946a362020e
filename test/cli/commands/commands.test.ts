import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UseCases } from '../../../src/cli/use-cases.ts';
import type { Ports } from '../../../src/deployment/ports.ts';
import { ProxyWebhookError } from '../../../src/errors.ts';
import type { StatusReport } from '../../../src/status.ts';
import { statusErrorCode } from '../../../src/status.ts';
import type { UpOptions } from '../../../src/up.ts';
import { runCli } from '../run-cli.ts';
import { atHand, createPlan, scripted, stack, updatePlan } from '../scripted.ts';
import { failedHistory, healthy, unhealthy } from '../views/samples.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'commands-'));
});
afterEach(() => rm(directory, { recursive: true }));

const there = (name: string) => readFile(join(directory, name), 'utf8');
const put = (name: string, text: string) => writeFile(join(directory, name), text);

describe('init', () => {
  it('writes what was answered by options, and asks nothing without a terminal', async () => {
    const { code, stdout, stderr } = await runCli(
      ['init', '--env', 'dev', '--auth', 'iam', '--region', 'eu-central-1'],
      {
        directory,
      },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('✔ Wrote config.dev.json\n  → Deploy it: npx proxywebhook up --env dev\n');
    expect(JSON.parse(await there('config.dev.json'))).toMatchObject({
      region: 'eu-central-1',
      proxy: { auth: 'iam' },
    });
  });
  it('asks on a terminal what no option answers', async () => {
    const { code, screen } = await runCli(['init', '--auth', 'iam'], {
      directory,
      columns: 80,
      typed: ['prod', 'nowhere', 'eu-west-1', 'db.t4g.small', '', 'public'],
    });
    expect(code).toBe(0);
    await expect(`${screen}\n`).toMatchFileSnapshot('../golden/init-80.txt');
    expect(JSON.parse(await there('config.prod.json'))).toMatchObject({
      region: 'eu-west-1',
      database: { instanceClass: 'db.t4g.small' },
      proxy: { auth: 'iam' },
      view: { access: 'public' },
    });
  });
  it('takes every default with --yes', async () => {
    const { code } = await runCli(['init', '--yes'], { directory, columns: 80 });
    expect(code).toBe(0);
    expect(JSON.parse(await there('config.dev.json'))).not.toHaveProperty('database');
  });
  it('without a name and without a terminal is an error', async () => {
    const { code, stderr } = await runCli(['init'], { directory });
    expect(code).toBe(2);
    expect(stderr).toContain('there is no terminal to answer on');
  });
  it('does not overwrite unasked', async () => {
    await put('config.dev.json', 'mine');
    const { code, stderr } = await runCli(['init', '--env', 'dev', '--yes'], { directory });
    expect(code).toBe(9);
    expect(stderr).toContain('config.dev.json is there already; it was left as it is.');
    expect(await there('config.dev.json')).toBe('mine');
  });
  it('asks of a file that is there first, and nothing more when it is to stay', async () => {
    await put('config.dev.json', 'mine');
    const { code, screen } = await runCli(['init'], { directory, columns: 80, typed: ['dev', 'n'] });
    expect(code).toBe(9);
    expect(screen).toContain('config.dev.json is there already. Overwrite it?');
    expect(screen).not.toContain('Region');
    expect(await there('config.dev.json')).toBe('mine');
  });
  it('overwrites when asked to on a terminal', async () => {
    await put('config.dev.json', 'mine');
    const { code } = await runCli(
      [
        'init',
        '--env',
        'dev',
        '--region',
        'eu-west-1',
        '--instance-class',
        'db.t4g.micro',
        '--on-delete',
        'delete',
        '--auth',
        'iam',
        '--view',
        'off',
      ],
      { directory, columns: 80, typed: ['y'] },
    );
    expect(code).toBe(0);
    expect(await there('config.dev.json')).not.toBe('mine');
  });
  it('overwrites with --force', async () => {
    await put('config.dev.json', 'mine');
    expect((await runCli(['init', '--env', 'dev', '--force'], { directory })).code).toBe(0);
  });
  it('refuses a name that no environment can have', async () => {
    const { code, stderr } = await runCli(['init', '--env', '../x'], { directory });
    expect(code).toBe(2);
    expect(stderr).toContain('"../x" cannot be the name of an environment.');
  });
  it('tells JSON', async () => {
    const { lines } = await runCli(['init', '--env', 'dev', '--json'], { directory });
    expect(lines).toEqual([
      {
        type: 'result',
        command: 'init',
        exitCode: 0,
        file: join(directory, 'config.dev.json'),
        environment: 'dev',
      },
    ]);
  });
});

describe('configurations', () => {
  const synth = (argv: string, env = {}) =>
    runCli(['synth', ...argv.split(' ').filter(Boolean)], { directory, env });
  it('none is an error that says how to make one', async () => {
    const { code, stdout, stderr } = await synth('');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('npx proxywebhook init --env dev');
  });
  it('broken JSON is told with line and column', async () => {
    await put('config.dev.json', '{\n  "region": eu\n}\n');
    const { code, stderr } = await synth('--env dev');
    expect(code).toBe(2);
    expect(stderr).toContain('config.dev.json:2:13');
  });
  it('an unknown key is told with the nearest that is known', async () => {
    await put('config.dev.json', '{ "databse": {} }');
    const { code, stderr } = await synth('--env dev');
    expect(code).toBe(2);
    expect(stderr).toContain('databse');
    expect(stderr).toContain('database');
  });
  it('is chosen by PROXYWEBHOOK_ENV', async () => {
    await put('config.dev.json', '{}');
    await put('config.prod.json', '{ "stackName": "other" }');
    expect((await synth('', { PROXYWEBHOOK_ENV: 'prod' })).code).toBe(0);
    expect((await synth('')).code).toBe(2);
  });
  it('--config goes before PROXYWEBHOOK_ENV', async () => {
    await put('own.json', '{}');
    expect((await synth('--config own.json', { PROXYWEBHOOK_ENV: 'prod' })).code).toBe(0);
  });
});

describe('synth', () => {
  it('prints the template and nothing else', async () => {
    await put('config.dev.json', '{}');
    const { code, stdout, stderr } = await runCli(['synth'], { directory });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toHaveProperty('Resources');
  });
});

describe('what AWS is asked with', () => {
  const asked = async (argv: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    let options: unknown;
    const useCases: Partial<UseCases> = {
      aws: async () => ({
        awsPorts: async (given) => {
          options = given;
          return {} as Ports;
        },
        loadAdapters: async () => {},
        localAccount: () => ({}),
      }),
      history: async () => ({ history: async () => failedHistory }),
    };
    await put('config.dev.json', '{ "region": "eu-west-1", "profile": "work" }');
    await runCli(['events', ...argv], { directory, env, useCases });
    return options;
  };
  it('region and profile of the configuration', async () => {
    expect(await asked([])).toMatchObject({ region: 'eu-west-1', profile: 'work', endpoint: undefined });
  });
  it('--region and --profile go before', async () => {
    expect(await asked(['--region', 'us-east-2', '--profile', 'home'])).toMatchObject({
      region: 'us-east-2',
      profile: 'home',
    });
  });
  it('AWS_ENDPOINT_URL leads elsewhere', async () => {
    expect(await asked([], { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' })).toMatchObject({
      endpoint: 'http://127.0.0.1:1',
    });
  });
});

describe('diff', () => {
  const diff = (argv: readonly string[], differs: boolean) =>
    runCli(['diff', ...argv], {
      useCases: {
        ...atHand,
        diff: async () => ({
          diff: () => scripted([{ type: 'planned', plan: updatePlan }], { differs, plan: updatePlan }),
        }),
      },
    });
  it('prints the plan as its result, once', async () => {
    const { code, stdout, stderr } = await diff([], true);
    expect(code).toBe(0);
    expect(stdout).toContain('~ changes 2 resources');
    expect(stderr.trim()).toBe('');
  });
  it('exits with 8 on differences where that is asked for', async () => {
    expect((await diff(['--exit-code'], true)).code).toBe(8);
    expect((await diff(['--exit-code'], false)).code).toBe(0);
  });
  it('tells JSON', async () => {
    const { lines } = await diff(['--json', '--exit-code'], true);
    expect(lines).toEqual([
      {
        type: 'result',
        command: 'diff',
        exitCode: 8,
        differs: true,
        plan: JSON.parse(JSON.stringify(updatePlan)),
      },
    ]);
  });
});

describe('up', () => {
  const result = { outcome: 'updated', stack, outputs: stack.outputs, milliseconds: 2_000 } as const;
  const options = async (...argv: readonly string[]) => {
    let given: UpOptions | undefined;
    const { code } = await runCli(['up', '--yes', ...argv], {
      directory,
      useCases: {
        ...atHand,
        up: async () => ({
          up(_, options) {
            given = options;
            return scripted([], result);
          },
        }),
      },
    });
    return { code, ...given };
  };
  it('waits, verifies and allows nothing, unless told', async () => {
    expect(await options()).toMatchObject({ code: 0, wait: true, verify: true, allowReplace: [] });
  });
  it('hands on what it is told', async () => {
    expect(
      await options('--no-wait', '--skip-verify', '--allow-replace', 'A', '--allow-replace', 'B'),
    ).toMatchObject({
      wait: false,
      verify: false,
      allowReplace: ['A', 'B'],
    });
  });
  it('writes the outputs to a file', async () => {
    await options('--outputs-file', 'out.json');
    expect(JSON.parse(await there('out.json'))).toEqual(stack.outputs);
  });
  it('deploys nothing when the file of outputs could not be written', async () => {
    expect(await options('--outputs-file', 'no/out.json')).toEqual({ code: 2 });
  });
  it.each([
    ['created', 'is deployed'],
    ['updated', 'is updated'],
    ['recreated', 'is deployed anew'],
    ['unchanged', 'no changes'],
  ] as const)('says that it %s', async (outcome, words) => {
    const { stderr } = await runCli(['up', '--yes'], {
      useCases: { ...atHand, up: async () => ({ up: () => scripted([], { ...result, outcome }) }) },
    });
    expect(stderr).toContain(words);
  });
});

describe('status', () => {
  const use = (report: StatusReport, reports: readonly StatusReport[] = []): Partial<UseCases> => ({
    ...atHand,
    status: async () => ({ status: async () => report, statusErrorCode }),
    watchStatus: async () => ({
      async *watchStatus(_, { until, timeoutMilliseconds }) {
        yield* reports;
        if (until === 'health' && report.verdict !== 'healthy') {
          throw new ProxyWebhookError('timed-out', `Not healthy within ${timeoutMilliseconds} ms.`);
        }
        return report;
      },
    }),
  });
  const verdict = (of: StatusReport['verdict'], code: number) =>
    it(`ends with ${code} when ${of}`, async () => {
      const result = await runCli(['status'], { useCases: use({ ...healthy, verdict: of }) });
      expect(result.code).toBe(code);
      expect(result.stdout.split('\n')[0]).toBe(`proxywebhook-dev  ${of}`);
      expect(result.stderr).toBe('');
    });
  verdict('healthy', 0);
  verdict('pending', 7);
  verdict('unhealthy', 7);
  verdict('empty', 7);
  verdict('busy', 5);
  verdict('failed', 4);

  it('is one document with --json', async () => {
    const { lines } = await runCli(['status', '--json'], { useCases: use(unhealthy) });
    expect(lines).toEqual([
      { type: 'result', command: 'status', exitCode: 7, ...JSON.parse(JSON.stringify(unhealthy)) },
    ]);
  });
  it('waits for health, telling each change on stderr and the report at the end', async () => {
    const { code, stdout, stderr } = await runCli(['status', '--wait'], {
      useCases: use(healthy, [unhealthy, healthy]),
    });
    expect(code).toBe(0);
    expect(stderr.split('\n')).toHaveLength(3);
    expect(stderr).toContain('02:30:00  unhealthy: stack UPDATE_COMPLETE');
    expect(stdout.split('\n')[0]).toBe('proxywebhook-dev  healthy');
  });
  it('waits 15 minutes, unless told', async () => {
    const { code, stderr } = await runCli(['status', '--wait'], { useCases: use(unhealthy) });
    expect({ code, stderr }).toEqual({ code: 7, stderr: '✖ Not healthy within 900000 ms.\n' });
    expect(
      (await runCli(['status', '--wait', '--timeout', '90s'], { useCases: use(unhealthy) })).stderr,
    ).toContain('90000 ms');
  });
  it('watches: in place on a terminal, one below the other in a pipe', async () => {
    const piped = await runCli(['status', '--watch'], { useCases: use(healthy, [unhealthy, healthy]) });
    expect(piped.stdout.match(/^proxywebhook-dev {2}\w+$/gm)).toEqual([
      'proxywebhook-dev  unhealthy',
      'proxywebhook-dev  healthy',
    ]);
    const shown = await runCli(['status', '--watch'], {
      columns: 80,
      useCases: use(healthy, [unhealthy, healthy]),
    });
    expect(shown.stdout.split('\u001B[2J')).toHaveLength(3);
  });
  it('watches as JSON lines', async () => {
    const { lines } = await runCli(['status', '--watch', '--json'], {
      useCases: use(healthy, [unhealthy, healthy]),
    });
    expect(lines).toMatchObject([
      { type: 'status', verdict: 'unhealthy' },
      { type: 'status', verdict: 'healthy' },
    ]);
  });
  it('a timeout that is no time is an error', async () => {
    const { code, stderr } = await runCli(['status', '--wait', '--timeout', 'soon'], {
      useCases: use(healthy),
    });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: '✖ --timeout takes a time such as 90s, 15m, 1h or 2d, not "soon".\n',
    });
  });
});

describe('events', () => {
  it('is its result, on stdout', async () => {
    const { code, stdout } = await runCli(['events'], {
      useCases: { ...atHand, history: async () => ({ history: async () => failedHistory }) },
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/create failed +DatabaseInstance/);
  });
});

describe('down', () => {
  const down = (outcome: 'deleted' | 'absent', left: readonly string[] = []) =>
    runCli(['down', '--yes'], {
      useCases: {
        ...atHand,
        down: async () => ({
          async *down(_, { confirm }) {
            const { changes: _changes, ...plan } = createPlan;
            await confirm({ ...plan, removed: [], kept: [], protections: [] });
            yield { type: 'step-started', step: 'delete' };
            return { outcome, left, milliseconds: 61_000, account: '123456789012', region: 'us-east-1' };
          },
        }),
      },
    });
  it('shows its plan on stderr, and what is left on stdout', async () => {
    const { code, stdout, stderr } = await down('deleted', ['snapshot proxywebhook-dev-snapshot']);
    expect(code).toBe(0);
    expect(stderr).toContain('Plan  deletes the stack proxywebhook-dev');
    expect(stdout).toBe(
      'Left, and yours to delete:\n  - snapshot proxywebhook-dev-snapshot\n✔ proxywebhook-dev is deleted (1 min 1 s)\n',
    );
  });
  it('says where there was nothing', async () => {
    const { code, stdout } = await down('absent');
    expect(code).toBe(0);
    expect(stdout).toBe(
      'There is no stack proxywebhook-dev in account 123456789012, region us-east-1: nothing to delete.\n',
    );
  });
});

describe('status --watch', () => {
  it('is ended by Ctrl-C without a word, by the verdict', async () => {
    let press = (_: 'SIGINT') => {};
    const { code, stderr } = await runCli(['status', '--watch'], {
      signals: (signal) => {
        press = signal;
      },
      useCases: {
        ...atHand,
        status: async () => ({ status: async () => healthy, statusErrorCode }),
        watchStatus: async () => ({
          async *watchStatus(_, { signal }) {
            yield unhealthy;
            press('SIGINT');
            expect(signal?.aborted).toBe(true);
            return unhealthy;
          },
        }),
      },
    });
    expect({ code, stderr }).toEqual({ code: 7, stderr: '\n' });
  });
});
