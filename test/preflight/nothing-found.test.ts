// What preflight must not complain of, and what it tells together.
import { describe, expect, it } from 'vitest';
import { concurrencyFindings } from '../../src/preflight/concurrency.ts';
import { databaseFindings } from '../../src/preflight/database.ts';
import type { Finding } from '../../src/preflight/finding.ts';
import { proxyFindings, quotaFindings, vpcFindings } from '../../src/preflight/quotas.ts';
import { secretFindings } from '../../src/preflight/secrets.ts';
import { newEndpointFindings } from '../../src/preflight/secrets-endpoint.ts';
import { deployedZoneFindings, regionFindings } from '../../src/preflight/zones.ts';
import {
  database,
  ENDPOINT,
  fromDatabase,
  fromEndpoints,
  fromNetwork,
  fromSnapshot,
  fromStanding,
  lambda,
  OPEN,
  OPTION,
  PLACE,
  REGION,
  SUBNETS,
  VERSIONS,
  zone,
} from './facts.ts';

describe('nothing is found', () => {
  it.each<[string, () => readonly Finding[]]>([
    ['in a region with RDS Proxy', () => regionFindings(REGION)],
    ['in zones that are as they were', () => deployedZoneFindings(['a'], [zone('a', 'use1-az1')])],
    ['of a database that is offered', () => fromDatabase({})],
    ['of a full version that is offered', () => fromDatabase({ engineVersion: '8.4.10' })],
    [
      'of zones that are not known',
      () => databaseFindings(database, { versions: VERSIONS, options: [OPTION] }, PLACE),
    ],
    ['of a standby in two zones', () => fromDatabase({ multiAz: true })],
    ['of a snapshot of an older version', () => fromSnapshot({ engineVersion: '8.0.46' })],
    [
      'of an account with room',
      () => quotaFindings(database, [{ name: 'DBInstances', used: 39, max: 40 }], PLACE),
    ],
    ['of quotas that RDS does not tell', () => quotaFindings(database, [], PLACE)],
    ['of a free name', () => proxyFindings('p', ['q'], PLACE)],
    ['of four VPCs', () => vpcFindings(4, REGION)],
    ['of a secret that is there', () => secretFindings('g', { deleted: false }, PLACE)],
    ['of a VPC as it should be', () => fromNetwork({})],
    ['of an endpoint that admits the VPC', () => fromEndpoints([ENDPOINT], [OPEN])],
    [
      'of an endpoint that admits all',
      () => fromEndpoints([ENDPOINT], [{ protocol: '-1', cidrs: ['0.0.0.0/0'], groupIds: [] }]),
    ],
    [
      "of an endpoint that admits a group, which may be the function's",
      () => fromEndpoints([ENDPOINT], [{ ...OPEN, cidrs: [], groupIds: ['sg-function'] }]),
    ],
    [
      'of storage that autoscaling has added, where the configuration stays as it was deployed',
      () => fromStanding({}, { engineVersion: '8.4.11', allocatedStorageGb: 95 }),
    ],
    ['of a major version of what runs', () => fromStanding({ engineVersion: '8.4' })],
    ['of more storage', () => fromStanding({ allocatedStorageGb: 95 })],
    ['of subnets in zones of their own', () => newEndpointFindings(SUBNETS)],
    ['of concurrency that is enough', () => lambda(undefined, 1000)],
    ['of a reservation that fits', () => lambda(900, 1000)],
  ])('%s', (_, look) => {
    expect(look()).toEqual([]);
  });
});

describe('several findings', () => {
  it('are told together: version and class', () => {
    const findings = databaseFindings(
      { ...database, engineVersion: '8.4.99' },
      { versions: VERSIONS, options: [] },
      PLACE,
    );
    expect(findings.map(({ name }) => name)).toEqual([
      'engine-version-not-offered',
      'instance-class-not-offered',
    ]);
  });

  it('name Multi-AZ where one of its zones is missing', () => {
    const [found] = fromDatabase({ multiAz: true }, { zones: ['a', 'c'] });
    expect(found).toMatchObject({ name: 'instance-class-not-in-zones', severity: 'error' });
    expect(found?.message).toContain('Multi-AZ needs two zones');
  });

  it('count what the function has reserved already as its own', () => {
    const account = { limit: 1000, unreserved: 150 };
    const load = { environments: 500, reservedNow: 850 };
    expect(concurrencyFindings({ reservedConcurrency: 900 }, account, load, PLACE)).toEqual([]);
    expect(concurrencyFindings({ reservedConcurrency: 901 }, account, load, PLACE)).toHaveLength(1);
  });

  it('leave an account with little concurrency nothing to reserve', () => {
    expect(lambda(1, 10)[0]?.remedies[0]).toBe('Leave function.reservedConcurrency out.');
  });
});
