import { describe, expect, it } from 'vitest';
import { instanceClass } from '../../src/config/instance-classes.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { maxConnections, regulatingChain } from '../../src/config/regulating-chain.ts';
import type { ConfigInput } from '../../src/config/schema.ts';

const chain = (input: Partial<ConfigInput> = {}) =>
  regulatingChain(parseConfig(input, { environment: 'dev', source: 'test' }));

describe('regulatingChain', () => {
  it('bears what the defaults let in, without a warning', () => {
    expect(chain()).toEqual({
      requestsPerSecond: 50,
      environments: 500,
      proxyConnections: 500,
      databaseConnections: 61,
      warnings: [],
    });
  });

  it('ends at the reserved concurrency', () => {
    expect(chain({ function: { reservedConcurrency: 20 } })).toMatchObject({
      environments: 20,
      proxyConnections: 20,
    });
  });

  it("takes the proxy's share of the class's connections", () => {
    expect(
      chain({ database: { instanceClass: 'db.t4g.large' }, proxy: { maxConnectionsPercent: 50 } }),
    ).toMatchObject({
      databaseConnections: 320,
      warnings: [],
    });
  });

  it.each<[string, Partial<ConfigInput>, RegExp]>([
    [
      'too few reserved environments',
      { api: { throttle: { ratePerSecond: 1000 } }, function: { reservedConcurrency: 10 } },
      /reservedConcurrency 10 is less than the 50/,
    ],
    [
      "more environments than an account's default",
      { api: { throttle: { ratePerSecond: 200 } } },
      /1700 execution environments may run/,
    ],
    [
      'more requests than the database bears',
      { api: { throttle: { ratePerSecond: 2000 } } },
      /keep 100 database connections busy, the pool has 61/,
    ],
    [
      'more waiting than the borrow timeout allows',
      { api: { throttle: { ratePerSecond: 1000 } } },
      /8100 execution environments may wait for 61/,
    ],
    [
      'a class it does not know',
      { database: { instanceClass: 'db.x2g.large' } },
      /db\.x2g\.large is not in this version's table/,
    ],
    [
      'a small share of a small class',
      { proxy: { maxConnectionsPercent: 60 } },
      /AWS recommends 100 or more/,
    ],
  ])('warns of %s', (_, input, expected) => {
    expect(chain(input).warnings).toContainEqual(expect.stringMatching(expected));
  });

  it.each([
    ['db.t3.micro', 60, 66],
    ['db.t3.small', 140, 150],
    ['db.t3.medium', 300, 312],
    ['db.t3.large', 620, 648],
  ])('estimates the connections of %s a little below what is observed', (name, least, most) => {
    const shape = instanceClass(name) ?? expect.unreachable();
    expect(maxConnections(shape)).toBeGreaterThanOrEqual(least);
    expect(maxConnections(shape)).toBeLessThanOrEqual(most);
  });
});
