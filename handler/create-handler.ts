import { type Answer, empty, json, plain, tryAgain } from './answer.ts';
import { capture, type OnStored } from './capture.ts';
import { describeFault } from './faults.ts';
import { type HttpEvent, isHttpEvent, isJobEvent } from './http-event.ts';
import type { Inspect } from './inspection.ts';
import { createInspector } from './inspector.ts';
import { runJob } from './jobs.ts';
import { methodOf, pathOf, requestIdOf } from './received-request.ts';
import { logRequest } from './request-log.ts';
import { reserved } from './reserved.ts';
import { type Environment, readSettings, type Settings } from './settings.ts';
import type { Opened, Situation } from './situation.ts';
import { openStore } from './store.ts';

export type { ReceivedRequest, StoredRequest } from './received-request.ts';

/** What `createHandler` is given. */
export interface HandlerOptions {
  /**
   * Runs after a request was committed, once for each that was stored and never for a duplicate. What it does cannot undo
   * that: an error is logged and no more, and the answer does not wait for it past the budget.
   */
  readonly onStored?: OnStored;
  /** Default: `settings.json` beside the code. */
  readonly settings?: Settings;
  /** Default: the process's. */
  readonly environment?: Environment;
}

/** What is used of Lambda's context. */
export interface InvocationContext {
  getRemainingTimeInMillis?(): number;
}

/** What Lambda calls. */
export type Handler = (event: unknown, context?: InvocationContext) => Promise<unknown>;

/** Time kept back for the answer itself, in milliseconds. */
const MARGIN = 500;

/**
 * The function that Lambda calls: it answers HTTP API events (payload format 2.0) and our own jobs. It never lets an
 * error out of an HTTP event: a sender gets 503 and sends again.
 */
export function createHandler(options: HandlerOptions = {}): Handler {
  const open = opener(options);
  return async (event, context) => {
    const arrived = performance.now();
    const remaining = remainingOf(context);
    if (!isHttpEvent(event))
      return runJob(isJobEvent(event) ? event : undefined, { open, arrived, remaining });
    try {
      const given = await answer(event, { open, arrived, remaining, onStored: options.onStored });
      return methodOf(event) === 'HEAD' ? { ...given, body: '' } : given;
    } catch (error) {
      logRequest(options.environment ?? process.env, {
        outcome: 'failed',
        requestId: requestIdOf(event),
        method: methodOf(event),
        status: 503,
        bytes: 0,
        milliseconds: Math.round(performance.now() - arrived),
        error: describeFault(error),
      });
      return tryAgain();
    }
  };
}

interface Kept extends Opened {
  readonly inspect: Inspect;
}

interface Call {
  readonly open: () => Kept;
  readonly arrived: number;
  readonly remaining: number;
  readonly onStored: OnStored | undefined;
}

async function answer(event: HttpEvent, call: Call): Promise<Answer> {
  const path = pathOf(event);
  if (path === '/_/health') return json(200, { ok: true });
  if (path === '/favicon.ico') return json(404, { message: 'Not found' });
  if (path === '/robots.txt') return plain(200, 'User-agent: *\nDisallow: /\n');
  const kept = call.open();
  const deadline = call.arrived + Math.min(kept.settings.budget.answer, call.remaining);
  const situation: Situation = { ...kept, deadline };
  if (path === '/_' || path.startsWith('/_/')) return reserved(event, situation);
  if (methodOf(event) === 'OPTIONS') return options(event, kept, deadline);
  return capture(event, {
    ...situation,
    inspect: kept.inspect,
    arrived: call.arrived,
    onStored: call.onStored,
  });
}

/** A browser's or a CloudEvents sender's question: it carries no signature, so only a challenge's reply takes its place. */
async function options(event: HttpEvent, { inspect }: Kept, deadline: number): Promise<Answer> {
  const { answer: said } = await inspect(event, undefined, deadline);
  if (said !== undefined && said.answer.statusCode < 400) return said.answer;
  return empty(204, { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' });
}

/** Opens at the first call that needs it, and again as long as that fails: a missing variable is an answer, not a crash. */
function opener(options: HandlerOptions): () => Kept {
  let kept: Kept | undefined;
  return () => {
    if (kept === undefined) {
      const environment = options.environment ?? process.env;
      const settings = options.settings ?? readSettings(environment);
      const store = openStore(settings, environment);
      kept = { settings, environment, store, inspect: createInspector(settings, environment) };
    }
    return kept;
  };
}

function remainingOf(context: InvocationContext | undefined): number {
  return Math.max(0, (context?.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY) - MARGIN);
}
