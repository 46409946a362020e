import type { Config } from './config/schema.ts';
import type { HttpAnswer, Ports } from './deployment/ports.ts';
import { isProxyWebhookError, messageOf } from './errors.ts';
import { findFunction } from './requests/deployed-function.ts';
import type { Run } from './run.ts';
import { inParallel } from './samples/in-parallel.ts';
import { deliveryId, makeSample, type Sample } from './samples/sample.ts';
import { planSend, type SendPlan } from './samples/send-plan.ts';
import { type OutgoingRequest, type Signer, signerFor } from './samples/signer.ts';

/** What `send` is given. */
export interface SendOptions {
  readonly ports: Pick<Ports, 'stacks' | 'account' | 'http' | 'secrets' | 'clock' | 'random'>;
  readonly sample: Sample;
  /** Path, and query if any; the route meant for the sample unless told, else `/` and the sample's name. */
  readonly target?: string;
  readonly method?: string;
  /** Over those of the sample; a signature is never taken from here. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Deliveries; 1 unless told. */
  readonly count?: number;
  /** Calls a second at most; what the API lets in unless told. */
  readonly perSecond?: number;
  /** Sends each delivery a second time, under the same id. */
  readonly duplicate?: boolean;
  /** Changes each call after it was signed: it must be refused. */
  readonly tamper?: boolean;
  /** What is signed with, in place of the route's secret in Secrets Manager. */
  readonly secret?: string;
  readonly signal?: AbortSignal;
}

/** What `send` tells: that it begins, and each answer. */
export type SendEvent =
  | {
      readonly type: 'sending';
      readonly url: string;
      readonly method: string;
      readonly calls: number;
      /** How it is signed; absent when it is not. */
      readonly scheme?: string;
    }
  | ({ readonly type: 'sent' } & SentCall);

/** One call and its answer. */
export interface SentCall {
  /** From 1, in the order of sending. */
  readonly number: number;
  /** The sender's id of the delivery. */
  readonly deliveryId: string;
  /** Absent when nothing answered. */
  readonly status?: number;
  /** The id it is stored under. */
  readonly id?: number;
  readonly duplicate: boolean;
  readonly milliseconds: number;
  readonly asExpected: boolean;
  /** Why not. */
  readonly problem?: string;
}

/** What came of the calls that were sent. */
export interface SendResult {
  readonly environment: string;
  readonly url: string;
  readonly sent: number;
  readonly asExpected: number;
  readonly duplicates: number;
  /** How many answers had each status; `none` where nothing answered. */
  readonly statuses: Readonly<Record<string, number>>;
  /** From sending to the whole answer. */
  readonly milliseconds: { readonly p50: number; readonly p99: number; readonly most: number };
}

/** Calls under way at once. */
const CONCURRENCY = 8;
/** The API gives up after 30 s. */
const TIMEOUT = 35_000;

/**
 * Sends a sample to an environment's public URL, as its sender would: signed where the route verifies. Yields each answer as it
 * comes. Throws `usage`, what finding the stack throws, what reading the secret throws, and `unreachable` when nothing answers the
 * first call; other calls that fail are told in the result.
 */
export async function* send(
  { config }: { readonly config: Config },
  options: SendOptions,
): Run<SendEvent, SendResult> {
  const { ports, sample, signal, count = 1, tamper = false, duplicate = false, method = 'POST' } = options;
  const plan = planSend(config, {
    sample,
    tamper,
    ...(options.target === undefined ? {} : { target: options.target }),
  });
  const deployed = await findFunction(config, ports, signal);
  const url = deployed.webhookUrl + plan.target;
  const signer = await signerFor(plan, ports.secrets, options.secret);
  const perSecond = options.perSecond ?? config.api.throttle.ratePerSecond;
  const copies = duplicate ? 2 : 1;
  const scheme = plan.route?.verify?.scheme;
  yield {
    type: 'sending',
    url,
    method,
    calls: count * copies,
    ...(scheme === undefined ? {} : { scheme }),
  };

  const began = ports.clock.now();
  const deliver = async (index: number): Promise<readonly SentCall[]> => {
    await pause(began + (index * copies * 1_000) / perSecond - ports.clock.now(), options);
    const id = deliveryId(sample, ports.random.hex);
    const made = makeSample(sample, id, ports.clock.now());
    const request = { method, url, ...made, headers: headersFor(made.headers, id, plan, options) };
    const calls: SentCall[] = [];
    for (let copy = 0; copy < copies; copy += 1) {
      const number = index * copies + copy + 1;
      calls.push(await callOnce(request, { number, id, again: copy > 0, plan, signer }, options));
    }
    return calls;
  };

  const calls: SentCall[] = [];
  for await (const delivered of inParallel(count, CONCURRENCY, deliver, signal)) {
    for (const call of delivered) {
      calls.push(call);
      yield { type: 'sent', ...call };
    }
  }
  return resultOf(deployed.environment, url, calls);
}

