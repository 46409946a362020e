import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProxyWebhookError } from '../src/errors.ts';
import type { LogEvent, Logs } from '../src/logs/ports.ts';
import { type LogsEvent, type LogsOptions, logs } from '../src/logs.ts';
import { finish } from '../src/run.ts';
import { config, pretendAccount } from './support/pretend-account.ts';
import { skippingClock } from './support/skipping-clock.ts';

const START = Date.parse('2026-11-25T18:00:00Z');
const GROUPS = { function: 'fn', api: 'api', proxy: '/aws/rds/proxy/pool' } as const;
const OUTPUTS = { FunctionLogGroup: 'fn', ApiLogGroup: 'api', ProxyName: 'pool' };

/** An event, and when CloudWatch shows it to whoever asks: later than its own time. */
interface Written extends LogEvent {
  readonly seen: number;
}

interface Fake {
  readonly groups: Readonly<Record<string, readonly Written[]>>;
  readonly pageSize?: number;
  /** How many of the next calls are throttled, by the number of calls so far. */
  readonly throttled?: (call: number) => boolean;
  /** How far this machine's clock is ahead of AWS's. */
  readonly ahead?: number;
  /** Milliseconds after which following ends. */
  readonly lasts?: number;
  readonly outputs?: Readonly<Record<string, string>>;
}

/** Reads the logs of an account as a test describes it. AWS's time is the skipping clock's. */
async function read(
  fake: Fake,
  options: Partial<Omit<LogsOptions, 'ports' | 'since'>> & { since?: string | undefined } = {},
) {
  const { since, ...rest } = { since: new Date(START - 600_000).toISOString(), ...options };
  const { groups, pageSize = 100, throttled = () => false, ahead = 0, lasts = 0 } = fake;
  const aws = skippingClock(START);
  const controller = new AbortController();
  const asked: { group: string; from: number; pattern?: string }[] = [];
  let calls = 0;
  const port: Logs = {
    // What is less than 4 minutes the SDK does not learn.
    now: async () => aws.now() + (Math.abs(ahead) < 240_000 ? ahead : 0),
    async page(group, { from, pattern, page }) {
      calls += 1;
      if (throttled(calls)) {
        throw new ProxyWebhookError('unreachable', 'throttled', { data: { retryable: true } });
      }
      asked.push({ group, from, ...(pattern === undefined ? {} : { pattern }) });
      const all = groups[group];
      if (all === undefined) return undefined;
      // The token holds the time of the first page, as a listing that is cut into pages.
      const [at, offset] = (page ?? `${aws.now()}:0`).split(':').map(Number) as [number, number];
      const found = all
        .filter((event) => event.seen <= at && event.at >= from)
        .toSorted((a, b) => a.at - b.at || a.seen - b.seen);
      const end = offset + pageSize;
      return {
        events: found.slice(offset, end).map(({ seen: _, ...event }) => event),
        ...(end < found.length ? { next: `${at}:${end}` } : {}),
      };
    },
  };
  const { account, stacks } = pretendAccount({ stack: { outputs: fake.outputs ?? OUTPUTS } });
  const run = logs(
    { config },
    {
      ports: {
        account,
        stacks,
        logs: port,
        clock: {
          now: () => aws.now() + ahead,
          async sleep(milliseconds, signal) {
            if (aws.now() - START >= lasts) controller.abort(new Error('enough'));
            await aws.sleep(milliseconds, signal);
          },
        },
      },
      signal: controller.signal,
      ...rest,
      ...(since === undefined ? {} : { since }),
    },
  );
  const events: LogsEvent[] = [];
  const result = await finish(run, (event) => events.push(event));
  const lines = events.flatMap((event) => (event.type === 'log' ? [event] : []));
  return { events, lines, ids: lines.map(({ id }) => id), result, asked };
}

const line = (id: string, at: number, seen = at): Written => ({
  id,
  at: START + at,
  seen: START + seen,
  stream: 's',
  message: id,
});

