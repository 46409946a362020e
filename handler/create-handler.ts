import { type Answer, empty, json, plain, tryAgain } from './answer.ts';
import { describeFault } from './faults.ts';
import { type HttpEvent, isHttpEvent, jobOf } from './http-event.ts';
import type { Inspect } from './inspection.ts';
import { createInspector } from './inspector.ts';
import { runJob } from './jobs.ts';
import { page } from './page.ts';
import {
  header,
  methodOf,
  pathOf,
  type ReceivedRequest,
  readRequest,
  type StoredRequest,
} from './received-request.ts';
import { type Environment, readSettings, type Settings } from './settings.ts';
import { openStore, type Store } from './store.ts';

export type { ReceivedRequest, StoredRequest } from './received-request.ts';

export interface HandlerOptions {
  /**
   * Runs after a request was committed. What it does cannot undo that: an error is logged and no more, and the answer
   * does not wait for it past the budget.
   */
  readonly onStored?: (request: StoredRequest) => unknown;
  /** Default: `settings.json` beside the code. */
  readonly settings?: Settings;
  /** Default: the process's. */
  readonly environment?: Environment;
}

/** What is used of Lambda's context. */
export interface InvocationContext {
  getRemainingTimeInMillis?(): number;
}

export type Handler = (event: unknown, context?: InvocationContext) => Promise<unknown>;

const FULL = 'No more can be stored until older requests are deleted. Please send it again.';

/** Time kept back for the answer itself, in milliseconds. */
const MARGIN = 500;

/**
 * The function that Lambda calls: it answers HTTP API events (payload format 2.0) and our own jobs. It never lets an
 * error out of an HTTP event: a sender gets 503 and sends again.
 */
export function createHandler(options: HandlerOptions = {}): Handler {
  const environment = options.environment ?? process.env;
  let opened: Opened | undefined;
  const open = () => {
    if (opened === undefined) {
      const settings = options.settings ?? readSettings(environment);
      const inspect = createInspector(settings, environment);
      opened = { settings, inspect, store: openStore(settings, environment) };
    }
    return opened;
  };

  return async (event, context) => {
    const arrived = performance.now();
    if (isHttpEvent(event)) {
      try {
        return withoutBody(
          event,
          await answer(event, { arrived, open, context, onStored: options.onStored }),
        );
      } catch (error) {
        console.error({ event: 'failed', error: describeFault(error) });
        return tryAgain();
      }
    }
    return runJob(jobOf(event), { open, arrived, remaining: remaining(context) });
  };
}

interface Opened {
  readonly settings: Settings;
  readonly inspect: Inspect;
  readonly store: Store;
}

interface Situation {
  readonly arrived: number;
  readonly open: () => Opened;
  readonly context: InvocationContext | undefined;
  readonly onStored: HandlerOptions['onStored'];
}

async function answer(event: HttpEvent, situation: Situation): Promise<Answer> {
  const path = pathOf(event);
  if (path === '/_/health') return json(200, { ok: true });
  if (path === '/favicon.ico') return json(404, { message: 'Not found' });
  if (path === '/robots.txt') return plain(200, 'User-agent: *\nDisallow: /\n');
  if (methodOf(event) === 'OPTIONS') {
    const { settings, inspect } = situation.open();
    const { answer: reply } = await inspect(event, undefined, deadlineOf(situation, settings));
    return reply?.answer ?? empty(204, { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' });
  }
  if (path === '/_' || path.startsWith('/_/')) return reserved(path, event, situation);
  return capture(event, situation);
}

/** Below `/_/` nothing is stored: the page, to whom the configuration shows it. */
async function reserved(path: string, event: HttpEvent, situation: Situation): Promise<Answer> {
  const { settings, store } = situation.open();
  const isPage = (path === '/_' || path === '/_/') && methodOf(event) === 'GET';
  if (!isPage || settings.view.access !== 'public') return json(404, { message: 'Not found' });
  return page(await store.newest(deadlineOf(situation, settings)));
}

async function capture(event: HttpEvent, situation: Situation): Promise<Answer> {
  const { settings, store, inspect } = situation.open();
  const { capture: limits, view } = settings;
  const request = readRequest(event, limits.redactHeaders, Date.now());
  const bytes = request.body?.length ?? 0;
  if (bytes > limits.maxBodyBytes) {
    log(request, situation, { outcome: 'too-large' });
    return json(413, { message: `The body is larger than ${limits.maxBodyBytes} bytes.` });
  }
  const deadline = deadlineOf(situation, settings);
  const { answer: reply, signature, problem } = await inspect(event, request.body, deadline);
  if (reply?.store === false) {
    log(request, situation, { outcome: 'refused', status: reply.answer.statusCode, signature, problem });
    return reply.answer;
  }
  if (await store.isFull(deadline)) {
    log(request, situation, { outcome: 'full' });
    return tryAgain(FULL, 300);
  }
  const id = await save(request, deadline, situation, store);
  if (id === undefined) return tryAgain();
  const stored: StoredRequest = { ...request, id };
  await tell(stored, deadline, situation);
  if (reply !== undefined) return reply.answer;
  if (view.access === 'public' && wantsPage(event)) {
    const requests = await store.newest(deadline).catch(() => undefined);
    if (requests !== undefined) return page(requests, id);
  }
  return json(200, { id, receivedAt: new Date(request.receivedAt).toISOString() });
}

async function save(
  request: ReceivedRequest,
  deadline: number,
  situation: Situation,
  store: Store,
): Promise<number | undefined> {
  try {
    const id = await store.save(request, deadline);
    log(request, situation, { outcome: 'stored', id });
    return id;
  } catch (error) {
    log(request, situation, { outcome: 'not-stored', error: describeFault(error) });
    return undefined;
  }
}

/** Lets the owner's code see a stored request, for as long as there is time. */
async function tell(request: StoredRequest, deadline: number, { onStored }: Situation): Promise<void> {
  if (onStored === undefined) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), Math.max(0, deadline - performance.now()));
  });
  try {
    const outcome = await Promise.race([Promise.resolve(onStored(request)), late]);
    if (outcome === 'late') console.warn({ event: 'on-stored-late', id: request.id });
  } catch (error) {
    console.error({ event: 'on-stored-failed', id: request.id, error });
  } finally {
    clearTimeout(timer);
  }
}

/** One line a request: never its path, query, headers or body. */
function log(
  request: ReceivedRequest,
  { arrived }: Situation,
  outcome: Readonly<Record<string, unknown>>,
): void {
  const { requestId, method, body } = request;
  const milliseconds = Math.round(performance.now() - arrived);
  console.info({ event: 'request', requestId, method, bytes: body?.length ?? 0, milliseconds, ...outcome });
}

function deadlineOf({ arrived, context }: Situation, settings: Settings): number {
  return arrived + Math.min(settings.budget.answer, remaining(context));
}

function remaining(context: InvocationContext | undefined): number {
  return Math.max(0, (context?.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY) - MARGIN);
}

function wantsPage(event: HttpEvent): boolean {
  return methodOf(event) === 'GET' && header(event, 'accept').includes('text/html');
}

function withoutBody(event: HttpEvent, given: Answer): Answer {
  return methodOf(event) === 'HEAD' ? { ...given, body: '' } : given;
}
