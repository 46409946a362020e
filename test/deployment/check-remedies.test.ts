import { describe, expect, it } from 'vitest';
import { checkRemedies } from '../../src/deployment/check-remedies.ts';

describe('the remedies of a function that fails its check', () => {
  it.each<[words: string, remedy: RegExp]>([
    ['Timed-out waiting to acquire database connection', /no connection in time/],
    [
      "ER_ACCESS_DENIED_ERROR: Access denied for user 'webhook'@'%' (using password: YES)",
      /not what the proxy knows/,
    ],
    ['Connections rate limit exceeded (100)', /no more connections/],
    ['This RDS Proxy requires TLS connections.', /demands TLS/],
    ['MYSQL_CLEAR_PASSWORD_NOT_ENABLED', /enableCleartextPlugin/],
    [
      'User: arn:aws:sts::1:assumed-role/r/f is not authorized to perform: secretsmanager:GetSecretValue on resource: s',
      /may not read the secret/,
    ],
    ['self-signed certificate in certificate chain', /certificate was not accepted/],
    ['2026-11-24T09:00:00Z 8f Task timed out after 15.00 seconds', /too late or not at all/],
    ['connect ETIMEDOUT', /too late or not at all/],
    ['getaddrinfo ENOTFOUND proxy', /DNS/],
    ["Runtime.ImportModuleError: Error: Cannot find module 'left-pad'", /function\.entry/],
    ['RequestId: 1 Error: Runtime exited with error: signal: killed', /function\.memoryMb/],
    [
      'The operation cannot be performed at this time. The function is currently in the following state: Pending',
      /prepared for its VPC/,
    ],
  ])('%s', (words, remedy) => {
    expect(checkRemedies(words)[0]).toMatch(remedy);
  });

  it('knows nothing of words it has never met', () => {
    expect(checkRemedies('TypeError: x is not a function')).toEqual([]);
  });
});
