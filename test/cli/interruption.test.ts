import { describe, expect, it } from 'vitest';
import type { DeploymentEvent } from '../../src/deployment/events.ts';
import { runCli } from './run-cli.ts';
import { atHand } from './scripted.ts';

/** `up` that tells these events, is then interrupted so many times, and minds the signal unless it is deaf. */
function interrupted(events: readonly DeploymentEvent[], { times = 1, deaf = false } = {}) {
  let press = (_: 'SIGINT' | 'SIGTERM') => {};
  return runCli(['up', '--env', 'dev', '--yes'], {
    watch: (_, signal) => {
      press = signal;
    },
    useCases: {
      ...atHand,
      up: async () => ({
        async *up(_, { signal }) {
          yield { type: 'warned', message: 'Ready.' };
          yield* events;
          for (let time = 0; time < times; time += 1) setTimeout(() => press('SIGINT'), 5 + time);
          await new Promise((_resolve, reject) => {
            if (!deaf) signal?.addEventListener('abort', () => reject(signal.reason));
          });
          throw new Error('not reached');
        },
      }),
    },
  });
}

describe('Ctrl-C', () => {
  it('before anything was begun stops, and says how to go on', async () => {
    const { code, stderr } = await interrupted([{ type: 'step-started', step: 'bundle' }]);
    expect(stderr).toMatchInlineSnapshot(`
      "! Ready.

      Interrupted: nothing more will be begun. Press Ctrl-C again to leave at once.
      ✖ Interrupted.
        → Run it again: npx proxywebhook up --env dev --yes
      "
    `);
    expect(code).toBe(130);
  });
  it('while CloudFormation is at work says that it goes on', async () => {
    const { code, stderr } = await interrupted([{ type: 'step-started', step: 'execute' }]);
    expect(stderr).toMatchInlineSnapshot(`
      "! Ready.
      … Deploying

      Interrupted: CloudFormation goes on without this command. Press Ctrl-C again to leave at once.
      ✖ Interrupted. CloudFormation goes on with what it was asked for.
        → Follow it to its end with the same command: npx proxywebhook up --env dev --yes
      "
    `);
    expect(code).toBe(130);
  });
  it('a second time leaves at once, whatever is going on', async () => {
    const { code, stderr } = await interrupted([{ type: 'step-started', step: 'execute' }], {
      times: 2,
      deaf: true,
    });
    expect(stderr).toContain(
      'Follow it to its end with the same command: npx proxywebhook up --env dev --yes',
    );
    expect(code).toBe(130);
  });
  it('SDK calls that it aborts are no bug of ours', async () => {
    let press = (_: 'SIGINT' | 'SIGTERM') => {};
    const { code } = await runCli(['up', '--yes'], {
      watch: (_, signal) => {
        press = signal;
      },
      useCases: {
        ...atHand,
        up: async () => ({
          async *up() {
            yield { type: 'warned', message: 'Ready.' };
            press('SIGTERM');
            throw new DOMException('This operation was aborted', 'AbortError');
          },
        }),
      },
    });
    expect(code).toBe(143);
  });
});

describe('a command that is ended from outside', () => {
  it('by a closed terminal, which says so twice, still cleans up', async () => {
    let press = (_: 'SIGHUP') => {};
    let cleaned = false;
    const { code } = await runCli(['up', '--yes'], {
      columns: 80,
      signals: (signal) => {
        press = signal;
      },
      useCases: {
        ...atHand,
        up: async () => ({
          async *up(_, { signal }) {
            yield { type: 'step-started', step: 'change-set' };
            try {
              setTimeout(() => press('SIGHUP'), 5);
              await new Promise((_resolve, reject) => {
                signal?.addEventListener('abort', () => reject(signal.reason));
              });
            } finally {
              press('SIGHUP');
              await new Promise((resolve) => setTimeout(resolve, 20));
              cleaned = true;
            }
            throw new Error('not reached');
          },
        }),
      },
    });
    expect([code, cleaned]).toEqual([129, true]);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('by %s never asks, and ends with %d', async (name, exitCode) => {
    let press = (_: typeof name) => {};
    const { code, screen } = await runCli(['up', '--yes'], {
      columns: 80,
      signals: (signal) => {
        press = signal;
      },
      useCases: {
        ...atHand,
        up: async () => ({
          async *up(_, { signal }) {
            yield { type: 'step-started', step: 'execute' };
            setTimeout(() => press(name), 5);
            await new Promise((_resolve, reject) => {
              signal?.addEventListener('abort', () => reject(signal.reason));
            });
            throw new Error('not reached');
          },
        }),
      },
    });
    expect(code).toBe(exitCode);
    expect(screen).toContain('CloudFormation goes on');
    expect(screen).not.toContain('[w]ait');
  });
});
