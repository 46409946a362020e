import type { AwsPlace } from '../config/aws-command.ts';
import type { Config } from '../config/schema.ts';
import { type Finding, finding } from './finding.ts';
import { askFor } from './quotas.ts';

/** What must stay unreserved. Source: Lambda Developer Guide, "Configuring reserved concurrency"; an account with less keeps all. */
const UNRESERVED = 100;

/** What every account gets in the end; new ones have less. Source: Lambda Developer Guide, "Lambda quotas". */
const DEFAULT_LIMIT = 1000;

export interface Load {
  /** Execution environments at most, by the throttle. */
  readonly environments: number;
  /** What the function has reserved already. */
  readonly reservedNow: number;
}

/** Whether the function may reserve what it is to, or else whether what all functions share is enough for its load. */
export function concurrencyFindings(
  { reservedConcurrency: wanted }: Pick<Config['function'], 'reservedConcurrency'>,
  { limit, unreserved }: { readonly limit: number; readonly unreserved: number },
  { environments, reservedNow }: Load,
  place: AwsPlace,
): readonly Finding[] {
  const data = { limit, unreserved };
  /** What is left for this function, and what other functions have reserved. */
  const left = Math.min(limit, unreserved + reservedNow);
  const others = limit - left;
  const asking = (least: number) =>
    askFor({ service: 'lambda', code: 'L-B99A9384', value: Math.max(DEFAULT_LIMIT, others + least) }, place);
  if (wanted === undefined) {
    if (environments <= left) return [];
    return [
      finding(
        'concurrency-below-load',
        `Up to ${environments} execution environments may run at once, but the account has ${left} for all of its functions: what is more is answered 503.`,
        [`Ask for more: ${asking(environments)}`, 'Or let less in: api.throttle.'],
        data,
      ),
    ];
  }
  const free = left - Math.min(UNRESERVED, limit);
  if (wanted <= free) return [];
  return [
    finding(
      'reserved-concurrency-too-much',
      `function.reservedConcurrency ${wanted} is more than the account can reserve: ${Math.max(0, free)} of ${limit}, since ${Math.min(UNRESERVED, limit)} stay with the functions that reserve nothing.`,
      [
        free > 0
          ? `Set function.reservedConcurrency to ${free} or less, or leave it out.`
          : 'Leave function.reservedConcurrency out.',
        `Or ask for more: ${asking(wanted + UNRESERVED)}`,
      ],
      data,
    ),
  ];
}
