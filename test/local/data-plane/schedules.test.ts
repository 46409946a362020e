import { describe, expect, it } from 'vitest';
import { createClock } from '../../../src/local/clock.ts';
import { rateOf, schedules } from '../../../src/local/data-plane/schedules.ts';

const HOUR = 3_600_000;
const PROPERTIES = {
  ScheduleExpression: 'rate(1 hour)',
  Targets: [
    { Id: 'a', Arn: 'arn:aws:lambda:us-east-1:1:function:hook', Input: '{"proxywebhook":"maintain"}' },
  ],
};

function place() {
  const clock = createClock({ kind: 'manual' });
  const calls: string[] = [];
  const part = schedules({
    clock,
    invoke: async (name, payload) => {
      calls.push(`${name} ${Buffer.from(payload).toString()}`);
      throw new Error('the next one is made all the same');
    },
  });
  const follow = (phase: 'create' | 'update' | 'delete', changes: Readonly<Record<string, unknown>> = {}) =>
    part.follow('AWS::Events::Rule', phase, {
      stackName: 's',
      logicalId: 'Rule',
      physicalId: 'rule',
      properties: { ...PROPERTIES, ...changes },
      attributes: {},
    });
  return { clock, calls, part, follow };
}

describe('a rule with a rate', () => {
  it('calls its target that often, whatever comes of it', async () => {
    const { clock, calls, follow } = place();
    await follow('create');
    await clock.advance(HOUR - 1);
    expect(calls).toEqual([]);
    await clock.advance(2 * HOUR);
    expect(calls).toEqual(Array.from({ length: 2 }, () => 'hook {"proxywebhook":"maintain"}'));
  });

  const ends = (what: string, end: (its: ReturnType<typeof place>) => Promise<unknown>) =>
    it(`calls nobody any more ${what}`, async () => {
      const its = place();
      await its.follow('create');
      await end(its);
      await its.clock.advance(3 * HOUR);
      expect(its.calls).toEqual([]);
    });
  ends('when it is deleted', ({ follow }) => follow('delete'));
  ends('when it is disabled', ({ follow }) => follow('update', { State: 'DISABLED' }));
  ends('when everything is stopped', ({ part }) => part.stop());

  it('that changes counts anew', async () => {
    const { clock, calls, follow } = place();
    await follow('create');
    await clock.advance(HOUR - 1);
    await follow('update', { ScheduleExpression: 'rate(2 hours)' });
    await clock.advance(2 * HOUR - 1);
    expect(calls).toEqual([]);
    await clock.advance(1);
    expect(calls).toHaveLength(1);
  });
});

describe('a schedule expression', () => {
  it.each([
    ['rate(1 minute)', 60_000],
    ['rate(5 minutes)', 300_000],
    ['rate(1 hour)', HOUR],
    ['rate(1 day)', 24 * HOUR],
  ])('%s is %i ms', (expression, milliseconds) => expect(rateOf(expression)).toBe(milliseconds));

  it.each(['cron(0 * * * ? *)', 'rate(0 hours)', 'rate(1 week)', ''])('%s is refused', (expression) =>
    expect(() => rateOf(expression)).toThrow('schedules of rate(…) only'),
  );
});
