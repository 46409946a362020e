import { describe, expect, it } from 'vitest';
import { type AccessRecord, renderAccessLog } from '../../../src/local/http-api/access-log.ts';

const RECORD: AccessRecord = {
  requestId: 'ATfSmjLgPHcESJw=',
  requestTimeEpoch: 1783711145766,
  requestTime: '10/Jul/2026:19:19:05 +0000',
  sourceIp: '127.0.0.1',
  userAgent: 'say "hi"',
  httpMethod: 'POST',
  path: '/a',
  protocol: 'HTTP/1.1',
  stage: '$default',
  routeKey: '$default',
  status: 500,
  responseLength: 35,
  responseLatency: 12,
  integrationLatency: 11,
  integrationStatus: 200,
  integrationErrorMessage: 'The Lambda function returned the following error: {"a":1}',
};

describe('an access log line', () => {
  it.each([
    ['$context.identity.sourceIp $context.httpMethod $context.status', '127.0.0.1 POST 500'],
    [
      '{"id":"$context.requestId","agent":"$context.identity.userAgent"}',
      '{"id":"ATfSmjLgPHcESJw=","agent":"say \\"hi\\""}',
    ],
    ['$context.error.message', '-'],
    ['$context.integration.latency/$context.responseLatency', '11/12'],
    ['$context.authorizer.claims', '-'],
    ['[$context.requestTime] $context.routeKey', '[10/Jul/2026:19:19:05 +0000] $default'],
  ])('in the format %s is %s', (format, line) => {
    expect(renderAccessLog(format, RECORD)).toBe(line);
  });

  it('stays JSON whatever the function said', () => {
    const line = renderAccessLog('{"error":"$context.integrationErrorMessage"}', RECORD);
    expect(JSON.parse(line)).toEqual({ error: RECORD.integrationErrorMessage });
  });
});
