import type { Reading } from '../reading/list-requests.ts';
import { exportRequests, list, show } from '../reading/reading-jobs.ts';
import type { Opened } from '../situation.ts';
import { keyOf, LINK_SECONDS, loginPath } from './access.ts';

/** What a job of `open` or `requests` is given besides its event; of the function's situation only what is used. */
export interface ViewJobSituation {
  readonly open: () => Opened;
  /** Milliseconds of `performance.now()`. */
  readonly arrived: number;
  /** Milliseconds until Lambda ends the invocation. */
  readonly remaining: number;
}

export type ViewJobAnswer =
  | { readonly ok: true; readonly [detail: string]: unknown }
  | { readonly ok: false; readonly error: string };

type Given = Readonly<Record<string, unknown>>;
type ViewJob = (event: Given, situation: ViewJobSituation) => Promise<ViewJobAnswer>;

/** The jobs behind `open` and `requests`, by name. They reject with what is wrong with a question, or the driver's error. */
export const VIEW_JOBS: Readonly<Record<'login' | 'list' | 'show' | 'export', ViewJob>> = {
  login: async (_, { open }) => {
    const { settings, environment } = open();
    const { access } = settings.view;
    const key = keyOf(environment);
    if (access === 'off') return { ok: false, error: 'The page is turned off: view.access is "off".' };
    if (access === 'public') return { ok: true, path: '/_/' };
    if (key === '') return { ok: false, error: 'The environment variable VIEW_KEY is not set.' };
    return { ok: true, path: loginPath(key, Date.now() / 1000), expiresInSeconds: LINK_SECONDS };
  },
  list: reading(list),
  show: reading(show),
  export: reading(exportRequests),
};

function reading(job: (given: Given, reading: Reading) => Promise<Given>): ViewJob {
  return async (event, { open, arrived, remaining }) => {
    const { settings, store } = open();
    const deadline = arrived + Math.min(settings.budget.answer, remaining);
    const rows: Reading['rows'] = (statement) => store.read(statement, deadline);
    return { ok: true, ...(await job(event, { database: settings.database, rows })) };
  };
}
