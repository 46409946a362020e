import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { jsonRenderer } from '../../../src/cli/renderers/json.ts';
import { plainRenderer } from '../../../src/cli/renderers/plain.ts';
import { surroundingsOf } from '../../../src/cli/surroundings.ts';
import { ProxyWebhookError } from '../../../src/errors.ts';
import { runCli, terminal } from '../run-cli.ts';
import { at, atHand, creation, failure, progress, resource, scripted, stack, success } from '../scripted.ts';

const deployed = { outcome: 'created', stack, outputs: stack.outputs, milliseconds: 425_000 } as const;
const failed = new ProxyWebhookError(
  'deployment-failed',
  'The creation of proxywebhook-dev failed. DatabaseInstance (AWS::RDS::DBInstance): no capacity. What was made is deleted again.',
  { remedies: ['Choose another database.instanceClass, or try again later.'] },
);

function up(columns: number | undefined, argv: readonly string[], ends: 'well' | 'badly') {
  const run = () =>
    ends === 'well'
      ? scripted([...creation, ...success], deployed)
      : scripted<typeof deployed>([...creation, ...failure], failed);
  return runCli(['up', '--yes', ...argv], {
    ...(columns === undefined ? {} : { columns }),
    useCases: { ...atHand, up: async () => ({ up: run }) },
  });
}

describe('the same run on every kind of output', () => {
  it.each([
    ['a terminal of 80 columns', 80],
    ['a terminal of 50 columns', 50],
    ['a pipe', undefined],
  ] as const)('%s', async (_, columns) => {
    const well = await up(columns, [], 'well');
    const badly = await up(columns, [], 'badly');
    expect([well.code, badly.code]).toEqual([0, 4]);
    const name = columns ?? 'piped';
    await expect(`${well.screen}\n`).toMatchFileSnapshot(`../golden/up-${name}.txt`);
    await expect(`${badly.screen}\n`).toMatchFileSnapshot(`../golden/up-failed-${name}.txt`);
  });
  it('no line is wider than 50 columns, but values that cannot be broken', async () => {
    for (const { screen } of [await up(50, [], 'well'), await up(50, [], 'badly')]) {
      expect(screen.split('\n').filter((line) => line.length > 50)).toEqual([]);
    }
  });
  it('JSON lines: events, then one result', async () => {
    const { code, lines, stderr } = await up(undefined, ['--json'], 'well');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(lines).toHaveLength(creation.length - 1 + success.length + 1);
    expect(lines.at(0)).toEqual({ type: 'step-started', step: 'identity' });
    expect(lines.at(-1)).toEqual({
      type: 'result',
      command: 'up',
      exitCode: 0,
      outcome: 'created',
      stack: { arn: stack.arn, name: stack.name, status: 'CREATE_COMPLETE' },
      outputs: stack.outputs,
      milliseconds: 425_000,
    });
  });
  it('JSON lines: events, then one error', async () => {
    const { code, lines } = await up(undefined, ['--json'], 'badly');
    expect(code).toBe(4);
    expect(lines.at(-1)).toMatchObject({
      type: 'error',
      code: 'deployment-failed',
      exitCode: 4,
      remedies: failed.remedies,
    });
  });
  it('JSON tells moments as ISO 8601', async () => {
    const { lines } = await up(undefined, ['--json'], 'well');
    expect(lines).toContainEqual({
      type: 'stack-changed',
      at: '2026-11-24T02:07:01.000Z',
      status: 'CREATE_COMPLETE',
    });
  });
  it('with --verbose a terminal keeps what is done', async () => {
    const { screen } = await up(80, ['--verbose'], 'well');
    expect(screen).toContain('created DatabaseInstance AWS::RDS::DBInstance after 6 min 46 s');
  });
});

