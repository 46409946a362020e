import { type Answer, json, tryAgain } from './answer.ts';
import { describeFault } from './faults.ts';
import type { HttpEvent } from './http-event.ts';
import type { Inspect, Inspection } from './inspection.ts';
import { keptHeaders, type ReceivedRequest, readRequest, type StoredRequest } from './received-request.ts';
import { logRequest, type Outcome, type RequestLine } from './request-log.ts';
import { shownAfter } from './reserved.ts';
import type { Situation } from './situation.ts';
import type { Saved } from './store.ts';
import { withoutViewCookie } from './view/access.ts';

export type OnStored = (request: StoredRequest) => unknown;

interface CaptureSituation extends Situation {
  readonly inspect: Inspect;
  /** When the call arrived, in milliseconds of `performance.now()`. */
  readonly arrived: number;
  readonly onStored: OnStored | undefined;
}

/** What is known of a call when its line is written. */
interface Findings {
  readonly inspection?: Inspection;
  readonly saved?: Saved;
  readonly error?: unknown;
  /** Whether one was made for it; undefined when the database was not needed. */
  readonly connection?: 'new' | 'reused';
}

const FULL = 'No more can be stored until older requests are deleted. Please send it again.';

/** Stores a call and answers it. Whatever hinders that is an answer that says whether to send it again. */
export async function capture(event: HttpEvent, situation: CaptureSituation): Promise<Answer> {
  const { settings, store, deadline } = situation;
  const { maxBodyBytes, redactHeaders } = settings.capture;
  const kept = withoutViewCookie(event);
  const request = readRequest(kept, redactHeaders, Date.now());
  const before = store.connections();
  const connection = () => (store.connections() === before ? 'reused' : 'new');
  const end = (outcome: Outcome, given: Answer, findings: Findings = {}): Answer => {
    log(request, given, outcome, findings, situation);
    return given;
  };

  if ((request.body?.length ?? 0) > maxBodyBytes)
    return end('too-large', json(413, { message: `The body is larger than ${maxBodyBytes} bytes.` }));
  let inspection: Inspection | undefined;
  try {
    inspection = await situation.inspect(event, request.body, deadline);
    const said = inspection.answer;
    if (said?.store === false) return end(outcomeOf(said.answer), said.answer, { inspection });
    if (await store.isFull(deadline)) return end('full', tryAgain(FULL, 300), { inspection });
    const { route, signature, deliveryId, event: name, secretHeaders = [] } = inspection;
    const headers =
      secretHeaders.length === 0 ? request.headers : keptHeaders(kept, [...redactHeaders, ...secretHeaders]);
    const inspected = { ...request, headers, route, signature, deliveryId, event: name };
    const saved = await store.save(inspected, deadline);
    const given = said?.answer ?? short(saved);
    end(saved.duplicate ? 'duplicate' : 'stored', given, { inspection, saved, connection: connection() });
    if (!saved.duplicate) await tell({ ...inspected, id: saved.id }, situation);
    const shown = said === undefined ? await shownAfter(event, saved.id, situation) : undefined;
    return marked(shown ?? given, saved);
  } catch (error) {
    return end('failed', tryAgain(), {
      ...(inspection === undefined ? {} : { inspection }),
      error,
      connection: connection(),
    });
  }
}

function outcomeOf({ statusCode }: Answer): Outcome {
  if (statusCode < 400) return 'answered';
  return statusCode < 500 ? 'refused' : 'failed';
}

function short({ id, receivedAt, duplicate }: Saved): Answer {
  const time = new Date(receivedAt).toISOString();
  return json(200, { id, receivedAt: time, ...(duplicate ? { duplicate } : {}) });
}

/** Whatever else an answer says, its headers say what was stored. */
function marked(given: Answer, { id, duplicate }: Saved): Answer {
  const marks = { 'proxywebhook-id': String(id), ...(duplicate ? { 'proxywebhook-duplicate': 'true' } : {}) };
  return { ...given, headers: { ...given.headers, ...marks } };
}

/** Lets the owner's code see a stored request, for as long as there is time. Never rejects. */
async function tell(request: StoredRequest, { onStored, deadline }: CaptureSituation): Promise<void> {
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

function log(
  { requestId, method, body }: ReceivedRequest,
  { statusCode: status }: Answer,
  outcome: Outcome,
  { inspection, saved, connection, error }: Findings,
  { environment, arrived }: CaptureSituation,
): void {
  logRequest(environment, {
    outcome,
    requestId,
    method,
    status,
    bytes: body?.length ?? 0,
    milliseconds: since(arrived),
    ...(inspection === undefined ? {} : rulesOf(inspection)),
    ...(saved === undefined ? {} : { id: saved.id, attempts: saved.attempts, ...saved.path }),
    ...(connection === undefined ? {} : { connection }),
    ...(error === undefined ? {} : { error: describeFault(error) }),
  });
}

function rulesOf({
  route,
  signature,
  problem,
}: Inspection): Pick<RequestLine, 'route' | 'signature' | 'problem'> {
  return { route, signature, problem };
}

function since(moment: number): number {
  return Math.round((performance.now() - moment) * 10) / 10;
}
