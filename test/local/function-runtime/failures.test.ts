import { describe, expect, it } from 'vitest';
import { testRuntime } from './functions.ts';

describe('a request that fails', () => {
  it('by an error leaves its environment to the next one', async () => {
    const runtime = await testRuntime();
    await runtime.put(
      'let n = 0; export const handler = async () => { n += 1; if (n === 1) throw new Error("once"); return n; };',
    );
    expect(await runtime.call()).toMatchObject({
      failure: 'Unhandled',
      answer: { errorType: 'Error', errorMessage: 'once' },
    });
    expect(await runtime.call()).toMatchObject({ answer: 2, coldStart: false });
  });

  it.each([
    ['by its timeout', 'for (;;) await new Promise((go) => setTimeout(go, 10));'],
    ['by its timeout, though it never yields', 'for (;;) {}'],
  ])('%s takes its environment with it', async (_, body) => {
    const runtime = await testRuntime();
    await runtime.put(
      `export const handler = async ({ fail }) => { if (fail) { ${body} } return 'fine'; };`,
      {
        timeoutSeconds: 0.5,
      },
    );
    const late = await runtime.call({ fail: true });
    expect(late).toMatchObject({
      failure: 'Unhandled',
      answer: {
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${late.requestId} Error: Task timed out after 0.50 seconds`,
      },
    });
    expect(late.durationMilliseconds).toBeGreaterThanOrEqual(490);
    expect(late.log).toMatch(
      new RegExp(`Z ${late.requestId} Task timed out after 0.50 seconds\\nEND .*\\nREPORT .*Status: timeout`),
    );
    expect(await runtime.call()).toMatchObject({ answer: 'fine', coldStart: true });
  });

  it.each([
    ['exit(1)', 'process.exit(1)', 'Runtime exited with error: exit status 1'],
    ['exit(0)', 'process.exit(0)', 'Runtime exited without providing a reason'],
    ['a signal', "process.kill(process.pid, 'SIGKILL')", 'Runtime exited with error: signal: killed'],
  ])('by %s is an exit of the runtime', async (_, end, reason) => {
    const runtime = await testRuntime();
    await runtime.put(
      `export const handler = async ({ fail }) => { if (fail) { ${end}; await new Promise(() => {}); } return 'fine'; };`,
    );
    const ended = await runtime.call({ fail: true });
    expect(ended.answer).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${ended.requestId} Error: ${reason}`,
    });
    expect(ended.log).toContain('Status: error\tError Type: Runtime.ExitError');
    expect(await runtime.call()).toMatchObject({ answer: 'fine', coldStart: true });
  });

  // Without /proc or ps there is no telling what a process holds.
  it.skipIf(process.platform === 'win32')('by more memory than it has is killed', async () => {
    const runtime = await testRuntime();
    await runtime.put(
      `const kept = [];
       export const handler = async () => {
         for (;;) { kept.push(Buffer.alloc(16 * 1024 * 1024, 1)); await new Promise((go) => setTimeout(go, 10)); }
       };`,
      { memoryMb: 160 },
    );
    const ended = await runtime.call();
    expect(ended.answer).toMatchObject({ errorType: 'Runtime.OutOfMemory' });
    expect(ended.log).toMatch(/Max Memory Used: 160 MB.*Status: error\tError Type: Runtime\.OutOfMemory/);
  });

  it('by more objects than its heap may hold ends as V8 ends it', async () => {
    const runtime = await testRuntime();
    await runtime.put(
      'export const handler = async () => { const all = []; for (;;) all.push({ all: [] }); };',
      {
        memoryMb: 128,
      },
    );
    expect((await runtime.call()).answer).toMatchObject({
      errorType: expect.stringMatching(/^Runtime\.(OutOfMemory|ExitError)$/),
    });
  });
});

describe('code that cannot be loaded', () => {
  it('is tried once more within the request, and then told', async () => {
    const runtime = await testRuntime();
    await runtime.put('throw new RangeError("at load");');
    const call = await runtime.call();
    expect(call).toMatchObject({
      failure: 'Unhandled',
      coldStart: true,
      answer: { errorType: 'RangeError', errorMessage: 'at load' },
    });
    const platform = runtime.messages().filter((line) => /^(INIT_|START|END|REPORT)/.test(line));
    expect(
      platform.map((line) => line.replaceAll(/[\d.]+ ms|[\d.]+ MB|v[\d.]+|RequestId: \S+/g, '*')),
    ).toEqual([
      'INIT_START Runtime Version: nodejs:local (*)',
      'INIT_REPORT Init Duration: *\tPhase: init\tStatus: error\tError Type: RangeError',
      'START * Version: $LATEST',
      'INIT_REPORT Init Duration: *\tPhase: invoke\tStatus: error\tError Type: RangeError',
      'END *',
      'REPORT *\tDuration: *\tBilled Duration: *\tMemory Size: *\tMax Memory Used: *\tStatus: error\tError Type: RangeError',
    ]);
    expect(new Set(runtime.lines.map(({ stream }) => stream)).size).toBe(1);
  });

  it('in time is loaded once more, on the clock of the request', async () => {
    const runtime = await testRuntime({ initMilliseconds: 300 });
    const code = 'await new Promise((go) => setTimeout(go, 600)); export const handler = async () => "late";';
    await runtime.put(code);
    const call = await runtime.call();
    expect(call).toMatchObject({ answer: 'late' });
    expect(call.durationMilliseconds).toBeGreaterThan(590);
    expect(runtime.messages()[1]).toMatch(
      /^INIT_REPORT Init Duration: [\d.]+ ms\tPhase: init\tStatus: timeout$/,
    );
    expect((await runtime.call()).coldStart).toBe(false);
  });

  it('in the time of the request either ends by its timeout', async () => {
    const runtime = await testRuntime({ initMilliseconds: 200 });
    await runtime.put('await new Promise((go) => setTimeout(go, 60_000)); export const handler = 1;', {
      timeoutSeconds: 0.4,
    });
    expect((await runtime.call()).answer).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect(runtime.environments('hook')).toEqual([]);
  });

  it('is not tried again for nobody', async () => {
    const runtime = await testRuntime();
    await runtime.put('throw new Error("at load");', { prewarm: true });
    const call = await runtime.call();
    expect(call.failure).toBe('Unhandled');
    expect(runtime.environments('hook')).toEqual([]);
  });
});
