import { checkRemedies } from './deployment/check-remedies.ts';
import type { DeploymentEvent } from './deployment/events.ts';
import type { Functions, Http, Ports } from './deployment/ports.ts';
import { step } from './deployment/steps.ts';
import { isProxyWebhookError, messageOf, ProxyWebhookError, throwIfCancelled } from './errors.ts';
import { describeTarget } from './proxy/target-health.ts';
import { watchTargets } from './proxy/watch.ts';
import type { Run } from './run.ts';

/** What a deployment made, as its outputs name it. */
export interface Deployed {
  readonly proxyName: string;
  readonly functionName: string;
  readonly webhookUrl: string;
}

/** What `verify` is given. */
export interface VerifyOptions {
  readonly ports: Pick<Ports, 'proxyTargets' | 'clock'> & {
    readonly http: Pick<Http, 'get'>;
    readonly functions: Pick<Functions, 'invoke'>;
  };
  readonly signal?: AbortSignal;
  /** How long the targets may take; 15 minutes unless told. */
  readonly targetTimeoutMilliseconds?: number;
  /** How long the function and the URL are tried: what IAM and a new function take to be known everywhere. */
  readonly retryMilliseconds?: number;
}

/**
 * Proves that a deployed stack works: its targets are healthy, the function reaches the database through the proxy, the
 * public URL answers. Throws `unhealthy`: the stack stands, but something in it does not work.
 */
export async function* verify(deployed: Deployed, options: VerifyOptions): Run<DeploymentEvent, void> {
  const { clock } = options.ports;
  const end = (found: string) => found;
  yield* step('target-health', clock, () => targetHealth(deployed, options), {
    begin: deployed.proxyName,
    end,
  });
  yield* step('invoke-check', clock, () => invokeCheck(deployed, options), {
    begin: deployed.functionName,
    end,
  });
  yield* step('public-check', clock, () => publicCheck(deployed, options), {
    begin: healthUrl(deployed),
    end,
  });
}

async function* targetHealth(
  { proxyName }: Deployed,
  { ports, signal, targetTimeoutMilliseconds }: VerifyOptions,
): Run<DeploymentEvent, string> {
  try {
    const { targets } = yield* watchTargets(proxyName, {
      ports,
      ...(signal === undefined ? {} : { signal }),
      ...(targetTimeoutMilliseconds === undefined ? {} : { timeoutMilliseconds: targetTimeoutMilliseconds }),
    });
    return targets.map(describeTarget).join(', ');
  } catch (error) {
    throwIfCancelled(signal);
    throw isProxyWebhookError(error) ? standsBut(error.message, error) : error;
  }
}

async function invokeCheck({ functionName }: Deployed, options: VerifyOptions): Promise<string> {
  const failure = await untilWorks(options, async () => {
    const answer = await options.ports.functions.invoke(functionName, { proxywebhook: 'check' });
    const words = answer.failure ?? refusalIn(answer.payload);
    return words === undefined ? undefined : { words };
  });
  if (failure === undefined) return 'stored a request and took it back';
  if (isUnasked(failure.error)) throw standsBut(failure.words, failure.error);
  throw standsBut(`its function ${functionName} does not work: ${failure.words}`, failure.error, [
    ...checkRemedies(failure.words),
    'Read its log: the group that the output FunctionLogGroup names.',
  ]);
}

async function publicCheck(deployed: Deployed, options: VerifyOptions): Promise<string> {
  const url = healthUrl(deployed);
  const failure = await untilWorks(options, async () => {
    const { status, body } = await options.ports.http.get(url, 10_000);
    if (status === 200) return undefined;
    // The function was just seen to work: what throttles it, or its API, is traffic.
    const busy = status === 429 || (status === 503 && THROTTLED.test(body));
    return { words: `it answers ${status}${body === '' ? '' : ` ${excerpt(body)}`}`, busy };
  });
  if (failure === undefined) return '200';
  throw standsBut(
    `its public URL does not: ${url}: ${failure.words}`,
    failure.error,
    urlRemedies(failure.words),
  );
}

/** What an HTTP API says where Lambda throttles the function, rather than a handler; assumed, as in src/local/http-api/rules.ts. */
const THROTTLED = /"message":\s*"Service Unavailable"/;

interface Failure {
  readonly words: string;
  readonly error?: unknown;
  /** As many call as may at once: a check has its turn sooner or later. */
  readonly busy?: boolean;
}

