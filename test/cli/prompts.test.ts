import { describe, expect, it } from 'vitest';
import { ProxyWebhookError } from '../../src/errors.ts';
import { type CliOptions, runCli } from './run-cli.ts';
import { atHand, createPlan, stack } from './scripted.ts';

/** `up` that asks, and is refused by a "no" as the real one is. */
function asking(argv: readonly string[], options: Pick<CliOptions, 'columns' | 'typed' | 'env'>) {
  return runCli(['up', ...argv], {
    ...options,
    useCases: {
      ...atHand,
      up: async () => ({
        async *up(_, { approve, signal }) {
          yield { type: 'step-started', step: 'approve' };
          const agreed = await approve(createPlan);
          signal?.throwIfAborted();
          if (!agreed) throw new ProxyWebhookError('declined', 'Declined: nothing was changed.');
          return { outcome: 'created', stack, outputs: stack.outputs, milliseconds: 1000 };
        },
      }),
    },
  });
}

describe('the question of up', () => {
  it.each(['y', 'Y', 'yes'])('is agreed to by %s', async (answer) => {
    const { code, screen } = await asking([], { columns: 80, typed: [answer] });
    expect(screen).toContain(`Deploy these changes? [y/N] ${answer}`);
    expect(code).toBe(0);
  });
  it.each(['n', '', 'yess', '^D'])('is declined by %j', async (answer) => {
    const { code, screen } = await asking([], { columns: 80, typed: [answer] });
    expect(screen).toMatch(/✖ Declined: nothing was changed\.$/);
    expect(code).toBe(9);
  });
  it('is answered by --yes, also without a terminal', async () => {
    const { code, stderr } = await asking(['--yes'], {});
    expect(stderr).not.toContain('?');
    expect(code).toBe(0);
  });
  it('is an error without a terminal, which says so', async () => {
    const { code, stderr } = await asking([], {});
    expect(stderr).toBe(
      '✖ This asks "Deploy these changes? [y/N]", and there is no terminal to answer on.\n  → Answer it beforehand: --yes\n',
    );
    expect(code).toBe(2);
  });
  it('is not asked in CI, where nobody sits', async () => {
    const { code, screen } = await asking([], { columns: 80, env: { CI: 'true' } });
    expect(screen).toContain('there is no terminal');
    expect(code).toBe(2);
  });
  it('is left by Ctrl-C with 130', async () => {
    const { code, screen } = await asking([], { columns: 80, typed: ['^C'] });
    expect(screen).toContain('Interrupted');
    expect(code).toBe(130);
  });
});

describe('the question of down', () => {
  const typing = (typed: string, argv: readonly string[] = []) =>
    runCli(['down', ...argv], {
      columns: 80,
      typed: [typed],
      useCases: {
        ...atHand,
        down: async () => ({
          async *down(_, { confirm }) {
            const plan = { ...createPlan, removed: [], kept: [], protections: [] };
            if (!(await confirm(plan))) throw new ProxyWebhookError('declined', 'Declined.');
            yield { type: 'step-started', step: 'delete' };
            return { outcome: 'deleted', left: [], milliseconds: 1000, account: '1', region: 'us-east-1' };
          },
        }),
      },
    });
  it('is agreed to by the name of the environment', async () => {
    const { code, screen } = await typing('dev');
    expect(screen).toContain('Type "dev" to delete this environment: dev');
    expect(code).toBe(0);
  });
  it.each(['y', 'yes', 'prod', ''])('is declined by %j', async (answer) => {
    expect((await typing(answer)).code).toBe(9);
  });
  it('is answered by --yes', async () => expect((await typing('', ['--yes'])).code).toBe(0));
});
