import type { Verb } from './durations.ts';

/** Lets work on resources fail. Every condition that is given must hold; of several faults the first that does is taken. */
export interface ResourceFault {
  readonly logicalId?: string;
  readonly type?: string;
  readonly operation: Verb;
  /** Before anything is done, or when all is done but the end; `start` when not said. */
  readonly at?: 'start' | 'end';
  readonly reason: string;
  /** One of the registry's handler error codes: the reason is then told as a resource handler's. */
  readonly errorCode?: string;
  /** How often; once when not said. */
  readonly times?: number;
  /** For target groups: nothing fails at once, but the targets stay like this. */
  readonly targetHealth?: TargetHealth;
}

export interface TargetHealth {
  readonly state: string;
  readonly reason?: string;
  readonly description?: string;
}

export interface ResourceFaults {
  /** Takes a fault as it came, from JSON too. Throws TypeError naming what is wrong with it. */
  inject(fault: unknown): void;
  clear(): void;
  /** The fault that befalls this work; it is then used up once. */
  take(work: Subject & { readonly at: 'start' | 'end' }): ResourceFault | undefined;
  /** The health that a fault gives to targets; lasts as long as the fault. */
  targetHealth(subject: Subject): TargetHealth | undefined;
}

interface Subject {
  readonly logicalId: string;
  readonly type: string;
  readonly operation: Verb;
}

export function resourceFaults(): ResourceFaults {
  let faults: { readonly fault: ResourceFault; left: number }[] = [];
  const matching = ({ logicalId, type, operation }: Subject) =>
    faults.filter(
      ({ fault }) =>
        fault.operation === operation &&
        (fault.logicalId === undefined || fault.logicalId === logicalId) &&
        (fault.type === undefined || fault.type === type),
    );
  return {
    inject(given) {
      const fault = readFault(given);
      faults.push({ fault, left: fault.times ?? 1 });
    },
    clear() {
      faults = [];
    },
    take(subject) {
      const found = matching(subject).find(
        ({ fault }) => fault.targetHealth === undefined && (fault.at ?? 'start') === subject.at,
      );
      if (found === undefined) return undefined;
      found.left -= 1;
      faults = faults.filter(({ left }) => left > 0);
      return found.fault;
    },
    targetHealth: (subject) =>
      matching(subject).find(({ fault }) => fault.targetHealth !== undefined)?.fault.targetHealth,
  };
}

const KEYS = ['logicalId', 'type', 'operation', 'at', 'reason', 'errorCode', 'times', 'targetHealth'];

function readFault(given: unknown): ResourceFault {
  if (typeof given !== 'object' || given === null) throw new TypeError('a resource fault is an object');
  const fault = given as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(fault).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) throw new TypeError(`a resource fault has no ${unknown}: ${KEYS.join(', ')}`);
  if (!['create', 'update', 'delete'].includes(String(fault.operation))) {
    throw new TypeError('operation is create, update or delete');
  }
  if (fault.at !== undefined && fault.at !== 'start' && fault.at !== 'end') {
    throw new TypeError('at is start or end');
  }
  for (const key of ['logicalId', 'type', 'errorCode']) {
    if (fault[key] !== undefined && typeof fault[key] !== 'string') throw new TypeError(`${key} is a text`);
  }
  if (fault.times !== undefined && !(Number(fault.times) >= 1)) throw new TypeError('times is 1 or more');
  if (fault.targetHealth === undefined) {
    if (typeof fault.reason !== 'string' || fault.reason === '') throw new TypeError('reason is a text');
  } else if (typeof (fault.targetHealth as Partial<TargetHealth>).state !== 'string') {
    throw new TypeError('targetHealth has a state, and may have a reason and a description');
  }
  return { reason: '', ...fault } as unknown as ResourceFault;
}
