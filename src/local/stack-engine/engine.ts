import type { World } from '../world.ts';
import type { Durations, Verb } from './durations.ts';
import type { Identifiers } from './identifiers.ts';
import type { Properties } from './json.ts';
import type { ResourceFaults } from './resource-faults.ts';
import type { StackRecord } from './stack-record.ts';

/** What can be changed while the engine runs. */
export interface EngineSettings {
  /** Milliseconds that an event stays invisible after it happened. */
  eventLag: number;
  /** Descriptions of stacks are those of so many milliseconds ago. */
  staleReads: number;
  /** Entries on a page of events, of changes and of resources. */
  eventsPerPage: number;
  changesPerPage: number;
  resourcesPerPage: number;
}

/** A resource that was made, changed or is gone, for whoever keeps a data plane behind the account. */
export interface ResourceNotice {
  readonly stackName: string;
  readonly logicalId: string;
  readonly physicalId: string;
  /** Everything resolved, dynamic references too: it may hold passwords. */
  readonly properties: Properties;
  readonly attributes: Properties;
}

/**
 * Told of a resource once it is in the world and before it settles, or once it is gone; the engine waits for it. Attributes that it gives take the place of
 * the engine's own, an endpoint's address say. What it throws fails the resource.
 */
export type OnResource = (
  type: string,
  phase: Verb,
  resource: ResourceNotice,
) => Promise<{ readonly attributes?: Properties } | undefined> | undefined;

/** What every part of the engine works with. */
export interface Engine {
  readonly world: World;
  readonly settings: EngineSettings;
  readonly ids: Identifiers;
  readonly duration: Durations;
  readonly faults: ResourceFaults;
  readonly onResource: OnResource | undefined;
  /** Told of bugs of the engine itself. */
  readonly report: (error: unknown) => void;
  /** Logical ids of resources that drift detection cannot read, and why. */
  readonly unreadable: Map<string, string>;
  /** All stacks that there are or were, oldest first. */
  readonly stacks: StackRecord[];
}

/** Throws TypeError for a setting that there is not, or that is no number. */
export function changeSettings({ settings }: Engine, changes: Partial<EngineSettings>): void {
  for (const [name, value] of Object.entries(changes)) {
    if (!Object.hasOwn(settings, name)) {
      throw new TypeError(`the stack engine has no ${name}: ${Object.keys(settings).join(', ')}`);
    }
    const least = name.endsWith('PerPage') ? 1 : 0;
    if (!(value >= least)) throw new TypeError(`${name} is a number, ${least} at least`);
  }
  Object.assign(settings, changes);
}

/** After so many milliseconds of the world's clock. Rejects with the signal's reason when aborted. */
export function sleep({ world }: Engine, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const abort = () => {
      timer.cancel();
      reject(signal.reason);
    };
    const timer = world.clock.after(milliseconds, () => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
    signal.addEventListener('abort', abort, { once: true });
  });
}