async function pause(milliseconds: number, { ports, signal }: SendOptions): Promise<void> {
  if (milliseconds > 0) await ports.clock.sleep(milliseconds, signal);
}

/** A route that looks for ids in a header of its own gets them there. */
function headersFor(
  headers: Readonly<Record<string, string>>,
  id: string,
  { route }: SendPlan,
  options: SendOptions,
): Readonly<Record<string, string>> {
  const idHeader = route?.deliveryIdHeader?.toLowerCase();
  const given = Object.entries(options.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    ...headers,
    ...(idHeader === undefined ? {} : { [idHeader]: id }),
    ...Object.fromEntries(given),
  };
}

async function callOnce(
  request: OutgoingRequest,
  of: {
    readonly number: number;
    readonly id: string;
    readonly again: boolean;
    readonly plan: SendPlan;
    readonly signer: Signer;
  },
  { ports, signal }: SendOptions,
): Promise<SentCall> {
  const { url, ...call } = of.signer(request, of.id, ports.clock.now());
  const begun = performance.now();
  const told = (
    more: Omit<Partial<SentCall>, 'problem'> & { readonly problem: string | undefined },
  ): SentCall => {
    const { problem, ...rest } = more;
    return {
      number: of.number,
      deliveryId: of.id,
      duplicate: false,
      milliseconds: Math.round((performance.now() - begun) * 10) / 10,
      asExpected: problem === undefined,
      ...rest,
      ...(problem === undefined ? {} : { problem }),
    };
  };
  try {
    const hasBody = !/^(GET|HEAD)$/.test(call.method);
    const { body, ...bodiless } = call;
    const answer = await ports.http.send(url, hasBody ? call : bodiless, {
      timeoutMilliseconds: TIMEOUT,
      ...(signal === undefined ? {} : { signal }),
    });
    const stored = storedAs(answer);
    return told({ status: answer.status, ...stored, problem: problemOf(answer, stored, of) });
  } catch (error) {
    if (!isProxyWebhookError(error) || error.code !== 'unreachable' || of.number === 1) throw error;
    return told({ problem: messageOf(error) });
  }
}

/** The answer says in its headers what was stored, whatever else it says. */
function storedAs({ headers, body }: HttpAnswer): { readonly id?: number; readonly duplicate: boolean } {
  const said = jsonOf(body);
  const id = Number(headers['proxywebhook-id'] ?? said.id ?? Number.NaN);
  const duplicate = headers['proxywebhook-duplicate'] === 'true' || said.duplicate === true;
  return { ...(Number.isSafeInteger(id) ? { id } : {}), duplicate };
}

function problemOf(
  { status, body }: HttpAnswer,
  { duplicate }: { readonly duplicate: boolean },
  { plan, again }: { readonly plan: SendPlan; readonly again: boolean },
): string | undefined {
  const said = jsonOf(body).message;
  const words = typeof said === 'string' ? `: ${said}` : '';
  if (plan.expects === 'refused') {
    return status === 401 ? undefined : `it was changed after signing, and was answered ${status}${words}`;
  }
  if (status < 200 || status > 299) return `answered ${status}${words}`;
  if (!again || duplicate) return undefined;
  return 'stored again: the route knows no delivery id (its scheme has none, and no `deliveryIdHeader` is set)';
}

function jsonOf(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

function resultOf(environment: string, url: string, calls: readonly SentCall[]): SendResult {
  const statuses: Record<string, number> = {};
  for (const { status = 'none' } of calls) statuses[status] = (statuses[status] ?? 0) + 1;
  const times = calls.map(({ milliseconds }) => milliseconds).sort((one, other) => one - other);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return {
    environment,
    url,
    sent: calls.length,
    asExpected: calls.filter(({ asExpected }) => asExpected).length,
    duplicates: calls.filter(({ duplicate }) => duplicate).length,
    statuses,
    milliseconds: { p50: at(0.5), p99: at(0.99), most: at(1) },
  };
}
