import { becauseOf, denialRemedies, readDenial } from '../denial/denial.ts';
import { ProxyWebhookError } from '../errors.ts';
import { credentialsError } from './credentials-error.ts';
import { answerData, type CallContext, type Fault, faultOf, NETWORK } from './fault.ts';
import { operations } from './operations.ts';
import { partitionOf } from './partition.ts';

/**
 * An error of the SDK as one a user can act on. `data` holds `operation`, and where there was an answer `awsCode`,
 * `status` and `requestId`; `retryable: true` when the same call may succeed later: throttling, 5xx, network, time-outs.
 */
export function translateError(error: unknown, context: CallContext): ProxyWebhookError {
  if (error instanceof ProxyWebhookError) return error;
  const fault = faultOf(error);
  const translate = translators.find(({ applies }) => applies(fault))?.to ?? toRejected;
  return credentialsError(fault, context) ?? translate(fault, context);
}

type Translator = (fault: Fault, context: CallContext) => ProxyWebhookError;

const DENIED =
  /^(AccessDenied(Exception|Fault)?|UnauthorizedOperation|UnauthorizedAccess|AuthorizationError|NotAuthorized|Client\.UnauthorizedOperation|AllAccessDisabled|AccountProblem|OptInRequired)$/;
const THROTTLED =
  /^(Throttl(ing|ed|ingException|edException)|RequestThrottled(Exception)?|TooManyRequests(Exception)?|RequestLimitExceeded|BandwidthLimitExceeded|SlowDown|PriorRequestNotComplete|EC2ThrottledException|ProvisionedThroughputExceededException)$/;
const translators: readonly { readonly applies: (fault: Fault) => boolean; readonly to: Translator }[] = [
  { applies: ({ message }) => /^Region is missing/.test(message), to: toNoRegion },
  {
    applies: ({ code, message }) => DENIED.test(code) || /is not authorized to perform/.test(message),
    to: toDenied,
  },
  { applies: ({ code, status }) => THROTTLED.test(code) || status === 429, to: toThrottled },
  { applies: ({ code }) => NETWORK.test(code), to: toUnreachable },
  { applies: ({ status }) => status !== undefined && status >= 500, to: toFaulty },
  { applies: ({ status, answered }) => status === 403 && answered, to: toDenied },
  { applies: ({ answered, status }) => !answered && status !== undefined, to: toGarbled },
  { applies: ({ message }) => /does not exist/.test(message) && /stack/i.test(message), to: toNoStack },
  { applies: ({ message }) => /^Role .* is invalid or cannot be assumed/.test(message), to: toNoRole },
  { applies: isBusy, to: toBusy },
];

function toNoRegion({ error }: Fault): ProxyWebhookError {
  return new ProxyWebhookError('usage', 'No region: nothing says where the stack is.', {
    remedies: [
      'Name it once: --region eu-central-1',
      'Or for good: "region" in the configuration, AWS_REGION, or `aws configure`',
    ],
    cause: error,
  });
}

function toDenied(fault: Fault, context: CallContext): ProxyWebhookError {
  const { message } = fault;
  const said = readDenial(message);
  const action = said?.action ?? operations[context.operation];
  const resource = said?.resource ?? resourceOf(context);
  const because = becauseOf(message);
  const on = resource === undefined ? '' : ` on ${resource}`;
  return new ProxyWebhookError('access-denied', `Not allowed: ${action}${on}.`, {
    remedies: denialRemedies({
      ...said,
      action,
      ...(resource === undefined ? {} : { resource }),
      ...(because === undefined ? {} : { because }),
    }),
    cause: fault.error,
    data: { ...answerData(fault, context), action, ...(resource === undefined ? {} : { resource }) },
  });
}

// S3 names neither action nor resource to whom it does not know (S3 User Guide, "Troubleshoot access denied (403 Forbidden) errors").
function resourceOf({ operation, subject, region }: CallContext): string | undefined {
  return subject !== undefined && operations[operation].startsWith('s3:')
    ? `arn:${partitionOf(region ?? '')}:s3:::${subject}`
    : subject;
}

