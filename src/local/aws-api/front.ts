import { randomUUID } from 'node:crypto';
import { messageOf } from '../../errors.ts';
import { AwsApiError, type ServiceApi } from '../cloud.ts';
import type { World } from '../world.ts';
import type { Authorization } from './authorization.ts';
import type { CallLog } from './call-log.ts';
import type { Fault, Faults } from './faults.ts';
import { dated, refusedByClock } from './off-clock.ts';
import { protocolOf } from './protocols/by-service.ts';
import type { WireAnswer, WireRequest } from './protocols/protocol.ts';
import { resourceArn } from './resource-arns.ts';
import { isServiceName, type ServiceName } from './served.ts';
import { callerArn } from './services/sts.ts';
import { readScope } from './signature.ts';
import { accessDenied, expiredToken, missingToken, notServed, throttled } from './standing-errors.ts';
import { guessService } from './unsigned.ts';

/** What becomes of a request: an answer or a cut connection, either after some real milliseconds. */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: WireAnswer; readonly delay: number }
  /** The connection is cut, after a part of an answer where there is one. */
  | { readonly kind: 'cut'; readonly delay: number; readonly midway?: WireAnswer };

export interface FrontOptions {
  readonly world: World;
  readonly services: Readonly<Record<ServiceName, ServiceApi>>;
  readonly faults: Faults;
  readonly calls: CallLog;
  readonly authorization: Pick<Authorization, 'refusal'>;
  /** Told of what is a bug of the local cloud: an error that is none of AWS's. */
  readonly report: (error: unknown) => void;
}

/** Answers AWS calls: finds out whose they are, lets faults befall them, has the service carry them out. */
export function awsFront({ world, services, faults, calls, authorization, report }: FrontOptions) {
  return { handle };

  async function handle(request: WireRequest): Promise<Outcome> {
    const requestId = randomUUID();
    const scope = readScope(request.headers, request.query);
    const name = scope?.service ?? '';
    const service = isServiceName(name) ? name : guessService(request);
    const protocol = protocolOf(service);
    const action = attempt(() => protocol.action(request)) ?? '';
    const { delay, fault } = faults.take(service, action);
    const call = calls.begin({
      service: isServiceName(name) || scope === undefined ? service : name,
      action: action === '' ? `${request.method} ${request.path}` : action,
      at: world.clock.now(),
      ...(fault === undefined ? {} : { fault: fault.kind }),
    });
    const cut = (after: number, midway?: WireAnswer): Outcome => {
      call.end(0);
      return { kind: 'cut', delay: after, ...(midway === undefined ? {} : { midway }) };
    };
    const answered = (answer: WireAnswer, error?: string): Outcome => {
      call.end(answer.status, error);
      return { kind: 'answer', answer, delay };
    };
    if (fault?.kind === 'reset-before') return cut(delay);
    if (fault?.kind === 'timeout') return cut(delay + fault.milliseconds);
    if (fault?.kind === 'html-500') return answered(HTML_500);
    const { answer, code } = await carriedOut();
    switch (fault?.kind) {
      case 'reset-after':
        return cut(delay);
      case 'timeout-after':
        return cut(delay + fault.milliseconds);
      case 'cut-midway':
        return cut(delay, answer);
      case 'garbled':
        return answered(garble(answer), code);
      case 'clock':
        return answered(dated(answer, fault.milliseconds), code);
      default:
        return answered(answer, code);
    }

    async function carriedOut(): Promise<{ readonly answer: WireAnswer; readonly code?: string }> {
      try {
        if (scope === undefined) throw missingToken(service);
        if (!isServiceName(name)) throw new AwsApiError('UnknownOperationException', notKept(name));
        if (scope.accessKey.startsWith('EXPIRED')) throw expiredToken(service);
        checkRegion(service, scope.region);
        const api = services[service];
        if (!api.actions.includes(action)) throw notServed(service, action || undefined, api.actions);
        const early =
          fault?.kind === 'clock' ? refusedByClock(service, request, fault.milliseconds) : undefined;
        if (early !== undefined) throw early;
        const input = protocol.decode(action, request);
        const refusal =
          refusalOf(fault, service, action, input) ?? authorization.refusal(service, action, input);
        if (refusal !== undefined) throw refusal;
        return { answer: protocol.encode(action, await api.call(action, input), requestId) };
      } catch (error) {
        const known = error instanceof AwsApiError ? error : internal(error);
        return { answer: protocol.encodeError(known, requestId), code: known.code };
      }
    }
  }

  function checkRegion(service: ServiceName, region: string): void {
    if (region === world.region || service === 'iam' || service === 'sts') return;
    throw service === 's3'
      ? new AwsApiError(
          'AuthorizationHeaderMalformed',
          `The authorization header is malformed; the region '${region}' is wrong; expecting '${world.region}'`,
        )
      : new AwsApiError(
          'SignatureDoesNotMatch',
          `Credential should be scoped to a valid region: this local cloud keeps ${world.region}, not ${region}. Start it with that region.`,
          403,
        );
  }

  function refusalOf(
    fault: Fault | undefined,
    service: ServiceName,
    action: string,
    input: Readonly<Record<string, unknown>>,
  ): AwsApiError | undefined {
    switch (fault?.kind) {
      case 'throttle':
        return throttled(service);
      case 'expired-token':
        return expiredToken(service);
      case 'access-denied':
        return accessDenied(service, callerArn(world), action, resourceArn(world, service, input));
      case 'error':
        return new AwsApiError(fault.code, fault.message, fault.status);
      default:
        return undefined;
    }
  }

  function internal(error: unknown): AwsApiError {
    if (error instanceof URIError) return new AwsApiError('InvalidURI', "Couldn't parse the specified URI.");
    report(error);
    return new AwsApiError(
      'InternalFailure',
      `The local cloud failed, which is a bug of proxywebhook: ${messageOf(error)}`,
      500,
    );
  }
}

const HTML_500: WireAnswer = {
  status: 500,
  headers: { 'content-type': 'text/html' },
  body: '<html><head><title>500 Internal Server Error</title></head><body><center><h1>500 Internal Server Error</h1><hr></body></html>',
};

function notKept(service: string): string {
  return `The service ${service} is not served by the local cloud.`;
}

function garble(answer: WireAnswer): WireAnswer {
  const bytes = Buffer.from(answer.body as string);
  const half = bytes.subarray(0, Math.ceil(bytes.byteLength / 2));
  const { 'content-length': _, ...headers } = answer.headers;
  return { ...answer, headers, body: half.byteLength === 0 ? '<garbled' : new Uint8Array(half) };
}

function attempt<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
