import { ProxyWebhookError } from '../errors.ts';
import { type Fault, faultOf, NETWORK } from './fault.ts';
import { type Operation, operations } from './operations.ts';

/** What was being done, to say it in the error. */
export interface CallContext {
  readonly operation: Operation;
  /** What it was done to: a stack, a bucket, a proxy. */
  readonly subject?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly endpoint?: string | undefined;
}

/**
 * An error of the SDK as one a user can act on. `data` holds `operation`, and where there was an answer `awsCode`,
 * `status` and `requestId`; `retryable: true` when the same call may succeed later: throttling, 5xx, network, time-outs.
 */
export function translateError(error: unknown, context: CallContext): ProxyWebhookError {
  if (error instanceof ProxyWebhookError) return error;
  const fault = faultOf(error);
  const translate = translators.find(({ applies }) => applies(fault))?.to ?? toRejected;
  return translate(fault, context);
}

type Translator = (fault: Fault, context: CallContext) => ProxyWebhookError;

const EXPIRED = /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired)$/;
const INVALID =
  /^(InvalidClientTokenId|InvalidAccessKeyId|UnrecognizedClientException|SignatureDoesNotMatch|InvalidSignatureException|AuthFailure|IncompleteSignature|MissingAuthenticationToken(Exception)?|InvalidToken)$/;
const SKEWED = /^(RequestTimeTooSkewed|RequestInTheFuture)$/;
const DENIED =
  /^(AccessDenied(Exception|Fault)?|UnauthorizedOperation|UnauthorizedAccess|AuthorizationError|NotAuthorized|Client\.UnauthorizedOperation|AllAccessDisabled|AccountProblem|OptInRequired)$/;
const THROTTLED =
  /^(Throttl(ing|ed|ingException|edException)|RequestThrottled(Exception)?|TooManyRequests(Exception)?|RequestLimitExceeded|BandwidthLimitExceeded|SlowDown|PriorRequestNotComplete|EC2ThrottledException|ProvisionedThroughputExceededException)$/;
const translators: readonly { readonly applies: (fault: Fault) => boolean; readonly to: Translator }[] = [
  { applies: ({ message }) => /^Region is missing/.test(message), to: toNoRegion },
  {
    applies: ({ code, message }) => code === 'CredentialsProviderError' && !/expired/i.test(message),
    to: toNone,
  },
  {
    applies: ({ code }) => EXPIRED.test(code) || /^(CredentialsProvider|TokenProvider)Error$/.test(code),
    to: toExpired,
  },
  {
    applies: ({ code, message }) => SKEWED.test(code) || /^Signature (expired|not yet current)/.test(message),
    to: toSkewed,
  },
  { applies: ({ code }) => INVALID.test(code), to: toInvalid },
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

function toNone({ error }: Fault, { profile }: CallContext): ProxyWebhookError {
  const of = profile === undefined ? '' : ` for the profile ${profile}`;
  return new ProxyWebhookError('no-credentials', `There are no AWS credentials${of}.`, {
    remedies: [
      `With IAM Identity Center: aws sso login${profileOption(profile)}`,
      `With access keys: aws configure${profileOption(profile)}`,
      'In CI: set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or AWS_PROFILE',
    ],
    cause: error,
  });
}

// From here on AWS's own words may hold the signed request: neither they nor the cause are kept.
function toExpired(fault: Fault, context: CallContext): ProxyWebhookError {
  return new ProxyWebhookError('no-credentials', 'The AWS credentials have expired.', {
    remedies: [
      `With IAM Identity Center: aws sso login${profileOption(context.profile)}`,
      'Otherwise: get new ones the way you got these, then run the command again',
    ],
    data: { ...answerData(fault, context), expired: true },
  });
}

function toSkewed(fault: Fault, context: CallContext): ProxyWebhookError {
  return new ProxyWebhookError(
    'no-credentials',
    "AWS refused the request's time: this machine's clock is wrong.",
    {
      remedies: ['Set the clock, for example by NTP, and run the command again'],
      data: answerData(fault, context),
    },
  );
}

function toInvalid(fault: Fault, context: CallContext): ProxyWebhookError {
  const of = context.profile === undefined ? '' : ` of the profile ${context.profile}`;
  return new ProxyWebhookError(
    'no-credentials',
    `AWS does not accept the credentials${of} (${fault.code}).`,
    {
      remedies: [
        `See which are used: aws sts get-caller-identity${profileOption(context.profile)}`,
        'Look for a stale AWS_ACCESS_KEY_ID or AWS_SESSION_TOKEN in the environment: both go before a profile',
      ],
      data: answerData(fault, context),
    },
  );
}

function toDenied(fault: Fault, context: CallContext): ProxyWebhookError {
  const { message } = fault;
  const action =
    /not authorized to perform: ?([\w-]+:\w+)/.exec(message)?.[1] ?? operations[context.operation];
  const resource = /on resource: ?(\S+?)[.,;]?(?=\s|$)/.exec(message)?.[1] ?? context.subject;
  const who = /User: ?(\S+) is not authorized/.exec(message)?.[1];
  const on = resource === undefined ? '' : ` on ${resource}`;
  const by = [
    [
      /service control policy/,
      'a service control policy of the organization denies it: ask its administrators',
    ],
    [
      /resource control policy/,
      'a resource control policy of the organization denies it: ask its administrators',
    ],
    [/permissions boundary/, 'the permissions boundary leaves it out: widen the boundary too'],
    [/session policy/, 'the session policy leaves it out: use another session'],
    [/explicit deny/, 'a policy denies it explicitly: allowing it elsewhere does not help'],
  ].find(([pattern]) => (pattern as RegExp).test(message))?.[1];
  return new ProxyWebhookError('access-denied', `Not allowed: ${action}${on}.`, {
    remedies: [
      ...(by === undefined ? [] : [`Why: ${String(by)}`]),
      `Allow ${action}${on}${who === undefined ? '' : ` for ${who}`}`,
      'All permissions that are needed: docs/permissions.md',
    ],
    cause: fault.error,
    data: { ...answerData(fault, context), action, ...(resource === undefined ? {} : { resource }) },
  });
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
        : 'Is the server at this address running? AWS_ENDPOINT_URL and --endpoint set it',
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
  return new ProxyWebhookError('deployment-failed', `AWS refused ${context.operation}${of}. ${said}`, {
    cause: fault.error,
    data: answerData(fault, context),
  });
}

function answerData(fault: Fault, { operation, subject }: CallContext): Record<string, unknown> {
  return {
    operation,
    ...(subject === undefined ? {} : { subject }),
    ...(fault.answered ? { awsCode: fault.code } : {}),
    ...(fault.status === undefined ? {} : { status: fault.status }),
    ...(fault.requestId === undefined ? {} : { requestId: fault.requestId }),
  };
}

function hostOf({ message }: Fault): string {
  return (
    /(?:ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH) (\S+)/.exec(message)?.[1] ?? ''
  );
}

function requestText({ requestId }: Fault): string {
  return requestId === undefined ? '' : `, request ${requestId}`;
}

function profileOption(profile: string | undefined): string {
  return profile === undefined ? '' : ` --profile ${profile}`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