function toThrottled(fault: Fault, context: CallContext): ProxyWebhookError {
  const message = `AWS throttled ${context.operation} until no try was left (${fault.code}).`;
  return new ProxyWebhookError('unreachable', message, {
    remedies: ['Wait a minute and run the command again: it goes on where it was'],
    cause: fault.error,
    data: { ...answerData(fault, context), retryable: true, throttled: true },
  });
}

function toUnreachable(fault: Fault, context: CallContext): ProxyWebhookError {
  const service = operations[context.operation].split(':')[0];
  const where =
    context.endpoint ?? (hostOf(fault) || `the ${service} endpoint of ${context.region ?? 'the region'}`);
  return new ProxyWebhookError('unreachable', `${where} cannot be reached (${fault.code}).`, {
    remedies: [
      context.endpoint === undefined
        ? `Is there such a region as ${context.region ?? 'the one named'}, and a way out to it: network, VPN, proxy?`
        : 'Is the server at this address running? The environment variable AWS_ENDPOINT_URL sets it.',
    ],
    cause: fault.error,
    data: { operation: context.operation, networkCode: fault.code, retryable: true },
  });
}

function toFaulty(fault: Fault, context: CallContext): ProxyWebhookError {
  const code = fault.answered ? `, ${fault.code}` : '';
  return new ProxyWebhookError(
    'unreachable',
    `AWS failed at ${context.operation} (HTTP ${fault.status}${code}${requestText(fault)}).`,
    {
      remedies: ['Run the command again; if it stays so, look at health.aws.amazon.com'],
      cause: fault.error,
      data: { ...answerData(fault, context), retryable: true },
    },
  );
}

function toGarbled(fault: Fault, context: CallContext): ProxyWebhookError {
  const answer = `HTTP ${fault.status}${requestText(fault)}`;
  return new ProxyWebhookError(
    'unreachable',
    `The answer to ${context.operation} was not one of AWS (${answer}): something else answers in its place.`,
    {
      remedies: ['Look at what stands between: a proxy, a captive portal, or AWS_ENDPOINT_URL'],
      cause: fault.error,
      data: { ...answerData(fault, context), retryable: true },
    },
  );
}

function toNoStack(fault: Fault, context: CallContext): ProxyWebhookError {
  const where = context.region === undefined ? '' : ` in ${context.region}`;
  const name = context.subject ?? /\[?([\w:/.-]+)\]? does not exist/.exec(fault.message)?.[1] ?? '';
  return new ProxyWebhookError('stack-not-found', `There is no stack ${name}${where}.`, {
    remedies: ['Is it the right --env, region and account?'],
    cause: fault.error,
    data: answerData(fault, context),
  });
}

// re:Post, "How do I resolve the "Role [role_arn] is invalid or cannot be assumed" error": another role, named with the call.
function toNoRole(fault: Fault, context: CallContext): ProxyWebhookError {
  return new ProxyWebhookError(
    'rejected',
    `CloudFormation may not take the service role. ${sentence(fault.message)}`,
    {
      remedies: [
        'Name a role that is there, and that trusts cloudformation.amazonaws.com, in "roleArn" of the configuration, and run the command again',
        'Which permissions it needs: npx proxywebhook policy --for service-role (and --trust)',
      ],
      cause: fault.error,
      data: answerData(fault, context),
    },
  );
}

function isBusy({ code, message }: Fault): boolean {
  return code === 'OperationInProgressException' || /is in \w+_IN_PROGRESS state/.test(message);
}

function toBusy(fault: Fault, context: CallContext): ProxyWebhookError {
  return new ProxyWebhookError('stack-busy', sentence(fault.message), {
    remedies: ['Wait until the operation that is under way has ended: proxywebhook status --watch'],
    cause: fault.error,
    data: answerData(fault, context),
  });
}

function toRejected(fault: Fault, context: CallContext): ProxyWebhookError {
  const of = context.subject === undefined ? '' : ` of ${context.subject}`;
  const said = `${fault.code}: ${sentence(fault.message)}`;
  return new ProxyWebhookError('rejected', `AWS refused ${context.operation}${of}. ${said}`, {
    cause: fault.error,
    data: answerData(fault, context),
  });
}

function hostOf({ message }: Fault): string {
  return (
    /(?:ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH) (\S+)/.exec(message)?.[1] ?? ''
  );
}

function requestText({ requestId }: Fault): string {
  return requestId === undefined ? '' : `, request ${requestId}`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
