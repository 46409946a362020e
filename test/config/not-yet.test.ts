import { describe, expect, it } from 'vitest';
import { notYet } from '../../src/config/not-yet.ts';
import { parseConfig } from '../../src/config/parse.ts';
import type { ConfigInput } from '../../src/config/schema.ts';

const told = (...routes: NonNullable<ConfigInput['routes']>) =>
  notYet(parseConfig({ routes }, { environment: 'dev', source: 'config.dev.json' }));
const verify = { scheme: 'github' as const, secrets: ['webhooks/github'] };

describe('what this version does not act on', () => {
  it('is nothing of the defaults, nor of a route that asks for nothing', () => {
    expect(told()).toEqual([]);
    expect(told({ path: '/plain' })).toEqual([]);
  });

  it('is told with what happens instead, each key by its path', () => {
    expect(
      told(
        { path: '/github', verify },
        { path: '/slack', challenge: 'slack', deliveryIdHeader: 'x-id' },
        { path: '/stripe', verify: { ...verify, scheme: 'stripe', policy: 'record' } },
      ),
    ).toEqual([
      'routes[0].verify: this version cannot verify signatures; requests under /github are answered 503 and not stored.',
      'routes[1].challenge: this version answers no challenge; the request that asks for it is treated like any other.',
      'routes[1].deliveryIdHeader: this version does not look at delivery ids; a repeated delivery is stored again.',
      'routes[2].verify: this version cannot verify signatures; requests under /stripe are stored without being verified.',
    ]);
  });
});
