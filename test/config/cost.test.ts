import { describe, expect, it } from 'vitest';
import { monthlyCost } from '../../src/config/cost.ts';
import { parseConfig } from '../../src/config/parse.ts';
import type { ConfigInput } from '../../src/config/schema.ts';

const cost = (input: Partial<ConfigInput> = {}) =>
  monthlyCost(parseConfig(input, { environment: 'dev', source: 'test' }));

describe('monthlyCost', () => {
  it('prices the defaults line by line', () => {
    expect(cost()).toEqual({
      total: 50.88,
      lines: [
        { what: 'Database db.t4g.micro', usd: 11.68 },
        { what: 'Storage 20 GiB gp3', usd: 2.3 },
        { what: 'RDS Proxy for 2 vCPUs', usd: 21.9 },
        { what: 'Secret', usd: 0.4 },
        { what: 'Secrets Manager endpoint in 2 zones', usd: 14.6 },
      ],
    });
  });

  it('has no endpoint with IAM tokens', () => {
    expect(cost({ proxy: { auth: 'iam' } }).total).toBe(36.28);
  });

  it('has an endpoint when a route verifies, whatever the login', () => {
    const routes = [{ path: '/a', verify: { scheme: 'github' as const, secrets: ['a'] } }];
    expect(cost({ proxy: { auth: 'iam' }, routes }).total).toBe(50.88);
    const asked = [{ path: '/a', challenge: { provider: 'meta' as const, secrets: ['a'] } }];
    expect(cost({ proxy: { auth: 'iam' }, routes: asked }).total).toBe(50.88);
  });

  it('has no endpoint of its own in a VPC that has one', () => {
    const subnetIds = ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'];
    const network = { vpcId: 'vpc-0a1b2c3d', subnetIds, secretsManagerAccess: 'existing' as const };
    expect(cost({ network }).total).toBe(36.28);
  });

  it('doubles database and storage, not the proxy, with Multi-AZ', () => {
    expect(cost({ database: { multiAz: true } }).total).toBe(64.86);
  });

  it('adds Extended Support for 8.0', () => {
    expect(cost({ database: { engineVersion: '8.0', extendedSupport: true } }).total).toBe(196.88);
  });

  it('says that a class is not priced instead of guessing', () => {
    expect(cost({ database: { instanceClass: 'db.x2g.large' } }).lines[0]).toEqual({
      what: 'Database db.x2g.large: not priced, see aws.amazon.com/rds/mysql/pricing',
      usd: 0,
    });
  });

  it('adds up to its lines', () => {
    const { lines, total } = cost({ database: { instanceClass: 'db.t4g.medium', multiAz: true } });
    expect(lines.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(total, 2);
  });
});
