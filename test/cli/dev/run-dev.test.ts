// `dev` in this process over a cloud and a deployment that only tell: what the command makes of them.
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UseCases } from '../../../src/cli/use-cases.ts';
import type { DevEvent } from '../../../src/dev.ts';
import { ProxyWebhookError } from '../../../src/errors.ts';
import type { DevCloud, DevCloudEvent, DevCloudOptions } from '../../../src/local/dev-cloud.ts';
import { runCli } from '../run-cli.ts';
import { atHand, createPlan, creation, stack, success } from '../scripted.ts';

let directory = '';
let webhook: Server;
let url = '';
let status = 200;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'run-dev-'));
  status = 200;
  webhook = createServer((_, response) => {
    response.writeHead(status, { 'proxywebhook-id': '7' }).end('{}');
  });
  await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(webhook.address() as AddressInfo).port}`;
});
afterEach(async () => {
  webhook.closeAllConnections();
  webhook.close();
  await rm(directory, { recursive: true, force: true });
});

const deployed: DevEvent = { type: 'deployed', stack, milliseconds: 900 };
const request = (target: string, more: object = {}): DevCloudEvent => ({
  type: 'request',
  request: { number: 1, at: new Date(), method: 'POST', target, status: 200, milliseconds: 5, ...more },
});

interface Told {
  readonly argv?: string;
  readonly columns?: number;
  readonly before?: readonly DevEvent[];
  /** After it stands. */
  readonly after?: readonly (DevEvent | DevCloudEvent)[];
  readonly throws?: Error;
}

async function ran({ argv = '', columns, before = [], after = [], throws }: Told) {
  let given: DevCloudOptions | undefined;
  let stopped = 0;
  let interrupt = () => {};
  const cloud = {
    endpoint: url,
    account: '123456789012',
    region: 'us-east-1',
    database: {
      kind: 'mysql',
      version: '8.4.8',
      found: 'system',
      host: '127.0.0.1',
      port: 3306,
      program: '/usr/sbin/mysqld',
    },
    url: () => url,
    proxyStats: () => undefined,
    environments: () => [],
    stop: async () => {
      stopped += 1;
    },
  } as Partial<DevCloud> as DevCloud;
  const useCases: Partial<UseCases> = {
    ...atHand,
    devCloud: async () => ({
      startDevCloud: async (options) => {
        given = options;
        options.tell({
          type: 'database',
          event: { type: 'ready', what: 'MySQL 8.4.8', port: 3306, milliseconds: 600 },
        });
        return cloud;
      },
    }),
    dev: async () => ({
      dev: async function* (_, { once }) {
        yield* before;
        if (throws !== undefined) throw throws;
        given?.tell(request('/_/health'));
        yield deployed;
        if (once) return;
        for (const event of after) {
          if (CLOUD.has(event.type)) given?.tell(event as DevCloudEvent);
          else yield event as DevEvent;
        }
        interrupt();
      },
    }),
  };
  const result = await runCli(['dev', '--port', '0', ...argv.split(' ').filter(Boolean)], {
    directory,
    useCases,
    ...(columns === undefined ? {} : { columns }),
    signals: (signal) => {
      interrupt = () => signal('SIGINT');
    },
  });
  return Object.assign(result, { given, stopped });
}

const CLOUD: ReadonlySet<string> = new Set([
  'request',
  'pinned',
  'function-log',
  'target-health',
  'database-ended',
]);

describe('the command dev', () => {
  it('shows the deployment, the head and the list, and ends with 0', async () => {
    const { code, screen, stopped, given } = await ran({
      columns: 100,
      before: [...creation, ...success],
      after: [
        { type: 'function-log', at: new Date(), message: 'from the handler' },
        request('/github', { storedId: 3 }),
        { type: 'pinned', reason: 'user-variable', bytes: 10, message: 'SQL set one.' },
        request('/two'),
        { type: 'target-health', health: { state: 'UNAVAILABLE', reason: 'UNREACHABLE' } },
        { type: 'sources-changed', files: ['handler.ts'] },
        { type: 'reloaded', files: ['handler.ts'], milliseconds: 120, key: 'k', changed: true },
        { type: 'planned', plan: { ...createPlan, changes: createPlan.changes.slice(0, 1) } },
        deployed,
      ],
    });
    expect(code).toBe(0);
    expect(screen).toContain('There is no configuration here: environment dev');
    expect(screen).toContain('✔ Database: MySQL 8.4.8, port 3306 (0.6 s)');
    expect(screen).toContain('✔ Planned: 10 resources to make; on AWS about $50.88 a month');
    expect(screen).toMatch(/url {7}http:\/\/127\.0\.0\.1:\d+\n/);
    expect(screen).toContain('MySQL 8.4.8 (of this machine, /usr/sbin/mysqld) on 127.0.0.1:3306');
    expect(screen).toContain('│ from the handler');
    expect(screen).toMatch(/POST {4}200 {5}5 ms \/github {2}id 3/);
    expect(screen).toContain('! PINNED user-variable, a statement of 10 bytes: SQL set one.');
    expect(screen).toContain("! The proxy's target is UNAVAILABLE, UNREACHABLE");
    expect(screen).toMatch(/saved handler\.ts\n\S+ reloaded in 120 ms/);
    expect(screen).toContain('+ NetworkVpc');
    expect(screen).toMatch(/Ended after .*; the data stay\.$/);
    expect(screen).not.toContain('/_/health');
    expect({ stopped, host: given?.host, directory: given?.directory }).toEqual({
      stopped: 1,
      host: '127.0.0.1',
      directory: path.join(directory, '.proxywebhook'),
    });
    expect(existsSync(path.join(directory, '.proxywebhook/dev.json'))).toBe(false);
  });

  it('writes everything as JSON, errors as data', async () => {
    const error = new ProxyWebhookError('bundle-failed', 'It does not compile.', { remedies: ['Mend it.'] });
    const { lines, code } = await ran({
      argv: '--json --pool 3 --concurrency 2 --inspect --db mysql --reset --offline',
      after: [request('/a'), { type: 'reload-failed', files: ['a.ts'], error }],
    });
    expect(code).toBe(0);
    const types = lines.map((line) => (line as { type: string }).type);
    expect(types).toEqual([
      'database',
      'request',
      'deployed',
      'serving',
      'request',
      'reload-failed',
      'result',
    ]);
    expect(lines[2]).toEqual({
      type: 'deployed',
      stack: { arn: stack.arn, name: stack.name, status: stack.status },
      milliseconds: 900,
    });
    expect(lines[5]).toMatchObject({
      code: 'bundle-failed',
      message: 'It does not compile.',
      remedies: ['Mend it.'],
    });
    expect(lines[6]).toMatchObject({ command: 'dev', exitCode: 0, requests: 1 });
  });

  it('gives the cloud what was asked for', async () => {
    const { given } = await ran({
      argv: '--pool 3 --concurrency 2 --inspect --db mysql --ephemeral --offline',
    });
    expect(given).toMatchObject({
      poolConnections: 3,
      concurrency: 2,
      inspect: 9229,
      database: 'mysql',
      ephemeral: true,
      offline: true,
    });
  });

  it('warns when others can reach it', async () => {
    const { stdout } = await ran({ argv: '--host 0.0.0.0' });
    expect(stdout).toContain(
      '! --host 0.0.0.0: whoever reaches this machine can send requests and see what was received.',
    );
  });

  it('--once proves that a request was stored', async () => {
    const { code, stdout } = await ran({ argv: '--once' });
    expect(code).toBe(0);
    expect(stdout).toContain('Stored a request as id 7');
  });

  it('--once is an error when none was', async () => {
    status = 503;
    const { code, stderr, stopped } = await ran({ argv: '--once' });
    expect({ code, stopped }).toEqual({ code: 7, stopped: 1 });
    expect(stderr).toMatch(/was not stored: it\s+answers 503/);
  });

  it('ends with what stood in the way of the deployment, and leaves nothing', async () => {
    const throws = new ProxyWebhookError('deployment-failed', 'It was rolled back.');
    const { code, stderr, stopped } = await ran({ throws });
    expect({ code, stopped }).toEqual({ code: 4, stopped: 1 });
    expect(stderr).toContain('✖ It was rolled back.');
    expect(existsSync(path.join(directory, '.proxywebhook/dev.json'))).toBe(false);
  });

  it('--local leads the other commands to it, and says so where none runs', async () => {
    const { code, stderr } = await runCli(['events', '--local'], { directory, useCases: atHand });
    expect(code).toBe(10);
    expect(stderr).toContain('No `dev` is running for the project');
    let asked: unknown;
    const useCases: Partial<UseCases> = {
      aws: async () => ({
        awsPorts: async (options) => {
          asked = options;
          throw new ProxyWebhookError('unreachable', 'far enough');
        },
        loadAdapters: async () => {},
        localAccount: ({ endpoint, region }) => ({ endpoint, region, longestWait: 1 }),
      }),
    };
    const about = {
      pid: process.pid,
      environment: 'dev',
      startedAt: '',
      endpoint: url,
      region: 'us-west-2',
      account: '1',
    };
    await ran({});
    await writeFile(path.join(directory, '.proxywebhook/dev.json'), JSON.stringify(about));
    await runCli(['events', '--local'], { directory, useCases });
    expect(asked).toMatchObject({ endpoint: url, region: 'us-west-2', longestWait: 1 });
    const both = await runCli(['events', '--local', '--profile', 'mine'], { directory, useCases });
    expect(both.code).toBe(2);
  });
});
