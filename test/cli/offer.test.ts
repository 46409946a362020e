import { describe, expect, it } from 'vitest';
import type { CancelOptions, CancelResult } from '../../src/cancel.ts';
import type { UseCases } from '../../src/cli/use-cases.ts';
import type { DeploymentEvent } from '../../src/deployment/events.ts';
import { ProxyWebhookError } from '../../src/errors.ts';
import { runCli } from './run-cli.ts';
import { atHand, createPlan, scripted, stack, updatePlan } from './scripted.ts';

/** An `up` whose operation is under way when Ctrl-C is pressed; it ends when the answer is to wait, or with its abort. */
function interruptedUp({
  typed,
  plan = updatePlan,
  status = 'UPDATE_IN_PROGRESS',
  cancelled = { outcome: 'rolled-back', status: 'UPDATE_ROLLBACK_COMPLETE', left: [], milliseconds: 1 },
  argv = [],
  asked = () => {},
  later = [],
}: {
  readonly typed: readonly string[];
  readonly plan?: typeof updatePlan;
  readonly status?: string;
  readonly cancelled?: CancelResult | Error;
  readonly argv?: readonly string[];
  /** What is asked of a cancellation. */
  readonly asked?: (options: CancelOptions) => void;
  /** What is told after the key was pressed, while the question stands. */
  readonly later?: readonly DeploymentEvent[];
}) {
  let press = (_: 'SIGINT') => {};
  const events: readonly DeploymentEvent[] = [
    { type: 'planned', plan },
    { type: 'step-started', step: 'execute' },
    { type: 'stack-changed', at: new Date('2026-11-24T02:00:00Z'), status, operationId: 'the-operation' },
  ];
  const useCases: Partial<UseCases> = {
    ...atHand,
    up: async () => ({
      async *up(_, { signal }) {
        yield* events;
        press('SIGINT');
        yield* later;
        for (let looks = 0; looks < 40; looks += 1) {
          await new Promise((resolve) => setTimeout(resolve, 10));
          if (signal?.aborted === true) throw signal.reason;
          yield { type: 'warned', message: `look ${looks}` };
        }
        yield { type: 'step-finished', step: 'execute', milliseconds: 400 };
        return { outcome: 'updated', stack, outputs: stack.outputs, milliseconds: 400 };
      },
    }),
    cancel: async () => ({
      cancel: (_, options) => {
        asked(options);
        return scripted([{ type: 'step-started', step: 'cancel' }], cancelled);
      },
    }),
  };
  return runCli(['up', '--env', 'dev', '--yes', ...argv], {
    columns: 80,
    typed,
    signals: (signal) => {
      press = signal;
    },
    useCases,
  });
}

describe('Ctrl-C at a terminal while CloudFormation works', () => {
  it('says that AWS goes on, and what can be done', async () => {
    const { screen } = await interruptedUp({ typed: ['d'] });
    expect(screen).toContain('CloudFormation goes on with the update, with or without this command.');
    expect(screen).toMatch(/\[w\]ait: .*\n.*\[c\]ancel: take back what it changed so far\n.*\[d\]etach: /);
  });

  it('w waits: the deployment ends as if nothing had been', async () => {
    const { code, screen } = await interruptedUp({ typed: ['w'] });
    expect(code).toBe(0);
    expect(screen).toContain('is updated');
  });

  it('writes nothing into the question, and everything after it', async () => {
    const { screen } = await interruptedUp({ typed: ['w'] });
    expect(screen).toMatch(/w, c or d\? w\n/);
    for (let looks = 0; looks < 40; looks += 1) expect(screen).toContain(`look ${looks}\n`);
  });

  it('d detaches with 130, and says how to take it up again', async () => {
    const { code, screen } = await interruptedUp({ typed: ['d'] });
    expect(code).toBe(130);
    expect(screen.replaceAll(/\s+/g, ' ')).toContain(
      'Follow it to its end with the same command: npx proxywebhook up --env dev --yes',
    );
  });

  it('c cancels, follows that to its end, and is no success', async () => {
    const { code, screen } = await interruptedUp({ typed: ['c'] });
    expect(code).toBe(130);
    expect(screen).toContain('Cancelled the deployment of proxywebhook-dev: it is as it was before');
  });

  it('c cancels the operation that was under way, and no other', async () => {
    const asked: (string | undefined)[] = [];
    await interruptedUp({ typed: ['c'], asked: ({ operationId }) => asked.push(operationId) });
    expect(asked).toEqual(['the-operation']);
  });

  it('c that is pressed while the checks run means the operation before them, too', async () => {
    const asked: (string | undefined)[] = [];
    const later = [{ type: 'step-started', step: 'target-health' }] as const;
    await interruptedUp({ typed: ['c'], later, asked: ({ operationId }) => asked.push(operationId) });
    expect(asked).toEqual(['the-operation']);
  });

  it('c ends as the cancellation does when that fails', async () => {
    const failed = new ProxyWebhookError('deployment-failed', 'The rollback stopped.');
    const { code, screen } = await interruptedUp({ typed: ['c'], cancelled: failed });
    expect([code, screen]).toEqual([4, expect.stringContaining('The rollback stopped.')]);
  });

  it('c says so when the operation had ended by then', async () => {
    const late: CancelResult = { outcome: 'nothing', status: 'UPDATE_COMPLETE', left: [], milliseconds: 1 };
    const { screen } = await interruptedUp({ typed: ['c'], cancelled: late });
    expect(screen.replaceAll(/\s+/g, ' ')).toContain(
      'had ended by then (UPDATE_COMPLETE), nothing was taken back',
    );
  });

  it('c is asked once more where a first creation would be deleted', async () => {
    const first = { plan: createPlan, status: 'CREATE_IN_PROGRESS' };
    const deleted: CancelResult = {
      outcome: 'deleted',
      status: 'DELETE_COMPLETE',
      left: [],
      milliseconds: 1,
    };
    const waited = await interruptedUp({ ...first, typed: ['c', 'w'] });
    expect([waited.code, waited.screen]).toEqual([
      0,
      expect.stringMatching(/cannot cancel a first creation: the stack is\s+deleted/),
    ]);
    const { code, screen } = await interruptedUp({ ...first, typed: ['c', 'c'], cancelled: deleted });
    expect([code, screen]).toEqual([130, expect.stringContaining('what was made is deleted')]);
  });

  it('a second Ctrl-C leaves at once', async () => {
    const { code, screen } = await interruptedUp({ typed: ['^C'] });
    expect([code, screen]).toEqual([130, expect.stringContaining('Follow it to its end')]);
  });

  it('offers no cancellation of what is being taken back already', async () => {
    const { screen } = await interruptedUp({ typed: ['d'], status: 'UPDATE_ROLLBACK_IN_PROGRESS' });
    expect(screen).toContain('goes on with the rollback');
    expect(screen).not.toContain('[c]ancel');
  });

  it('asks nothing with --json', async () => {
    const { code, stdout } = await interruptedUp({ typed: [], argv: ['--json'] });
    expect(code).toBe(130);
    expect(stdout).not.toContain('[w]ait');
  });

  it('takes the question away when the operation ends meanwhile', async () => {
    const { code, screen } = await interruptedUp({ typed: [] });
    expect([code, screen]).toEqual([0, expect.stringContaining('is updated')]);
  });
});
