import { type Answer, empty, json, redirect } from '../answer.ts';
import type { Row } from '../database.ts';
import { describeFault } from '../faults.ts';
import type { HttpEvent } from '../http-event.ts';
import type { Reading } from '../reading/list-requests.ts';
import { type ReadingJob, runReadingJob } from '../reading/reading-jobs.ts';
import { header, methodOf, pathOf } from '../received-request.ts';
import type { Settings } from '../settings.ts';
import { cookieFor, FORGET_COOKIE, LINK_SECONDS, loginPath, mayRead } from './access.ts';
import { listAnswer } from './list-answer.ts';
import { messagePage } from './message-page.ts';
import { requestAnswer } from './request-answer.ts';

export interface ViewOptions {
  readonly settings: Settings;
  /** What links and cookies are signed with; empty when there is none. */
  readonly key: string;
  /** Reads the database; rejects with the driver's error. `deadline` is in milliseconds of `performance.now()`. */
  readonly read: (sql: string, deadline: number) => Promise<readonly Row[]>;
}

export interface View {
  /** Answers everything below `/_/` but `/_/health`. Never rejects. */
  answer(event: HttpEvent, deadline: number): Promise<Answer>;
  /** The page in place of the short answer, for a browser that may see it; undefined for anybody else. */
  afterStore(event: HttpEvent, id: number, deadline: number): Promise<Answer | undefined>;
  /**
   * Does what `open` and `requests` ask for; undefined when the job is not one of theirs. Rejects with what is wrong with
   * the question, or with the driver's error.
   */
  job(job: string | undefined, given: unknown, deadline: number): Promise<JobResult | undefined>;
}

export type JobResult =
  | { readonly ok: true; readonly [detail: string]: unknown }
  | { readonly ok: false; readonly error: string };

/** What is seen from outside, as `view.access` has it: everything after a link was opened, the bare table, or nothing. */
export function openView({ settings, key, read }: ViewOptions): View {
  const { access } = settings.view;
  const readingUntil = (deadline: number): Reading => ({
    database: settings.database,
    rows: (sql) => read(sql, deadline),
  });
  const isLoggedIn = (event: HttpEvent) => access === 'token' && mayRead(event, key, seconds());

  return {
    answer: async (event, deadline) => {
      try {
        return await answer(event, readingUntil(deadline));
      } catch (error) {
        console.error({ event: 'page-failed', error: describeFault(error) });
        return wantsPage(event)
          ? messagePage(503, 'The database cannot be reached', 'Nothing can be shown now. Please try again.')
          : json(503, { message: 'Nothing can be shown now.' }, { 'retry-after': '10' });
      }
    },
    afterStore: async (event, id, deadline) => {
      if (methodOf(event) !== 'GET' || !wantsPage(event)) return undefined;
      const isPublic = access === 'public';
      if (!isPublic && !isLoggedIn(event)) return undefined;
      return listAnswer({
        event: { ...event, rawQueryString: '' },
        reading: readingUntil(deadline),
        settings,
        isPublic,
        storedId: id,
        asJson: false,
      }).catch(() => undefined);
    },
    job: async (job, given, deadline) => {
      if (job === 'login') return login();
      if (job !== 'list' && job !== 'show' && job !== 'export') return undefined;
      const payload = { ...(given as Readonly<Record<string, unknown>>) };
      return {
        ok: true,
        ...(await runReadingJob(job satisfies ReadingJob, payload, readingUntil(deadline))),
      };
    },
  };

  async function answer(event: HttpEvent, reading: Reading): Promise<Answer> {
    const [path = '', method] = [pathOf(event).slice(2), methodOf(event)];
    if (access === 'off') return notFound();
    if (access === 'token' && path === '/login') return enter(event);
    const loggedIn = isLoggedIn(event);
    if (access === 'token' && !loggedIn) return locked(event);
    if (loggedIn && path === '/logout')
      return method === 'POST' ? redirect('/_/', FORGET_COOKIE) : empty(405, { allow: 'POST' });
    if (method !== 'GET' && method !== 'HEAD') return empty(405, { allow: 'GET, HEAD' });
    const isPublic = !loggedIn;
    if (path === '' || path === '/' || path === '/.json')
      return listAnswer({
        event,
        reading,
        settings,
        isPublic,
        asJson: path === '/.json' || !wantsPage(event),
      });
    const found = isPublic ? undefined : await requestAnswer(path, { event, reading, settings });
    if (found !== undefined) return found;
    return wantsPage(event)
      ? messagePage(404, 'Not here', 'There is no such page or request. <a href="/_/">Show all requests</a>')
      : notFound();
  }

  /** Opens a link. Whoever comes with a token that is not good learns nothing but how to get one. */
  function enter(event: HttpEvent): Answer {
    const token = new URLSearchParams(event.rawQueryString).get('token') ?? '';
    const cookie = cookieFor(token, key, seconds());
    if (cookie !== undefined) return redirect('/_/', cookie);
    return messagePage(
      403,
      'This link is no longer valid',
      `A link can be opened for ${LINK_SECONDS / 60} minutes. <code>proxywebhook open</code> makes another.`,
    );
  }

  function login(): JobResult {
    if (access === 'off') return { ok: false, error: 'The page is turned off: view.access is "off".' };
    if (access === 'public') return { ok: true, path: '/_/' };
    if (key === '') return { ok: false, error: 'The environment variable VIEW_KEY is not set.' };
    return { ok: true, path: loginPath(key, seconds()), expiresInSeconds: LINK_SECONDS };
  }
}

/** The same whatever was asked for, so that nobody learns what is there. */
function locked(event: HttpEvent): Answer {
  return wantsPage(event)
    ? messagePage(
        403,
        'Only with a link',
        'Requests are shown to a browser that opened a link. Whoever may call the function gets one by <code>proxywebhook open</code>.',
      )
    : json(403, { message: 'Only with a link: proxywebhook open' });
}

function notFound(): Answer {
  return json(404, { message: 'Not found' });
}

function wantsPage(event: HttpEvent): boolean {
  return header(event, 'accept').includes('text/html');
}

function seconds(): number {
  return Date.now() / 1000;
}
