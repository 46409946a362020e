import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { deployment, isAlive, type TestRuntime, testRuntime, until } from './functions.ts';

const COUNTER = 'let n = 0; export const handler = async () => ({ n: ++n, pid: process.pid });';
/** Answers when there is a file at `gate`; writes one at `arrived`. */
const GATED = (code = 'first') => `import { existsSync, writeFileSync } from 'node:fs';
  export const handler = async ({ gate, arrived }) => {
    if (arrived) writeFileSync(arrived, '');
    while (gate && !existsSync(gate)) await new Promise((go) => setTimeout(go, 5));
    return { pid: process.pid, code: '${code}' };
  };`;

const folder = mkdtempSync(path.join(tmpdir(), 'pwh-test-functions-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A call that is under way until it is let go. */
async function heldCall(runtime: TestRuntime, name: string) {
  const [gate, arrived] = [path.join(folder, `${name}-gate`), path.join(folder, `${name}-arrived`)];
  const result = runtime.call({ gate, arrived });
  await until(() => existsSync(arrived));
  return { result, letGo: () => writeFileSync(gate, '') };
}

describe('a call', () => {
  it('runs the code of the zip, which keeps its state from one to the next', async () => {
    const runtime = await testRuntime();
    await runtime.put(COUNTER);
    const [first, second] = [await runtime.call(), await runtime.call()];
    expect([first.answer, second.answer]).toMatchObject([{ n: 1 }, { n: 2 }]);
    expect([first.coldStart, second.coldStart]).toEqual([true, false]);
    expect(first.requestId).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(first.requestId).not.toBe(second.requestId);
  });

  it('of a function that is not there is refused', async () => {
    const runtime = await testRuntime();
    await expect(runtime.call()).rejects.toMatchObject({ code: 'ResourceNotFoundException', status: 404 });
    await runtime.put(COUNTER);
    await runtime.remove('hook');
    await expect(runtime.call()).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });

  it.each([
    ['is not JSON', Buffer.from('{'), 'InvalidRequestContentException', 400],
    ['is larger than 6 MB', Buffer.alloc(6_291_457, '1'), 'RequestEntityTooLargeException', 413],
  ])('with a payload that %s is refused', async (_, payload, code, status) => {
    const runtime = await testRuntime();
    await runtime.put(COUNTER);
    await expect(runtime.invoke('hook', payload)).rejects.toMatchObject({ code, status });
  });

  it('may take 6 MB and give 6 MB and 100 bytes, no more', async () => {
    const runtime = await testRuntime();
    await runtime.put('export const handler = async ({ size }) => "a".repeat(size - 2);');
    const whole = Buffer.from(JSON.stringify({ size: 6_291_556, more: '' }));
    const padded = Buffer.concat([
      whole.subarray(0, -2),
      Buffer.alloc(6_291_456 - whole.length, 'x'),
      whole.subarray(-2),
    ]);
    expect((await runtime.invoke('hook', padded)).payload.byteLength).toBe(6_291_556);
    expect(await runtime.call({ size: 6_291_557 })).toMatchObject({
      failure: 'Unhandled',
      answer: { errorType: 'Function.ResponseSizeTooLarge' },
    });
    expect(await runtime.call({ size: 3 })).toMatchObject({ answer: 'a', coldStart: false });
  });
});

describe('environments', () => {
  it('serve one request at a time, and the one used last is taken first', async () => {
    const runtime = await testRuntime();
    await runtime.put(GATED());
    const [a, b] = [await heldCall(runtime, 'one-a'), await heldCall(runtime, 'one-b')];
    expect(runtime.environments('hook')).toMatchObject([{ state: 'busy' }, { state: 'busy' }]);
    b.letGo();
    const { answer: ofB } = await b.result;
    a.letGo();
    const { answer: ofA } = await a.result;
    expect(ofA).not.toEqual(ofB);
    expect((await runtime.call()).answer).toEqual(ofA);
    expect(runtime.environments('hook').map(({ requests }) => requests)).toEqual([2, 1]);
  });

  it.each([
    ['reserved', { reservedConcurrency: 1, concurrency: 5 }],
    ['given', { concurrency: 1 }],
  ])('are no more than the concurrency that is %s', async (name, settings) => {
    const runtime = await testRuntime();
    await runtime.put(GATED(), settings);
    const held = await heldCall(runtime, `limit-${name}`);
    await expect(runtime.call()).rejects.toMatchObject({
      code: 'TooManyRequestsException',
      message: 'Rate Exceeded.',
      status: 429,
    });
    held.letGo();
    await held.result;
    expect((await runtime.call()).coldStart).toBe(false);
  });

  it.skipIf(process.platform === 'win32')(
    'are frozen between requests, and go on where they were',
    async () => {
      const runtime = await testRuntime();
      await runtime.put(COUNTER);
      for (const n of [1, 2]) {
        expect((await runtime.call()).answer).toMatchObject({ n });
        await until(() => runtime.environments('hook')[0]?.frozen === true);
        const [{ pid } = { pid: 0 }] = runtime.environments('hook');
        await expect
          .poll(() => execFileSync('ps', ['-o', 'stat=', '-p', String(pid)]).toString())
          .toMatch(/^T/);
      }
    },
  );

  it('under a debugger are neither frozen nor timed out, and say where it listens', async () => {
    const runtime = await testRuntime();
    await runtime.put('export const handler = () => new Promise((go) => setTimeout(go, 300));', {
      inspect: 0,
      timeoutSeconds: 0.1,
    });
    expect((await runtime.call()).failure).toBeUndefined();
    expect(
      runtime.messages().some((line) => /^Debugger listening on ws:\/\/127\.0\.0\.1:\d+/.test(line)),
    ).toBe(true);
    expect(runtime.environments('hook')).toMatchObject([{ frozen: false }]);
  });

  it('are not frozen when that is not wanted', async () => {
    const runtime = await testRuntime({ freeze: false });
    await runtime.put('let n = 0; setInterval(() => { n += 1; }, 1); export const handler = async () => n;');
    await runtime.call();
    await until(async () => ((await runtime.call()).answer as number) > 20);
  });

  it('that were killed are replaced', async () => {
    const runtime = await testRuntime();
    await runtime.put(COUNTER);
    await runtime.call();
    const [{ pid } = { pid: 0 }] = runtime.environments('hook');
    process.kill(pid, 'SIGKILL');
    await until(() => runtime.environments('hook').length === 0);
    expect(await runtime.call()).toMatchObject({ coldStart: true, answer: { n: 1 } });
  });

  it('that are taken away end their request first, or at once when asked to', async () => {
    const runtime = await testRuntime();
    await runtime.put(GATED());
    const [first, second] = [await heldCall(runtime, 'kill-a'), await heldCall(runtime, 'kill-b')];
    await runtime.killEnvironments('hook');
    expect(runtime.environments('hook')).toHaveLength(2);
    first.letGo();
    await first.result;
    await until(() => runtime.environments('hook').length === 1);
    await runtime.killEnvironments('hook', { busy: true });
    expect((await second.result).answer).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(runtime.environments('hook')).toEqual([]);
    expect((await runtime.call()).coldStart).toBe(true);
  });

  it('can be started before the first request', async () => {
    const runtime = await testRuntime();
    await runtime.put(COUNTER, { prewarm: true });
    await until(() => runtime.environments('hook')[0]?.state === 'idle');
    const [warmed] = runtime.environments('hook');
    expect((await runtime.call()).answer).toMatchObject({ pid: warmed?.pid });
  });
});

describe('new code', () => {
  it('serves new requests at once, while those under way end on the old code', async () => {
    const runtime = await testRuntime();
    await runtime.put(GATED('old'));
    await runtime.call();
    const held = await heldCall(runtime, 'reload');
    await runtime.put(GATED('new'));
    expect((await runtime.call()).answer).toMatchObject({ code: 'new' });
    expect(runtime.environments('hook').map(({ old }) => old)).toEqual([true, false]);
    held.letGo();
    expect((await held.result).answer).toMatchObject({ code: 'old' });
    await until(() => runtime.environments('hook').length === 1);
  });

  it('takes no request with it, however often it comes', async () => {
    const runtime = await testRuntime();
    await runtime.put(GATED('0'));
    const calls = [];
    for (let n = 1; n <= 4; n += 1) {
      calls.push(runtime.call(), runtime.call());
      await runtime.put(GATED(String(n)), { prewarm: n % 2 === 0 });
    }
    const answers = await Promise.all([...calls, runtime.call()]);
    expect(answers.map(({ failure }) => failure)).toEqual(answers.map(() => undefined));
    expect(answers.at(-1)?.answer).toMatchObject({ code: '4' });
    await until(() => runtime.environments('hook').every(({ old }) => !old));
  });

  it('that cannot be unpacked changes nothing', async () => {
    const runtime = await testRuntime();
    await runtime.put(COUNTER);
    const broken = runtime.deploy({ ...deployment(COUNTER), zip: Buffer.from('no zip') });
    await expect(broken).rejects.toMatchObject({ code: 'InvalidParameterValueException' });
    expect((await runtime.call()).answer).toMatchObject({ n: 1 });
  });

  it('may not have variables that Lambda keeps for itself', async () => {
    const runtime = await testRuntime();
    const refused = runtime.put(COUNTER, { environment: { AWS_REGION: 'x', MINE: 'y', _HANDLER: 'z' } });
    await expect(refused).rejects.toThrow(/Reserved keys used in this request: AWS_REGION, _HANDLER/);
  });
});

describe('a process has in its environment', () => {
  it('its own variables and those of Lambda, and nothing of ours', async () => {
    process.env.PWH_TEST_SECRET = 'of the developer';
    const runtime = await testRuntime();
    await runtime.put('export const handler = async () => ({ ...process.env });', {
      environment: { PROXY_ENDPOINT: 'db', NODE_OPTIONS: '--no-warnings' },
      extraEnvironment: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
      logFormat: 'JSON',
    });
    const { answer } = await runtime.call();
    delete process.env.PWH_TEST_SECRET;
    const {
      AWS_LAMBDA_RUNTIME_API,
      AWS_LAMBDA_LOG_STREAM_NAME,
      LAMBDA_TASK_ROOT,
      LAMBDA_RUNTIME_DIR,
      ...rest
    } = answer as Record<string, string>;
    expect(AWS_LAMBDA_RUNTIME_API).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(AWS_LAMBDA_LOG_STREAM_NAME).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][\da-f]{32}$/);
    expect(LAMBDA_TASK_ROOT?.startsWith(LAMBDA_RUNTIME_DIR ?? '-')).toBe(true);
    expect(rest).toEqual({
      PROXY_ENDPOINT: 'db',
      NODE_OPTIONS: '--no-warnings',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      _HANDLER: 'index.handler',
      AWS_ACCESS_KEY_ID: 'ASIALOCALFUNCTION000',
      AWS_SECRET_ACCESS_KEY: 'local-function-secret-key',
      AWS_SESSION_TOKEN: 'local-function-session-token',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: 'hook',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/hook',
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_LEVEL: 'INFO',
      PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
      NODE_PATH: '/opt/nodejs/node_modules',
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
    });
  });
});

