import { seededRandom } from '../create-world.ts';
import { isServiceName, type ServiceName } from './served.ts';

/** What goes wrong with a call. Milliseconds are of real time, whatever the world's clock does. */
export type Fault =
  | { readonly kind: 'throttle' }
  | { readonly kind: 'error'; readonly status: number; readonly code: string; readonly message: string }
  | { readonly kind: 'access-denied' }
  | { readonly kind: 'expired-token' }
  /** The time here is so far ahead of the caller's: what is signed by a clock that is minutes off is refused. */
  | { readonly kind: 'clock'; readonly milliseconds: number }
  /** The connection is cut before the call is carried out. */
  | { readonly kind: 'reset-before' }
  /** The connection is cut after it was carried out: the caller cannot know. */
  | { readonly kind: 'reset-after' }
  /** No answer; the connection is cut after so long. The call is not carried out. */
  | { readonly kind: 'timeout'; readonly milliseconds: number }
  /** Carried out, but not answered; the connection is cut after so long. */
  | { readonly kind: 'timeout-after'; readonly milliseconds: number }
  /** Carried out; the connection is cut in the middle of the answer. */
  | { readonly kind: 'cut-midway' }
  /** Carried out, and half of the answer is sent as if it were whole. */
  | { readonly kind: 'garbled' }
  /** A load balancer's page; the call is not carried out. */
  | { readonly kind: 'html-500' }
  /** Carried out and answered, but so much later. */
  | { readonly kind: 'latency'; readonly milliseconds: number };

/** A fault and the calls it befalls: all when it names none, from the `skip`th on, `times` at most, each with `probability`. */
export type FaultRule = Fault & {
  readonly service?: ServiceName;
  readonly action?: string;
  readonly skip?: number;
  readonly times?: number;
  readonly probability?: number;
};

export interface Faults {
  add(rules: readonly FaultRule[]): void;
  clear(): void;
  rules(): readonly FaultRule[];
  /** What befalls this call; counts it. Delays add up, of the others the first rule wins. */
  take(service: ServiceName, action: string): { readonly delay: number; readonly fault?: Fault };
}

/** Fault rules in the order they were added, drawn with a seed of their own. */
export function createFaults(seed = 1): Faults {
  let standing: { readonly rule: FaultRule; seen: number; done: number }[] = [];
  const random = seededRandom(seed);
  return {
    add: (rules) => {
      standing.push(...rules.map((rule) => ({ rule, seen: 0, done: 0 })));
    },
    clear: () => {
      standing = [];
    },
    rules: () => standing.map(({ rule }) => rule),
    take(service, action) {
      let delay = 0;
      let fault: Fault | undefined;
      for (const each of standing) {
        const { rule } = each;
        if (rule.service !== undefined && rule.service !== service) continue;
        if (rule.action !== undefined && rule.action !== action) continue;
        if (rule.kind !== 'latency' && fault !== undefined) continue;
        each.seen += 1;
        if (each.seen <= (rule.skip ?? 0) || each.done >= (rule.times ?? Number.POSITIVE_INFINITY)) continue;
        if (rule.probability !== undefined && random() >= rule.probability) continue;
        each.done += 1;
        if (rule.kind === 'latency') delay += rule.milliseconds;
        else fault = rule;
      }
      return fault === undefined ? { delay } : { delay, fault };
    },
  };
}

const KINDS: Readonly<Record<Fault['kind'], Readonly<Record<string, 'number' | 'string'>>>> = {
  throttle: {},
  error: { status: 'number', code: 'string', message: 'string' },
  'access-denied': {},
  'expired-token': {},
  clock: { milliseconds: 'number' },
  'reset-before': {},
  'reset-after': {},
  timeout: { milliseconds: 'number' },
  'timeout-after': { milliseconds: 'number' },
  'cut-midway': {},
  garbled: {},
  'html-500': {},
  latency: { milliseconds: 'number' },
};

/** A fault rule from JSON. Throws a TypeError that says what is wrong with it. */
export function readFaultRule(json: unknown): FaultRule {
  if (typeof json !== 'object' || json === null) throw new TypeError('a fault rule is an object');
  const rule = json as Record<string, unknown>;
  const kind = String(rule.kind);
  if (!Object.hasOwn(KINDS, kind)) {
    throw new TypeError(`no fault is called ${kind}; there are ${Object.keys(KINDS).join(', ')}`);
  }
  const needed = KINDS[kind as Fault['kind']];
  for (const [key, type] of Object.entries(needed)) {
    if (typeof rule[key] !== type) throw new TypeError(`a fault of kind ${kind} needs ${key}, a ${type}`);
  }
  const optional = {
    service: 'string',
    action: 'string',
    skip: 'number',
    times: 'number',
    probability: 'number',
  };
  for (const [key, value] of Object.entries(rule)) {
    const type = { kind: 'string', ...needed, ...optional }[key];
    if (type === undefined) throw new TypeError(`a fault of kind ${kind} has no ${key}`);
    if (typeof value !== type) throw new TypeError(`${key} of a fault rule is a ${type}`);
  }
  if (rule.service !== undefined && !isServiceName(String(rule.service))) {
    throw new TypeError(`no service is called ${rule.service}`);
  }
  return rule as FaultRule;
}
