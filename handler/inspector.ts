import { tryAgain } from './answer.ts';
import type { Inspect } from './inspection.ts';
import { pathOf } from './received-request.ts';
import { routeOf } from './routes.ts';
import type { Environment, Settings } from './settings.ts';

const NOT_VERIFIED =
  'This version cannot verify signatures, and this path requires it: the request was not stored.';

/** Inspects by the configuration's routes. Where one requires a signature nothing is stored, because none is verified. */
export function createInspector(settings: Settings, _environment: Environment): Inspect {
  return async (event) => {
    const route = routeOf(pathOf(event), settings.routes);
    return {
      route: route?.path,
      signature: 'none',
      deliveryId: undefined,
      event: undefined,
      ...(route?.verify?.policy === 'require'
        ? { answer: { answer: tryAgain(NOT_VERIFIED, 300), store: false } }
        : {}),
    };
  };
}