describe('stopping', () => {
  it('ends every process and deletes every file, also of requests under way', async () => {
    const runtime = await testRuntime();
    await runtime.put(`${GATED()} export const where = async () => process.env.LAMBDA_TASK_ROOT;`);
    await runtime.deploy({
      ...deployment('export const handler = async () => process.env.LAMBDA_RUNTIME_DIR;'),
      name: 'where',
    });
    const place = JSON.parse(
      Buffer.from((await runtime.invoke('where', Buffer.from('{}'))).payload).toString(),
    ) as string;
    const held = await heldCall(runtime, 'stop');
    const pids = [...runtime.environments('hook'), ...runtime.environments('where')].map(({ pid }) => pid);
    expect([pids.map(isAlive), existsSync(place)]).toEqual([[true, true], true]);
    await Promise.all([runtime.stop(), runtime.stop()]);
    expect([pids.map(isAlive), existsSync(place)]).toEqual([[false, false], false]);
    expect(await held.result).toMatchObject({ failure: 'Unhandled' });
    await expect(runtime.put(COUNTER)).rejects.toThrow('has been stopped');
  });
});

describe('a function', () => {
  it('reads the files of its zip from its folder', async () => {
    const runtime = await testRuntime();
    const code = `import { readFileSync } from 'node:fs';
      export const handler = async () => readFileSync('data/settings.json', 'utf8') + process.cwd().endsWith(process.env.LAMBDA_TASK_ROOT);`;
    await runtime.put({ 'index.mjs': code, 'data/settings.json': '{"a":1}' });
    expect((await runtime.call()).answer).toBe('{"a":1}true');
    expect(readFileSync(import.meta.filename, 'utf8')).not.toBe('');
  });
});
