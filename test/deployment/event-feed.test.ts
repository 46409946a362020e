import { describe, expect, it } from 'vitest';
import { baselineNow, baselineOfRunning, eventFeed, inOrder } from '../../src/deployment/event-feed.ts';
import type { StackEvent } from '../../src/deployment/stack.ts';
import { eventLines, STACK_ARN } from './event-lines.ts';

describe('the feed of events', () => {
  it('reads further pages only until an event that it knows', async () => {
    const events = [...eventLines('0 Vpc CREATE_IN_PROGRESS', '1 Vpc CREATE_COMPLETE')].toReversed();
    const source = paged(events, 2);
    const feed = eventFeed(source, STACK_ARN, await baselineNow(source, STACK_ARN, 'mine'), Date.now);
    source.pages = 0;
    expect(await feed.read()).toEqual([]);
    expect(source.pages).toBe(1);
    events.unshift(
      ...eventLines('90 Stack UPDATE_IN_PROGRESS', '91 Vpc UPDATE_IN_PROGRESS', '132 Vpc UPDATE_COMPLETE')
        .toReversed()
        .map(renamed),
    );
    expect((await feed.read()).map(({ status }) => status)).toEqual([
      'UPDATE_IN_PROGRESS',
      'UPDATE_IN_PROGRESS',
      'UPDATE_COMPLETE',
    ]);
    expect(source.pages).toBe(3);
  });

  it('drops events of another operation: those with another token, and those older than its beginning', async () => {
    const before = eventLines('10 Stack CREATE_COMPLETE');
    const source = paged([...before], 10);
    const feed = eventFeed(source, STACK_ARN, await baselineNow(source, STACK_ARN, 'mine'), Date.now);
    const [older, other, ours, untold] = eventLines(
      '5 Vpc CREATE_COMPLETE',
      '11 Vpc UPDATE_COMPLETE',
      '12 Stack UPDATE_IN_PROGRESS',
      '13 Stack UPDATE_ROLLBACK_IN_PROGRESS',
    ).map(renamed) as [StackEvent, StackEvent, StackEvent, StackEvent];
    source.events.unshift(untold, { ...ours, token: 'mine' }, { ...other, token: 'theirs' }, older);
    expect((await feed.read()).map(({ status }) => status)).toEqual([
      'UPDATE_IN_PROGRESS',
      'UPDATE_ROLLBACK_IN_PROGRESS',
    ]);
  });
});

describe('pages from replicas that are late by different times', () => {
  it('are held back above a seam where events may be missing, and told whole and in order once none can be', async () => {
    let now = 0;
    const before = eventLines('0 Stack CREATE_COMPLETE').map((event) => ({ ...event, id: 'before' }));
    const own = eventLines(
      '10 Stack UPDATE_IN_PROGRESS',
      '11 Vpc UPDATE_IN_PROGRESS',
      '12 Vpc UPDATE_COMPLETE',
      '13 Stack UPDATE_COMPLETE',
    ).map(renamed);
    const all = [...before, ...own].toReversed();
    let late = new Set<string>();
    const source = {
      async events(_: string, page = '0') {
        const at = Number(page);
        const events = all.slice(at, at + 3).filter(({ id }) => at === 0 || !late.has(id));
        return { events, ...(at + 3 < all.length ? { next: String(at + 3) } : {}) };
      },
    };
    const baseline = { seen: new Set(['before']), floor: 0 };
    const feed = eventFeed(source, STACK_ARN, baseline, () => now);
    late = new Set(own.slice(0, 1).map(({ id }) => id));
    expect(await feed.read()).toEqual([]);
    expect(feed.holds()).toBe(true);
    late = new Set();
    now += 41_000;
    expect(await feed.read()).toEqual(own);
    expect(feed.holds()).toBe(false);
  });
});

describe('the order of events', () => {
  it('is by time, and within a moment as CloudFormation keeps it', () => {
    const events = eventLines(
      '0 Vpc CREATE_IN_PROGRESS',
      '0 SubnetA CREATE_IN_PROGRESS',
      '1 Vpc CREATE_COMPLETE',
    );
    expect(inOrder([...events].toReversed())).toEqual(events);
  });

  it('puts the beginning of work before its end where a server keeps no order within a moment', () => {
    const [end, begin] = eventLines('0 Vpc CREATE_COMPLETE', '0 Vpc CREATE_IN_PROGRESS');
    expect(inOrder([begin, end].filter((it) => it !== undefined)).map(({ status }) => status)).toEqual([
      'CREATE_IN_PROGRESS',
      'CREATE_COMPLETE',
    ]);
  });
});

describe('the baseline of a running operation', () => {
  it('reads back to its start, over as many pages as that takes', async () => {
    const source = paged(
      [
        ...eventLines(
          '0 Stack CREATE_IN_PROGRESS',
          '1 Vpc CREATE_COMPLETE',
          '2 Stack CREATE_COMPLETE',
          '10 Stack UPDATE_IN_PROGRESS',
          '11 Vpc UPDATE_IN_PROGRESS',
          '60 Vpc UPDATE_COMPLETE',
        ),
      ].toReversed(),
      2,
    );
    const baseline = await baselineOfRunning(source, { arn: STACK_ARN, status: 'UPDATE_IN_PROGRESS' });
    const told = await eventFeed(source, STACK_ARN, baseline, Date.now).read();
    expect(told.map(({ logicalId, status }) => `${logicalId} ${status}`)).toEqual([
      'proxywebhook-dev UPDATE_IN_PROGRESS',
      'Vpc UPDATE_IN_PROGRESS',
      'Vpc UPDATE_COMPLETE',
    ]);
  });
});

function renamed(event: StackEvent, index: number): StackEvent {
  return { ...event, id: `new-${event.at.getTime()}-${index}` };
}

function paged(events: StackEvent[], size: number) {
  const source = {
    events,
    pages: 0,
    stacks: undefined,
  };
  return Object.assign(source, {
    events: Object.assign(
      async (_: string, page = '0') => {
        source.pages += 1;
        const end = Number(page) + size;
        return {
          events: events.slice(Number(page), end),
          ...(end < events.length ? { next: String(end) } : {}),
        };
      },
      { unshift: (...more: StackEvent[]) => events.unshift(...more) },
    ),
  });
}
