import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, it } from 'vitest';
import { databaseToken, type Signer, signedHeaders } from '../../handler/sigv4.ts';
import { Sha256 } from './secrets-manager-stand-in.ts';

const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const NOW = new Date('2026-03-04T05:06:07.890Z');

describe('the token that logs in at a proxy', () => {
  it.each<[string, Signer, string]>([
    ['without a session', { ...KEYS, region: 'us-east-1' }, 'webhook'],
    ['with a session token of every odd character', signer('a+/=b!\'()* ~%"&?'), 'webhook'],
    ['for a user of odd characters', signer('token'), "it's (me)!*"],
    ['in another Region', { ...KEYS, region: 'cn-north-1' }, 'webhook'],
  ])('is the one that the SDK makes, %s', async (_, keys, user) => {
    const host = 'proxy-1.proxy-abc.us-east-1.rds.amazonaws.com';
    expect(databaseToken({ host, port: 3306, user }, keys, NOW)).toBe(await sdkToken(host, user, keys));
  });
});

describe('a signed request', () => {
  it('has the signature that AWS publishes for it', () => {
    // IAM User Guide, "Signature Version 4 signing examples": get-vanilla of the published test suite.
    const headers = signedHeaders(
      { method: 'GET', url: new URL('https://example.amazonaws.com/'), headers: {}, body: '' },
      'service',
      { ...KEYS, secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', region: 'us-east-1' },
      new Date('2015-08-30T12:36:00Z'),
    );
    expect(headers.authorization).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, ' +
        'Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
    );
  });
});

function signer(sessionToken: string): Signer {
  return { ...KEYS, sessionToken, region: 'us-east-1' };
}

/** As @aws-sdk/rds-signer makes it. */
async function sdkToken(hostname: string, user: string, { region, ...credentials }: Signer): Promise<string> {
  const v4 = new SignatureV4({ service: 'rds-db', region, credentials, sha256: Sha256 });
  const presigned = await v4.presign(
    {
      method: 'GET',
      protocol: 'https',
      hostname,
      port: 3306,
      path: '/',
      query: { Action: 'connect', DBUser: user },
      headers: { host: `${hostname}:3306` },
    },
    { expiresIn: 900, signingDate: NOW },
  );
  const encode = (text: string) =>
    encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const { 'X-Amz-Signature': signature, ...query } = presigned.query as Record<string, string>;
  const sorted = Object.entries(query)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort();
  return `${hostname}:3306/?${sorted.join('&')}&X-Amz-Signature=${signature}`;
}
