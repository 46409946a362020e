// The real artifact as Lambda runs it: unzipped into a folder of its own and loaded by a Node.js process of its own, with
// no variable but the function's. The test feeds it events and reads what it logged.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll } from 'vitest';
import { buildArtifact } from '../../src/artifact/artifact.ts';
import { type ConfigInput, configSchema } from '../../src/config/schema.ts';

const CACHE = mkdtempSync(path.join(tmpdir(), 'pwh-test-artifacts-'));
afterAll(() => rmSync(CACHE, { recursive: true, force: true }));

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface FunctionProcess {
  invoke(event: unknown, remaining?: number): Promise<unknown>;
  http(request: HttpRequest): Promise<HttpAnswer>;
  /** All that was written to stdout and stderr so far. */
  log(): string;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface HttpRequest {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body?: string | Buffer;
  readonly requestId?: string;
  readonly timeEpoch?: number;
}

export async function startFunction(options: {
  readonly config?: Partial<ConfigInput>;
  readonly environment: Readonly<Record<string, string>>;
  /** PEM that is trusted besides Node.js's own roots, as a file beside the code. */
  readonly authority?: string;
  /** The config file's folder, for `function.entry`. */
  readonly directory?: string;
}): Promise<FunctionProcess> {
  const folder = mkdtempSync(path.join(tmpdir(), 'pwh-test-function-'));
  const config = configSchema.parse({
    environment: 'test',
    stackName: 'proxywebhook-test',
    ...options.config,
  });
  const { body } = await buildArtifact({
    config,
    directory: options.directory ?? folder,
    cacheDirectory: CACHE,
  });
  const root = path.join(folder, 'task');
  mkdirSync(root);
  for (const [name, content] of Object.entries(unzipSync(body)))
    writeFileSync(path.join(root, name), content);
  const authorityFile = path.join(folder, 'authority.pem');
  writeFileSync(authorityFile, options.authority ?? '');
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'driver.mjs')], {
    env: {
      LAMBDA_TASK_ROOT: root,
      TZ: ':UTC',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
      AWS_SESSION_TOKEN: 'session-token+/=',
      ...(options.authority === undefined ? {} : { NODE_EXTRA_CA_CERTS: authorityFile }),
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => lines.push(chunk));
  }
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(lines.join(''))),
  ]);
  return conversation(child, folder, lines);
}

/** An event in payload format 2.0, as API Gateway would send it. */
export function httpEvent(request: HttpRequest): Readonly<Record<string, unknown>> {
  const { method = 'POST', path: rawPath = '/', query = '', headers = {}, cookies, body } = request;
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: query,
    headers: { host: 'abc.execute-api.us-east-1.amazonaws.com', ...headers },
    ...(cookies === undefined ? {} : { cookies }),
    requestContext: {
      accountId: '123456789012',
      apiId: 'abc',
      stage: '$default',
      requestId: request.requestId ?? `request-${counter++}=`,
      timeEpoch: request.timeEpoch ?? Date.now(),
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'test' },
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : body.toString('base64') }),
    isBase64Encoded: body instanceof Buffer,
  };
}

let counter = 0;

function conversation(child: ChildProcess, folder: string, lines: readonly string[]): FunctionProcess {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let number = 0;
  child.on('message', (message: { number: number; result?: unknown; thrown?: string }) => {
    const one = waiting.get(message.number);
    waiting.delete(message.number);
    if (message.thrown === undefined) one?.resolve(message.result);
    else one?.reject(new Error(message.thrown));
  });
  child.on('exit', () => {
    for (const { reject } of waiting.values())
      reject(new Error(`The function's process ended: ${lines.join('')}`));
  });
  const invoke = (event: unknown, remaining = 15_000) =>
    new Promise<unknown>((resolve, reject) => {
      number += 1;
      waiting.set(number, { resolve, reject });
      child.send({ number, event, remaining });
    });
  return {
    invoke,
    http: async (request) => (await invoke(httpEvent(request))) as HttpAnswer,
    log: () => lines.join(''),
    pid: child.pid ?? 0,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
