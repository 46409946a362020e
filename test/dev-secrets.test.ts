import { describe, expect, it } from 'vitest';
import { sign } from '../handler/signatures/sign.ts';
import { verificationOf } from '../handler/signatures/verification.ts';
import { parseConfig } from '../src/config/parse.ts';
import type { Config } from '../src/config/schema.ts';
import { madeUpSecrets } from '../src/dev-secrets.ts';

const routesWith = (...routes: readonly object[]): Config['routes'] =>
  parseConfig({ routes }, { environment: 'dev', source: 'config.dev.json' }).routes;
const verifying = (scheme: string, more: object = {}) =>
  routesWith({ path: '/a', verify: { scheme, secrets: ['one'], ...more } });
const REQUEST = { method: 'POST', url: 'https://a.example/a', headers: {}, body: Buffer.from('{}') };

describe('secrets that are made up for the local cloud', () => {
  it.each([
    ['standard-webhooks'],
    ['github'],
    ['stripe'],
    ['shopify'],
    ['slack'],
    ['gitlab'],
    ['basic'],
    ['woocommerce'],
    ['vercel'],
  ])('sign as %s does', (scheme) => {
    const routes = verifying(scheme);
    const { one = '' } = madeUpSecrets(routes, {});
    const [verify] = routes.flatMap((route) => route.verify ?? []);
    if (verify === undefined) throw new Error('the route verifies');
    const headers = sign(REQUEST, verificationOf({ ...verify, deliveryIdHeader: undefined }), one, 0, 'id');
    expect(headers).toBeDefined();
  });

  it('are none where only the sender has the key', () => {
    expect(madeUpSecrets(verifying('sendgrid'), {})).toEqual({});
  });

  it('take the place of none that is known, and are others each time', () => {
    const routes = verifying('github', { secrets: ['one', 'two'] });
    expect(Object.keys(madeUpSecrets(routes, { one: 'known' }))).toEqual(['two']);
    expect(madeUpSecrets(routes, {})).not.toEqual(madeUpSecrets(routes, {}));
  });

  it('are there for challenges too', () => {
    const routes = routesWith({ path: '/a', challenge: { provider: 'meta', secrets: ['token'] } });
    expect(Object.keys(madeUpSecrets(routes, {}))).toEqual(['token']);
  });
});
