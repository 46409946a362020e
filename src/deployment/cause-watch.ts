import type { RootCause } from './events.ts';
import { type Failure, isTargetHealthCause, proxyNameIn, rootCauses, targetHealthCause } from './failure.ts';
import type { Ports } from './ports.ts';
import type { StackEvent } from './stack.ts';

/** Looks for causes while an operation runs, and keeps what it saw of the proxy before a rollback removes it. */
export interface CauseWatch {
  /** Causes that were not told before, from all events so far. */
  look(events: readonly StackEvent[]): Promise<readonly RootCause[]>;
  /** The failure of the whole operation, with what was seen. */
  failure(events: readonly StackEvent[]): Failure;
}

/** A target's health is asked for when its failure appears: by the time the rollback has ended, there is no target. */
export function causeWatch(proxyTargets: Ports['proxyTargets']): CauseWatch {
  const told = new Map<string, RootCause>();

  const enrich = async (cause: RootCause, events: readonly StackEvent[]): Promise<RootCause> => {
    const proxyName = proxyNameIn(events);
    if (!isTargetHealthCause(cause) || proxyName === undefined) return cause;
    try {
      return targetHealthCause(cause, await proxyTargets.targets(proxyName));
    } catch {
      // What AWS said stands without it.
      return cause;
    }
  };

  return {
    async look(events) {
      const found: RootCause[] = [];
      for (const cause of rootCauses(events).causes) {
        if (told.has(cause.logicalId) || isRequested(cause)) continue;
        const enriched = await enrich(cause, events);
        told.set(cause.logicalId, enriched);
        found.push(enriched);
      }
      return found;
    },
    failure(events) {
      const failure = rootCauses(events);
      return { ...failure, causes: failure.causes.map((cause) => told.get(cause.logicalId) ?? cause) };
    },
  };
}

/** A rollback that somebody asked for is no failure to be told of while it runs: who asked is looking at it. */
function isRequested({ resourceType, reason }: RootCause): boolean {
  return resourceType === 'AWS::CloudFormation::Stack' && /^User Initiated\.?$/i.test(reason);
}
