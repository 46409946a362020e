/**
 * A local place where what was told by all runs is kept, and every use case that changes a stack at hand. Its clock moves
 * forty times as far as the engine sleeps, so that a deployment of minutes takes few calls. `onceBusy` lets something
 * happen between two looks.
 */
import { type CancelOptions, cancel } from '../../src/cancel.ts';
import type { DeploymentEvent } from '../../src/deployment/events.ts';
import type { Plan } from '../../src/deployment/plan.ts';
import type { Ports } from '../../src/deployment/ports.ts';
import { type DownOptions, down } from '../../src/down.ts';
import { type RecoverOptions, recover } from '../../src/recover.ts';
import { finish, type Run } from '../../src/run.ts';
import { type UpOptions, up } from '../../src/up.ts';
import { loadedConfig, NAME } from './engine.ts';
import { type Place as LocalPlace, places } from './local-place.ts';

export interface Place extends LocalPlace {
  /** Everything that was told, of all runs. */
  readonly events: DeploymentEvent[];
  status(): Promise<string>;
}

type Input = Readonly<Record<string, unknown>>;

/** Hooks of a test file; its places are stopped after each test. */
export function stages({ speed = 40 }: { readonly speed?: number } = {}): () => Promise<Place> {
  const open = places();
  return async () => {
    const place = await open({ speed });
    const { describe } = place.ports.stacks;
    return { ...place, events: [], status: async () => (await describe(NAME))?.status ?? 'absent' };
  };
}

export function upIn(place: Place, input: Input = {}, options: Partial<UpOptions> = {}) {
  const { ports, cacheDirectory } = place;
  return told(
    place,
    up(loadedConfig(input), { ports, cacheDirectory, approve: async () => true, verify: false, ...options }),
  );
}

export function downIn(place: Place, options: Partial<DownOptions> = {}, input: Input = {}) {
  return told(
    place,
    down(loadedConfig(input), { ports: place.ports, confirm: async () => true, ...options }),
  );
}

export function cancelIn(place: Place, options: Partial<CancelOptions> = {}, input: Input = {}) {
  return told(
    place,
    cancel(loadedConfig(input), { ports: place.ports, confirm: async () => true, ...options }),
  );
}

export function recoverIn(place: Place, options: Partial<RecoverOptions> = {}, input: Input = {}) {
  return told(
    place,
    recover(loadedConfig(input), { ports: place.ports, confirm: async () => true, ...options }),
  );
}

/** The place's ports, and something that happens once, before the first look at a stack that CloudFormation works on. */
export function onceBusy(place: Place, happen: () => Promise<unknown> | unknown): Ports {
  let happened = false;
  const clock: Ports['clock'] = {
    ...place.ports.clock,
    async sleep(milliseconds, signal) {
      await place.ports.clock.sleep(milliseconds, signal);
      if (!happened && /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/.test(await place.status())) {
        happened = true;
        await happen();
      }
      signal?.throwIfAborted();
    },
  };
  return { ...place.ports, clock };
}

/** The place's ports, and something that happens as soon as there is a database. */
export function onceMade(place: Place, happen: () => void): Ports {
  const clock: Ports['clock'] = {
    ...place.ports.clock,
    async sleep(milliseconds, signal) {
      await place.ports.clock.sleep(milliseconds, signal);
      if (place.cloud.world.databases.size > 0) happen();
      signal?.throwIfAborted();
    },
  };
  return { ...place.ports, clock };
}

/** The plans that were told, oldest first. */
export function plansOf({ events }: Place): readonly Plan[] {
  return events.flatMap((event) => (event.type === 'planned' ? [event.plan] : []));
}

function told<Result>({ events }: Place, run: Run<DeploymentEvent, Result>): Promise<Result> {
  return finish(run, (event) => {
    events.push(event);
  });
}
