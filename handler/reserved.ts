import { type Answer, empty, json, redirect } from './answer.ts';
import { describeFault } from './faults.ts';
import type { HttpEvent } from './http-event.ts';
import type { Reading } from './reading/list-requests.ts';
import { header, methodOf, pathOf } from './received-request.ts';
import type { Situation } from './situation.ts';
import { cookieFor, FORGET_COOKIE, keyOf, LINK_SECONDS, mayRead } from './view/access.ts';
import { listAnswer } from './view/list-answer.ts';
import { messagePage } from './view/message-page.ts';
import { requestAnswer } from './view/request-answer.ts';

/**
 * Answers below `/_/`, where nothing is stored, as `view.access` has it: everything after a link was opened, the bare table, or
 * nothing. Never rejects.
 */
export async function reserved(event: HttpEvent, situation: Situation): Promise<Answer> {
  try {
    return await answer(event, situation);
  } catch (error) {
    console.error({ event: 'page-failed', error: describeFault(error) });
    return wantsPage(event)
      ? messagePage(503, 'The database cannot be reached', 'Nothing can be shown now. Please try again.')
      : json(503, { message: 'Nothing can be shown now.' }, { 'retry-after': '10' });
  }
}

/**
 * What a stored request is answered with in place of the short answer: the page, when a browser asks for it and may see
 * it. Undefined otherwise, also when it cannot be read: the request is stored all the same.
 */
export async function shownAfter(
  event: HttpEvent,
  id: number,
  situation: Situation,
): Promise<Answer | undefined> {
  if (methodOf(event) !== 'GET' || !wantsPage(event)) return undefined;
  const isPublic = situation.settings.view.access === 'public';
  if (!isPublic && !isLoggedIn(event, situation)) return undefined;
  return listAnswer({
    // What is asked of the page is asked below `/_/`: this query is the sender's own.
    event: { ...event, rawQueryString: '' },
    reading: readingOf(situation),
    settings: situation.settings,
    isPublic,
    storedId: id,
    asJson: false,
  }).catch(() => undefined);
}

async function answer(event: HttpEvent, situation: Situation): Promise<Answer> {
  const { settings } = situation;
  const { access } = settings.view;
  const [path, method] = [pathOf(event).slice('/_'.length), methodOf(event)];
  if (access === 'off') return notFound();
  if (access === 'token' && path === '/login') return enter(event, situation);
  const loggedIn = isLoggedIn(event, situation);
  if (access === 'token' && !loggedIn) return locked(event);
  if (loggedIn && path === '/logout')
    return method === 'POST' ? redirect('/_/', FORGET_COOKIE) : empty(405, { allow: 'POST' });
  const isList = path === '' || path === '/' || path === '/.json';
  if (!isList && !loggedIn) return notHere(event);
  if (method !== 'GET' && method !== 'HEAD') return empty(405, { allow: 'GET, HEAD' });
  const question = { event, reading: readingOf(situation), settings };
  if (isList)
    return listAnswer({
      ...question,
      isPublic: !loggedIn,
      asJson: path === '/.json' || !wantsPage(event),
    });
  return (await requestAnswer(path, question)) ?? notHere(event);
}

/** Opens a link. Whoever comes with a token that is not good learns nothing but how to get one. */
function enter(event: HttpEvent, { environment }: Situation): Answer {
  const token = new URLSearchParams(event.rawQueryString).get('token') ?? '';
  const cookie = cookieFor(token, keyOf(environment), seconds());
  if (cookie !== undefined) return redirect('/_/', cookie);
  return messagePage(
    403,
    'This link is no longer valid',
    `A link can be opened for ${LINK_SECONDS / 60} minutes. <code>proxywebhook open</code> makes another.`,
  );
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

function isLoggedIn(event: HttpEvent, { settings, environment }: Situation): boolean {
  return settings.view.access === 'token' && mayRead(event, keyOf(environment), seconds());
}

function readingOf({ settings, store, deadline }: Situation): Reading {
  return { database: settings.database, rows: (statement) => store.read(statement, deadline) };
}

function notHere(event: HttpEvent): Answer {
  return wantsPage(event)
    ? messagePage(404, 'Not here', 'There is no such page or request. <a href="/_/">Show all requests</a>')
    : notFound();
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
