import { sign as githubSign, verify as githubVerify } from '@octokit/webhooks-methods';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import type { SignedRequest } from '../../../handler/signatures/scheme.ts';
import { sign } from '../../../handler/signatures/sign.ts';
import { verificationOf } from '../../../handler/signatures/verification.ts';
import { verify } from '../../../handler/signatures/verify.ts';
import { requestOf } from './vectors.ts';

// Texts, because these libraries take nothing else; a lone surrogate has no bytes of its own.
const bodies = fc.oneof(
  fc.json(),
  fc.string({ unit: 'binary' }).map((text) => Buffer.from(text).toString()),
);
const NOW = Math.floor(Date.now() / 1000) * 1000;

const STANDARD = verificationOf({ scheme: 'standard-webhooks' });
const GITHUB = verificationOf({ scheme: 'github' });

function signedHeaders(request: SignedRequest, scheme: typeof STANDARD, secret: string, id: string) {
  const headers = sign(request, scheme, secret, NOW, id);
  if (headers === undefined) throw new Error('The secret cannot sign.');
  return headers;
}

describe("Standard Webhooks' own library", () => {
  const cases = fc.tuple(
    bodies,
    fc.uint8Array({ minLength: 1, maxLength: 64 }),
    fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/),
  );

  it('signs what we verify', () =>
    fc.assert(
      fc.property(cases, ([body, key, id]) => {
        const secret = `whsec_${Buffer.from(key).toString('base64')}`;
        const headers = {
          'webhook-id': id,
          'webhook-timestamp': String(NOW / 1000),
          'webhook-signature': new Webhook(secret).sign(id, new Date(NOW), body),
        };
        expect(verify(requestOf({ headers, body }), STANDARD, [secret], NOW)).toMatchObject({
          outcome: 'valid',
          id,
        });
      }),
    ));

  it('verifies what we sign', () =>
    fc.assert(
      fc.property(cases, ([body, key, id]) => {
        const secret = `whsec_${Buffer.from(key).toString('base64')}`;
        const headers = signedHeaders(requestOf({ headers: {}, body }), STANDARD, secret, id);
        new Webhook(secret).verify(body, { ...headers }, { jsonParse: false });
      }),
    ));
});

describe("GitHub's own library", () => {
  const cases = fc.tuple(
    bodies.filter((body) => body !== ''),
    fc.string({ minLength: 1 }).filter((secret) => secret === secret.trim()),
  );

  it('signs what we verify', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([body, secret]) => {
        const headers = { 'x-hub-signature-256': await githubSign(secret, body) };
        expect(verify(requestOf({ headers, body }), GITHUB, [secret], NOW).outcome).toBe('valid');
      }),
    ));

  it('verifies what we sign', () =>
    fc.assert(
      fc.asyncProperty(cases, async ([body, secret]) => {
        const headers = signedHeaders(requestOf({ headers: {}, body }), GITHUB, secret, 'id');
        expect(headers['x-github-delivery']).toBe('id');
        expect(await githubVerify(secret, body, headers['x-hub-signature-256'] ?? '')).toBe(true);
      }),
    ));
});

describe('whatever arrives', () => {
  const texts = fc.oneof(fc.string(), fc.constantFrom('', 't=,v1=', 'v1,', 'sha256=', 'Basic ', ';;,,'));
  const names = ['standard-webhooks', 'stripe', 'github', 'slack', 'sendgrid', 'basic', 'gitlab'] as const;

  it('is never taken for signed, and never an error', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.array(texts, { minLength: 3, maxLength: 3 }),
        fc.array(fc.oneof(fc.string(), fc.constantFrom('whsec_MfKQ', 'whpk_AAAA', '-----BEGIN')), {
          maxLength: 3,
        }),
        fc.uint8Array(),
        (name, values, secrets, body) => {
          const scheme = verificationOf({ scheme: name });
          const headers = Object.fromEntries(
            scheme.forms.flatMap((form) =>
              [form.header, form.id, form.timestamp?.header].map((header, index) => [header, values[index]]),
            ),
          );
          const { outcome } = verify(requestOf({ headers, body }), scheme, secrets, NOW);
          const isTheSecret = secrets.some(
            (secret) =>
              secret.trim() === values[0] ||
              values[0]?.endsWith(Buffer.from(secret.trim()).toString('base64')),
          );
          expect(isTheSecret || ['invalid', 'unknown-key'].includes(outcome)).toBe(true);
        },
      ),
    ));
});
