import { ProxyWebhookError } from '../errors.ts';
import { answerData, type CallContext, type Fault } from './fault.ts';

const EXPIRED =
  /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired|CredentialsProviderError|TokenProviderError)$/;
/** Those of AWS's answers that other credentials help against. EC2 says `RequestExpired` of a token too. */
const RENEWABLE = /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired)$/;
const INVALID =
  /^(InvalidClientTokenId|InvalidAccessKeyId|UnrecognizedClientException|SignatureDoesNotMatch|InvalidSignatureException|AuthFailure|IncompleteSignature|MissingAuthenticationToken(Exception)?|InvalidToken)$/;
const SKEWED = /^(RequestTimeTooSkewed|RequestInTheFuture)$/;

/** `no-credentials` when the fault is that there are none, or none that AWS accepts; undefined for any other. */
export function credentialsError(fault: Fault, context: CallContext): ProxyWebhookError | undefined {
  const { code, message } = fault;
  if (code === 'CredentialsProviderError' && !/expired/i.test(message)) return toNone(fault, context);
  if (isSkewed(fault)) return toSkewed(fault, context);
  if (EXPIRED.test(code)) return toExpired(fault, context);
  return INVALID.test(code) ? toInvalid(fault, context) : undefined;
}

/** Whether AWS says that the credentials have expired. */
export function hasExpired(fault: Fault): boolean {
  return fault.answered && RENEWABLE.test(fault.code) && !isSkewed(fault);
}

/** EC2 says `RequestExpired` and `AuthFailure` of a wrong clock as of wrong credentials: its answer's Date tells which. */
function isSkewed({ code, message, clockIsOff }: Fault): boolean {
  const bySignature = EXPIRED.test(code) || INVALID.test(code);
  return (
    SKEWED.test(code) || /^Signature (expired|not yet current)/.test(message) || (clockIsOff && bySignature)
  );
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
        'Look for a stale AWS_ACCESS_KEY_ID or AWS_SESSION_TOKEN in the environment.',
      ],
      data: answerData(fault, context),
    },
  );
}

function profileOption(profile: string | undefined): string {
  return profile === undefined ? '' : ` --profile ${profile}`;
}
