import type { Outcomes } from './senders.ts';

export interface Figures {
  readonly seconds: number;
  readonly senders: number;
  readonly pool: number;
  readonly environments: number;
  /** What was done to the parts meanwhile. */
  readonly done: readonly string[];
  readonly pinned: readonly string[];
  readonly mostSeen: number;
  readonly looks: number;
  readonly mostCounted: number;
  readonly stored: ReadonlyMap<string, { readonly times: number; readonly id: number }>;
  readonly outcomes: Outcomes;
}

export interface Verdict {
  readonly promise: string;
  readonly kept: boolean;
}

/** The answers of API Gateway itself, which say nothing of when to come again (rules throttle-*, limit-time). */
const OF_THE_API = new Set(['503 {"message":"Service Unavailable"}', '429 {"message":"Too Many Requests"}']);
/** What may also be seen while parts are killed: a call whose environment has died, and a connection that nobody serves. */
const OF_A_KILL =
  /^(500 \{"message":"Internal Server Error"\}|no answer (ECONNRESET|ECONNREFUSED|socket hang up|EPIPE))/;

/** Holds the figures to what is promised. */
export function judge(figures: Figures, { killed }: { readonly killed: boolean }): readonly Verdict[] {
  const { outcomes, stored, pool, mostSeen, mostCounted, pinned } = figures;
  const { acknowledged, others } = outcomes;
  const missing = [...acknowledged].filter(([path, id]) => stored.get(path)?.id !== id);
  const twice = [...stored.values()].filter(({ times }) => times > 1);
  const strange = [...others.keys()].filter(
    (what) => !what.endsWith('Retry-After') && !OF_THE_API.has(what) && !(killed && OF_A_KILL.test(what)),
  );
  const told = [...others]
    .filter(([what]) => /^(503|429) Retry-After$/.test(what))
    .reduce((sum, [, n]) => sum + n, 0);
  return [
    { promise: `requests were acknowledged: ${acknowledged.size}`, kept: acknowledged.size > 0 },
    {
      promise: `no acknowledged request is missing from the table: ${missing.length}`,
      kept: missing.length === 0,
    },
    { promise: `none is there twice: ${twice.length}`, kept: twice.length === 0 },
    {
      promise: `the database never had more than ${pool} connections of the proxy: ${mostSeen} seen in ${figures.looks} looks`,
      kept: mostSeen <= pool && mostSeen > 0,
    },
    // One more is this script's own: it reads, stalls and kills by a connection of its own.
    {
      promise: `nor did it count more, all accounts together: ${mostCounted} of ${pool} and 1`,
      kept: mostCounted <= pool + 1,
    },
    {
      promise: `overload is answered 503 or 429, by the function with Retry-After: ${told}${strange.length === 0 ? '' : `; but also ${strange.join(', ')}`}`,
      kept: strange.length === 0 && told > 0,
    },
    { promise: `no session was pinned: ${pinned.length}`, kept: pinned.length === 0 },
  ];
}

/** For people, and for bench/README.md. */
export function reportOf(figures: Figures): string {
  const { outcomes, seconds, senders, pool, environments, stored } = figures;
  const { acknowledged, others, times } = outcomes;
  const at = (share: number) => `${(times[Math.ceil(times.length * share) - 1] ?? 0).toFixed(0)} ms`;
  return [
    `${senders} senders, ${seconds.toFixed(0)} s, ${environments} execution environments, a pool of ${pool}`,
    ...figures.done,
    `acknowledged  ${acknowledged.size} (${(acknowledged.size / seconds).toFixed(0)} a second), p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}`,
    `stored        ${stored.size}`,
    ...[...others].sort(([, a], [, b]) => b - a).map(([what, count]) => `${what}  ${count}`),
  ].join('\n');
}
