// A handler of its own for tests of the store: many stores, each with a connection as an execution environment has it, in one
// process. An event tells what each is to save, in order; all stores work at the same time.
import type { InspectedRequest } from '../../handler/received-request.ts';
import { readSettings } from '../../handler/settings.ts';
import { openStore, type Saved, type Store } from '../../handler/store.ts';

/** A request whose body is in base64, as it must be to travel. */
export type TravellingRequest = Omit<InspectedRequest, 'body'> & { readonly body: string | null };

export interface Errand {
  /** By store, and in the order in which each is to save them. */
  readonly saves: readonly (readonly TravellingRequest[])[];
  /** Milliseconds for all of it. Default: 15,000. */
  readonly within?: number;
}

/** By store, as asked; a text is why it failed. */
export type Outcome = readonly (readonly (Saved | string)[])[];

const stores: Store[] = [];

export async function handler({ saves, within = 15_000 }: Errand): Promise<Outcome> {
  const deadline = performance.now() + within;
  return Promise.all(
    saves.map(async (requests, index) => {
      stores[index] ??= openStore(readSettings(process.env), process.env);
      const outcome: (Saved | string)[] = [];
      for (const request of requests) outcome.push(await save(stores[index], request, deadline));
      return outcome;
    }),
  );
}

async function save(store: Store, request: TravellingRequest, deadline: number): Promise<Saved | string> {
  const { route, deliveryId, event, body } = request;
  // What is undefined does not travel.
  const whole = {
    ...request,
    route,
    deliveryId,
    event,
    body: body === null ? undefined : Buffer.from(body, 'base64'),
  };
  return store.save(whole, deadline).catch((error: unknown) => String(error));
}