describe('time that passes', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: at(20) });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  let written = '';
  const output = (columns?: number) => {
    written = '';
    const stream = terminal(columns, (text) => {
      written += text;
    });
    const noop = () => {};
    return surroundingsOf({
      argv: [],
      env: { NO_COLOR: '1' },
      stdin: process.stdin,
      stdout: stream,
      stderr: stream,
      cwd: () => '/',
      on: noop,
      off: noop,
    }).stderr;
  };

  it('plain: says after 30 s of silence what is in progress, how long, and how long it will take', async () => {
    const renderer = plainRenderer(output());
    renderer.tell({ type: 'step-started', step: 'execute' });
    renderer.tell({ type: 'ticked', progress: progress(8, ['DatabaseInstance'], { secondsLeft: 412 }) });
    written = '';
    vi.advanceTimersByTime(29_000);
    expect(written).toBe('');
    vi.advanceTimersByTime(2_000);
    expect(written).toBe('… Deploying, 8 of 10 done, about 7 min left: DatabaseInstance 40 s\n');
    vi.advanceTimersByTime(60_000);
    expect(written.split('\n')).toHaveLength(4);
    renderer.close();
    vi.advanceTimersByTime(60_000);
    expect(written.split('\n')).toHaveLength(4);
  });
  it('plain: a step without progress has a heartbeat too', () => {
    const renderer = plainRenderer(output());
    renderer.tell({ type: 'step-started', step: 'target-health' });
    vi.advanceTimersByTime(31_000);
    expect(written).toBe("… Waiting for the proxy's targets\n… Waiting for the proxy's targets\n");
    renderer.close();
  });
  it('plain: a question is waited for in silence', () => {
    const renderer = plainRenderer(output());
    renderer.tell({ type: 'step-started', step: 'approve' });
    vi.advanceTimersByTime(120_000);
    expect(written).toBe('');
    renderer.close();
  });
  it('JSON: a tick is told after 30 s of silence only', () => {
    const renderer = jsonRenderer(output());
    const tick = { type: 'ticked', progress: progress(8, []) } as const;
    renderer.tell(tick);
    expect(written).toBe('');
    vi.advanceTimersByTime(30_000);
    renderer.tell(tick);
    renderer.tell(tick);
    expect(written.split('\n')).toHaveLength(2);
  });
});

describe('the live block', () => {
  it('shows how far it is, and what is in progress for how long; failures stay above', async () => {
    const { screenText } = await import('../../../scripts/screen.ts');
    const { terminalRenderer } = await import('../../../src/cli/renderers/terminal.ts');
    let written = '';
    const stream = terminal(80, (text) => {
      written += text.replaceAll(/(?<!\r)\n/g, '\r\n');
    });
    const { stderr } = surroundingsOf({
      argv: [],
      env: { NO_COLOR: '1' },
      stdin: process.stdin,
      stdout: stream,
      stderr: stream,
      cwd: () => '/',
      on: () => {},
      off: () => {},
    });
    let now = at(130).getTime();
    const renderer = terminalRenderer(stderr, { now: () => now });
    const seen = () => screenText(written, 80).replaceAll(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏-]/g, '*');
    const { promise, resolve } = (() => {
      let resolve = () => {};
      const promise = new Promise<void>((done) => {
        resolve = done;
      });
      return { promise, resolve };
    })();
    try {
      renderer.tell({ type: 'step-started', step: 'execute' });
      renderer.tell(
        resource(130, 'DatabaseInstance', 'AWS::RDS::DBInstance', 'CREATE_IN_PROGRESS', {
          ...progress(8, ['DatabaseInstance', 'ApiApi'], { secondsLeft: 300 }),
        }),
      );
      setTimeout(resolve, 120);
      await promise;
      expect(seen()).toBe(
        [
          '* Deploying: 8 of 10 done, about 5 min left',
          '    DatabaseInstance  2 min  AWS::RDS::DBInstance',
          '    ApiApi            2 min  AWS::RDS::DBInstance',
        ].join('\n'),
      );
      now += 5_000;
      for (const event of failure.slice(0, 3)) renderer.tell(event);
      expect(seen()).toContain('✖ DatabaseInstance (AWS::RDS::DBInstance)');
    } finally {
      renderer.close();
    }
    expect(seen()).toMatch(/try again later\.$/);
  });
});
