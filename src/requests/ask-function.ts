import type { Functions } from '../deployment/ports.ts';
import { commandLine } from '../deployment/status-advice.ts';
import { isProxyWebhookError, ProxyWebhookError } from '../errors.ts';
import type { DeployedFunction } from './deployed-function.ts';

/** What the function is asked by invocation: an event that cannot come through the HTTP API. */
export type Job =
  | { readonly proxywebhook: 'login' }
  | ({
      readonly proxywebhook: 'list';
      readonly limit: number;
      /** Older than this id, newest first. */
      readonly before?: number;
      /** Newer than this id, oldest first. */
      readonly after?: number;
    } & RequestFilter)
  | {
      readonly proxywebhook: 'show';
      readonly id: number;
      readonly offset?: number;
      readonly length?: number;
    }
  | { readonly proxywebhook: 'export'; readonly after: number; readonly limit: number };

/** Which requests. */
export interface RequestFilter {
  /** A prefix. */
  readonly path?: string;
  readonly method?: string;
  /** ISO 8601. */
  readonly since?: string;
  readonly deliveryId?: string;
}

/** What the function answers when it did what it was asked. */
export type JobAnswer = Readonly<Record<string, unknown>>;

/**
 * Invokes the function with a job. Throws `request-not-found`, `refused` when it will not or does not know how, `unhealthy`
 * when it failed or could not (`data.retryable`), and what the port throws.
 */
export async function askFunction(
  of: DeployedFunction,
  job: Job,
  functions: Pick<Functions, 'invoke'>,
  signal?: AbortSignal,
): Promise<JobAnswer> {
  const { payload, failure } = await functions
    .invoke(of.functionName, job, signal)
    .catch((error: unknown) => {
      throw withRemedies(error, of);
    });
  if (failure !== undefined) throw failed(of, failure);
  const answer = asRecord(payload);
  if (answer?.ok === true) return answer;
  if (answer?.ok !== false) throw notOurs(of);
  throw refusal(of, job, answer);
}

function refusal(of: DeployedFunction, job: Job, answer: JobAnswer): ProxyWebhookError {
  const words = typeof answer.error === 'string' && answer.error !== '' ? answer.error : 'it says no more';
  const data = { functionName: of.functionName, job: job.proxywebhook };
  if (answer.notFound === true && job.proxywebhook === 'show') {
    return new ProxyWebhookError('request-not-found', `There is no request ${job.id}.`, {
      remedies: [
        'Retention deletes requests after `capture.retentionDays`. See what there is: `requests list`',
      ],
      data: { ...data, id: job.id },
    });
  }
  if (/^This function takes /.test(words)) {
    return new ProxyWebhookError(
      'refused',
      `The function ${of.functionName} does not know how to do this (${job.proxywebhook}): an older version is deployed.`,
      { remedies: [`Deploy this version: \`${commandLine('up', of.environment)}\``], data },
    );
  }
  if (job.proxywebhook === 'login') {
    return new ProxyWebhookError('refused', `The function gives no link to its page: ${words}`, {
      remedies: [
        'Read what was received without the page: `requests list`',
        `Or change "view" in the config ("access": "token"), and deploy: \`${commandLine('up', of.environment)}\``,
      ],
      data,
    });
  }
  return new ProxyWebhookError(
    'unhealthy',
    `The function ${of.functionName} could not do it (${job.proxywebhook}): ${words}`,
    {
      remedies: [`See how its database is: \`${commandLine('status', of.environment)}\``],
      data: { ...data, retryable: true },
    },
  );
}

function failed({ functionName, environment }: DeployedFunction, failure: string): ProxyWebhookError {
  return new ProxyWebhookError('unhealthy', `The function ${functionName} failed: ${failure}`, {
    remedies: [
      'Read its log: the group that the output FunctionLogGroup names.',
      `See how its database is: \`${commandLine('status', environment)}\``,
    ],
    data: { functionName, retryable: true },
  });
}

function notOurs({ functionName, environment }: DeployedFunction): ProxyWebhookError {
  return new ProxyWebhookError(
    'refused',
    `The function ${functionName} answered something else than was asked for: its handler is not made of createHandler, or is an older one.`,
    {
      remedies: [
        'A module of your own (`function.entry`) has to pass every event to what createHandler gives it.',
        `Deploy this version: \`${commandLine('up', environment)}\``,
      ],
      data: { functionName },
    },
  );
}

function withRemedies(error: unknown, { functionName, environment }: DeployedFunction): unknown {
  if (!isProxyWebhookError(error)) return error;
  const { data, message, cause } = error;
  if (data.throttled === true) {
    return new ProxyWebhookError(
      error.code,
      `The function ${functionName} is throttled: as many of it run as may.`,
      {
        remedies: [
          'Wait a moment and run the command again.',
          'If it stays so: raise `function.reservedConcurrency`, or lower `api.throttle`.',
        ],
        data,
        cause,
      },
    );
  }
  if (data.awsCode !== 'ResourceNotFoundException') return error;
  return new ProxyWebhookError(error.code, message, {
    remedies: [
      `The stack names a function that is not there. Make it anew: \`${commandLine('down', environment)}\`, then \`${commandLine('up', environment)}\``,
    ],
    data,
    cause,
  });
}

function asRecord(value: unknown): JobAnswer | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JobAnswer)
    : undefined;
}