/** How long what is busy is tried, in milliseconds. */
const BUSY = 60_000;

/** Tries until the attempt says nothing is wrong, or time is up; then resolves to what was wrong last. */
async function untilWorks(
  { ports: { clock }, signal, retryMilliseconds = 60_000 }: VerifyOptions,
  attempt: () => Promise<Failure | undefined>,
): Promise<Failure | undefined> {
  const began = clock.now();
  // Who asks for one try gets one.
  const busyUntil = began + (retryMilliseconds === 0 ? 0 : Math.max(retryMilliseconds, BUSY));
  // What is broken gets its time after the traffic, too.
  let brokenUntil = began + retryMilliseconds;
  for (let pause = 1_000; ; pause = Math.min(pause * 1.5, 5_000)) {
    throwIfCancelled(signal);
    const failure = await attempt().catch((error: unknown): Failure => {
      if (isProxyWebhookError(error) && LASTING.has(error.code)) throw standsBut(error.message, error);
      return { words: messageOf(error), error, busy: isThrottled(error) };
    });
    if (failure === undefined) return undefined;
    const now = clock.now();
    if (failure.busy === true) brokenUntil = Math.max(brokenUntil, now + retryMilliseconds);
    const until = failure.busy === true ? busyUntil : brokenUntil;
    if (now >= until) return failure;
    await clock.sleep(Math.max(1, Math.min(pause, until - now)), signal);
  }
}

function isThrottled(error: unknown): boolean {
  return isProxyWebhookError(error) && error.data.throttled === true;
}

/** What trying again does not mend. */
const LASTING: ReadonlySet<string> = new Set([
  'access-denied',
  'no-credentials',
  'wrong-account',
  'rejected',
  'function-not-found',
  'cancelled',
]);

/** True where AWS could not be asked: that says nothing about what was deployed. */
function isUnasked(error: unknown): boolean {
  return (
    isProxyWebhookError(error) &&
    error.code === 'unreachable' &&
    'operation' in error.data &&
    error.data.notReady !== true
  );
}

/** A deployment that succeeded is not called failed: the stack stands, but it cannot be used as it is. */
function standsBut(what: string, cause: unknown, remedies: readonly string[] = []): ProxyWebhookError {
  const known = isProxyWebhookError(cause) ? cause : undefined;
  if (known?.code === 'cancelled') return known;
  const unchecked = known !== undefined && (LASTING.has(known.code) || isUnasked(known));
  const code = unchecked ? known.code : 'unhealthy';
  const but = unchecked ? `it could not be checked: ${what}` : lowerFirst(what);
  const skip =
    code === 'access-denied' || code === 'rejected'
      ? ['Or leave the checks out: `up --skip-verify`.']
      : ['Check again: `up` leaves an unchanged stack as it is and only checks it.'];
  return new ProxyWebhookError(code, `The stack is deployed, but ${but}`, {
    remedies: [...new Set([...remedies, ...(known?.remedies ?? []), ...skip])],
    cause,
    data: known?.data ?? {},
  });
}

/** The handler answers a check with `{ ok: false, … }` when it could not store; a handler of the user's own may not. */
function refusalIn(payload: unknown): string | undefined {
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { ok, error, message, statusCode } = payload as Readonly<Record<string, unknown>>;
  if (ok === false) return String(error ?? message ?? 'the check failed');
  return typeof statusCode === 'number' && statusCode >= 400 ? `it answers ${statusCode}` : undefined;
}

function urlRemedies(words: string): readonly string[] {
  if (/answers 5\d\d/.test(words)) {
    return [
      "Read the API's access log (output ApiLogGroup): `integrationErrorMessage` says why the function was not called or failed.",
    ];
  }
  if (/answers 429/.test(words)) {
    return ['The API throttles: raise `api.throttle`, or find out who calls it that much.'];
  }
  if (/answers 40[34]/.test(words)) {
    return [
      'Something else answers there, or the route was removed: run `up` again, and compare with `diff`.',
    ];
  }
  return ['Check that this machine reaches the internet: a proxy or firewall may keep it from the URL.'];
}

function healthUrl({ webhookUrl }: Deployed): string {
  return `${webhookUrl.replace(/\/+$/, '')}/_/health`;
}

function excerpt(body: string): string {
  const line = body.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

function lowerFirst(text: string): string {
  return /^(The|Its|It) /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
