import { describe, expect, it } from 'vitest';
import { databaseToken } from '../../../../handler/sigv4.ts';
import { refuseToken } from '../../../../src/local/pooling-proxy/login/connect-token.ts';

const NOW = Date.UTC(2026, 10, 24, 3, 0, 0);
const TARGET = { username: 'webhook', host: 'localhost', port: 3306 };
const SIGNER = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: 'session-token+/=',
  region: 'us-east-1',
};
const token = databaseToken({ host: 'localhost', port: 3306, user: 'webhook' }, SIGNER, new Date(NOW));

describe('a token of IAM', () => {
  it.each([
    ['as the handler signs it', token, TARGET, NOW, undefined],
    ['when it is 15 minutes old', token, TARGET, NOW + 900_000, undefined],
    ['when it is older', token, TARGET, NOW + 905_000, 'it expired 5 s ago'],
    ['from the future', token, TARGET, NOW - 600_000, 'it was signed in the future'],
    [
      'of another user',
      token,
      { ...TARGET, username: 'root' },
      NOW,
      'it is for the user webhook, not for root',
    ],
    ['for another port', token, { ...TARGET, port: 1 }, NOW, 'it is for localhost:3306, not for localhost:1'],
    ['for another host', token, { ...TARGET, host: 'db' }, NOW, 'it is for localhost:3306, not for db:3306'],
    ['that is a password', 'secret', TARGET, NOW, 'it is not a presigned URL'],
    ['that is empty', '', TARGET, NOW, 'it is not a presigned URL'],
    ['without a signature', token.replace(/&X-Amz-Signature=.*/, ''), TARGET, NOW, 'it carries no signature'],
    [
      'of another service',
      token.replace('rds-db', 's3'),
      TARGET,
      NOW,
      'its credential scope is not of rds-db',
    ],
    [
      'for another action',
      token.replace('Action=connect', 'Action=x'),
      TARGET,
      NOW,
      'its action is not connect',
    ],
  ])('%s', (_, text, target, now, reason) => expect(refuseToken(text, target, now)).toBe(reason));
});
