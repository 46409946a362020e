import { AwsApiError } from '../cloud.ts';
import { iamAction } from './iam-actions.ts';
import { type ServedService, type ServiceName, served } from './served.ts';

type ProtocolName = ServedService['protocol'];
type Answer = readonly [code: string, message: string, status: number];

/** Too many calls. Sources: each service's "Common errors"; EC2 and S3 API references, "Error codes". */
export function throttled(service: ServiceName): AwsApiError {
  return answer(service, {
    query: ['Throttling', 'Rate exceeded', 400],
    'ec2-query': ['RequestLimitExceeded', 'Request limit exceeded.', 503],
    'rest-xml': ['SlowDown', 'Please reduce your request rate.', 503],
    'rest-json': ['TooManyRequestsException', 'Rate exceeded', 429],
    json: ['ThrottlingException', 'Rate exceeded', 400],
  });
}

/** Credentials whose time is over. */
export function expiredToken(service: ServiceName): AwsApiError {
  const message = 'The security token included in the request is expired';
  return answer(service, {
    query: ['ExpiredToken', message, 403],
    'ec2-query': ['RequestExpired', 'Request has expired.', 400],
    'rest-xml': ['ExpiredToken', 'The provided token has expired.', 400],
    'rest-json': ['ExpiredTokenException', message, 403],
    json: ['ExpiredTokenException', message, 400],
  });
}

/** A request that was signed too long ago, or for later. Sources: as above; IAM User Guide, "Troubleshoot Signature Version 4". */
export function signatureExpired(service: ServiceName, message: string): AwsApiError {
  return answer(service, {
    query: ['SignatureDoesNotMatch', message, 403],
    'ec2-query': ['RequestExpired', 'Request has expired.', 400],
    'rest-xml': [
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      403,
    ],
    'rest-json': ['InvalidSignatureException', message, 403],
    json: ['InvalidSignatureException', message, 400],
  });
}

/** A request that is not signed. */
export function missingToken(service: ServiceName): AwsApiError {
  return answer(service, {
    query: ['MissingAuthenticationToken', 'Request is missing Authentication Token', 403],
    'ec2-query': ['MissingAuthenticationToken', 'Request is missing Authentication Token', 403],
    'rest-xml': ['AccessDenied', 'Access Denied', 403],
    'rest-json': ['MissingAuthenticationTokenException', 'Missing Authentication Token', 403],
    json: ['MissingAuthenticationTokenException', 'Missing Authentication Token', 400],
  });
}

/** An identity without the permission. `resource` is an ARN; EC2 names none. */
export function accessDenied(
  service: ServiceName,
  principal: string,
  action: string,
  resource: string,
): AwsApiError {
  const permission = iamAction(service, action);
  const because = `because no identity-based policy allows the ${permission} action`;
  return notAuthorized(service, principal, permission, resource, because);
}

/** The same for a permission by its own name, which may be another than the call's, and for another reason. */
export function notAuthorized(
  service: ServiceName,
  principal: string,
  permission: string,
  resource: string,
  because: string,
): AwsApiError {
  const refused = `User: ${principal} is not authorized to perform: ${permission}`;
  return answer(service, {
    query: ['AccessDenied', `${refused} on resource: ${resource} ${because}`, 403],
    'ec2-query': [
      'UnauthorizedOperation',
      `You are not authorized to perform this operation. ${refused} ${because}`,
      403,
    ],
    'rest-xml': ['AccessDenied', `${refused} on resource: "${resource}" ${because}`, 403],
    'rest-json': ['AccessDeniedException', `${refused} on resource: ${resource} ${because}`, 403],
    json: ['AccessDeniedException', `${refused} on resource: ${resource} ${because}`, 400],
  });
}

/** An action that AWS may know and the local cloud does not. */
export function notServed(
  service: ServiceName,
  action: string | undefined,
  actions: readonly string[],
): AwsApiError {
  const message =
    action === undefined
      ? `The request names no action of ${service} that the local cloud knows.`
      : `${service}:${action} is not served by the local cloud. It serves the calls that proxywebhook makes: ${actions.join(', ')}.`;
  return answer(service, {
    query: ['InvalidAction', message, 400],
    'ec2-query': ['InvalidAction', message, 400],
    'rest-xml': ['NotImplemented', message, 501],
    'rest-json': ['UnknownOperationException', message, 404],
    json: ['UnknownOperationException', message, 400],
  });
}

function answer(service: ServiceName, answers: Readonly<Record<ProtocolName, Answer>>): AwsApiError {
  const [code, message, status] = answers[served[service].protocol];
  return new AwsApiError(code, message, status);
}