describe('reading logs once', () => {
  it.each(['gestern', '2h', '1', '', '2026-13-45'])(
    'refuses "%s" as the moment to begin at, and says what is one',
    async (since) => {
      await expect(read({ groups: {} }, { since })).rejects.toMatchObject({
        code: 'usage',
        message: expect.stringContaining(
          `such as 2026-11-25T18:00:00Z or 2026-11-25, not ${JSON.stringify(since)}`,
        ),
      });
    },
  );

  it.each([
    ['2026-11-25T17:55:00', '2026-11-25T17:55:00.000Z'],
    ['2026-11-25', '2026-11-25T00:00:00.000Z'],
    ['2026-11-25T18:55:00+01:00', '2026-11-25T17:55:00.000Z'],
  ])('takes %s for UTC unless it names another zone, wherever this machine is', async (since, expected) => {
    const zone = process.env.TZ;
    process.env.TZ = 'America/New_York';
    try {
      const { result, asked } = await read({ groups: { fn: [] } }, { since, sources: ['function'] });
      expect(result.since).toBe(expected);
      expect(asked[0]?.from).toBe(Date.parse(expected));
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  it.each([3_600_000, -3_600_000])(
    "begins ten minutes ago by CloudWatch's clock, or as long ago as asked, with this machine's %i ms ahead",
    async (ahead) => {
      const fake = { groups: { fn: [line('old', -1_200_000), line('new', -60_000)], api: [] }, ahead };
      const byDefault = await read(fake, { since: undefined });
      expect(byDefault.ids).toEqual(['new']);
      expect(byDefault.result.since).toBe(new Date(START - 600_000).toISOString());
      expect((await read(fake, { since: undefined, lastMilliseconds: 1_800_000 })).ids).toEqual([
        'old',
        'new',
      ]);
    },
  );

  it('merges the sources in the order of time, over pages', async () => {
    const { ids, result } = await read({
      groups: {
        fn: [line('a', -9_000), line('d', -3_000), line('e', -3_000)],
        api: [line('b', -8_000), line('c', -4_000)],
        [GROUPS.proxy]: [line('f', -1_000)],
      },
      pageSize: 1,
    });
    expect(ids).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(result).toMatchObject({ told: 6, sources: [{ told: 3 }, { told: 2 }, { told: 1 }] });
  });
  it('reads only the sources that are asked for, and passes the filter on', async () => {
    const { asked, result } = await read(
      { groups: { fn: [], api: [] } },
      { sources: ['api'], filter: 'say "no"' },
    );
    expect(asked).toEqual([{ group: 'api', from: START - 600_000, pattern: '"say \\"no\\""' }]);
    expect(result.sources).toEqual([{ source: 'api', group: 'api', told: 0 }]);
  });
  it('says of each source without a line why, and what to do', async () => {
    const { events } = await read({
      groups: { fn: [] },
      outputs: { FunctionLogGroup: 'fn', ProxyName: 'pool' },
    });
    expect(events).toMatchObject([
      { type: 'log-missing', source: 'function', reason: 'empty', remedies: [] },
      { source: 'api', reason: 'off', remedies: [expect.stringContaining('accessLogs')] },
      {
        source: 'proxy',
        reason: 'absent',
        group: GROUPS.proxy,
        remedies: [expect.stringContaining('debugLogging')],
      },
    ]);
  });
  it('fails at once when AWS does, rather than showing a part', async () => {
    const failing = read({ groups: { fn: [] }, throttled: () => true });
    await expect(failing).rejects.toMatchObject({ code: 'unreachable' });
  });
  it('says of a stack without outputs what to do', async () => {
    await expect(read({ groups: {}, outputs: {} })).rejects.toMatchObject({ code: 'refused' });
  });
});

describe('following logs', () => {
  it('tells what comes, also in a log that is made only then, and ends without an error', async () => {
    const groups: Record<string, Written[]> = { fn: [line('a', 0), line('b', 5_000)], api: [] };
    const made = { looks: 0 };
    const late = { ...groups };
    Object.defineProperty(late, GROUPS.proxy, {
      get: () => (made.looks++ < 2 ? undefined : [line('p', 3_000)]),
    });
    const { ids, events, result } = await read({ groups: late, lasts: 60_000 }, { follow: true });
    expect(ids.toSorted()).toEqual(['a', 'b', 'p']);
    expect(result.told).toBe(3);
    expect(events.filter(({ type }) => type === 'log-missing')).toHaveLength(2);
  });
  it('tells of a look that failed, asks for the same page again, and goes on', async () => {
    const { ids, events } = await read(
      {
        groups: { fn: [line('a', -3), line('b', -2), line('c', -1)] },
        pageSize: 1,
        throttled: (call) => call === 2 || call === 3,
        lasts: 10_000,
      },
      { follow: true, sources: ['function'] },
    );
    expect(ids).toEqual(['a', 'b', 'c']);
    expect(events.filter(({ type }) => type === 'look-failed')).toMatchObject([
      { source: 'function', message: 'throttled', nextInMilliseconds: 2_000 },
      { nextInMilliseconds: 4_000 },
    ]);
  });
  it('ends when it may not read', async () => {
    const denied: Logs = {
      page: () => Promise.reject(new ProxyWebhookError('access-denied', 'no')),
      now: async () => START,
    };
    const { account, stacks } = pretendAccount({ stack: { outputs: OUTPUTS } });
    const ports = { account, stacks, logs: denied, clock: skippingClock(START) };
    await expect(finish(logs({ config }, { ports, follow: true }))).rejects.toMatchObject({
      code: 'access-denied',
    });
  });
  it('reads little again: a minute each time, ten minutes twice a minute', async () => {
    const groups = { fn: [line('a', 0)] };
    const { asked } = await read({ groups, lasts: 3_600_000 }, { follow: true, sources: ['function'] });
    const later = asked.filter(({ from }) => from > START - 600_000);
    expect(later.slice(0, 20).every(({ from }) => from === START - 60_000)).toBe(true);
    expect(later.length / asked.length).toBeGreaterThan(0.9);
  });
  it('does not read a day anew at every look, although nothing was found in it', async () => {
    const { asked } = await read(
      { groups: { fn: [] }, lasts: 3_600_000 },
      { follow: true, sources: ['function'], since: new Date(START - 86_400_000).toISOString() },
    );
    expect(asked[0]?.from).toBe(START - 86_400_000);
    expect(asked[1]?.from).toBeGreaterThan(START - 1_200_000);
    expect(asked.at(-1)?.from).toBeGreaterThan(START + 3_600_000 - 1_300_000);
  });

  // What CloudWatch promises nothing about: when a line is seen, and in which order.
  const written = fc.record({
    source: fc.constantFrom('fn', 'api'),
    at: fc.integer({ min: -60_000, max: 1_200_000 }),
    lag: fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 0, max: 9 * 60_000 })),
  });
  it.each([
    ['clocks agree', 0],
    ['this machine is a little ahead', 180_000],
    ['this machine is a little behind', -180_000],
    ['this machine is an hour ahead', 3_600_000],
    ['this machine is an hour behind', -3_600_000],
  ])('loses nothing and doubles nothing under lag, paging and throttling, when %s', async (_, ahead) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(written, { maxLength: 60 }),
        // Many lines of one millisecond, over the edge of a page.
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 2, max: 40 }),
        async (lines, same, pageSize, everyNth) => {
          const groups: Record<string, Written[]> = { fn: [], api: [] };
          for (const [index, { source, at, lag }] of lines.entries())
            groups[source]?.push(line(`${source}${index}`, at, at + lag));
          for (let index = 0; index < same; index += 1)
            groups.fn?.push(line(`same${index}`, 600_000, 600_000 + index * 1_700));
          const { ids } = await read(
            { groups, pageSize, throttled: (call) => call % everyNth === 0, ahead, lasts: 1_900_000 },
            { follow: true, since: new Date(START - 600_000).toISOString(), intervalMilliseconds: 5_000 },
          );
          const all = Object.values(groups).flatMap((each) => each.map(({ id }) => id));
          expect(ids.toSorted()).toEqual(all.toSorted());
        },
      ),
      { numRuns: 25 },
    );
  });
});
