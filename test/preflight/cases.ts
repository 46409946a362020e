// Each finding brought about from facts alone: the compiler keeps the table complete.
import { ProxyWebhookError } from '../../src/errors.ts';
import type { FindingName } from '../../src/preflight/catalogue.ts';
import { databaseFindings } from '../../src/preflight/database.ts';
import type { Finding } from '../../src/preflight/finding.ts';
import { bucketFinding } from '../../src/preflight/preflight.ts';
import { proxyFindings, vpcFindings } from '../../src/preflight/quotas.ts';
import { secretFindings } from '../../src/preflight/secrets.ts';
import { newEndpointFindings } from '../../src/preflight/secrets-endpoint.ts';
import { snapshotFindings } from '../../src/preflight/snapshot.ts';
import { deployedZoneFindings, regionFindings, tooFewZones } from '../../src/preflight/zones.ts';
import {
  database,
  ENDPOINT,
  free,
  fromDatabase,
  fromEndpoints,
  fromNetwork,
  fromSnapshot,
  fromStanding,
  lambda,
  OPEN,
  PLACE,
  quota,
  REGION,
  SUBNETS,
  subnet,
  VERSIONS,
  VPC,
  zone,
} from './facts.ts';

/** How each is brought about, and what it says. */
export const CASES: Readonly<Record<FindingName, readonly [() => readonly Finding[], RegExp, RegExp?]>> = {
  'region-without-proxy': [() => regionFindings('ap-east-2'), /not offered in ap-east-2/, /--region/],
  'bucket-taken': [
    () =>
      [
        bucketFinding(
          new ProxyWebhookError('refused', 'The bucket b belongs to another account.', {
            remedies: ['Use another region.'],
          }),
        ) ?? [],
      ].flat(),
    /another account/,
    /another region/,
  ],
  'zones-too-few': [
    () => [tooFewZones([{ name: 'a', id: 'use1-az3' }], REGION)],
    /fewer in us-east-1 .* a \(use1-az3\)/,
  ],
  'zone-without-proxy': [
    () =>
      deployedZoneFindings(['a', 'b'], [zone('a', 'use1-az1'), zone('b', 'use1-az3'), zone('c', 'use1-az2')]),
    /a subnet in b, .* It stays/,
    /would take a and c/,
  ],
  'engine-version-not-offered': [
    () => fromDatabase({ engineVersion: '8.4.99' }),
    /MySQL 8\.4\.99 in us-east-1; nearest are 8\.4\.11, 8\.4\.10 and 8\.4\.9/,
    /"8\.4\.11"\.\nOr set it to "8\.4"/,
  ],
  'instance-class-not-offered': [
    () =>
      databaseFindings(
        { ...database, instanceClass: 'db.t4g.mirco' },
        { versions: VERSIONS, options: [], otherClasses: ['db.r7g.large', 'db.t4g.small', 'db.t4g.micro'] },
        PLACE,
      ),
    /db\.t4g\.mirco for MySQL 8\.4 in us-east-1; nearest are db\.t4g\.micro, db\.t4g\.small and db\.r7g\.large/,
    /"db\.t4g\.micro"/,
  ],
  'instance-class-not-for-version': [
    () => fromDatabase({ engineVersion: '8.4.11' }),
    /not for MySQL 8\.4\.11; it does for 8\.4\.10/,
    /"8\.4\.10"/,
  ],
  'instance-class-not-in-zones': [
    () => fromDatabase({}, { zones: ['c'] }),
    /in none of the zones a and b; it does in c/,
  ],
  'instance-class-in-one-zone': [
    () => fromDatabase({}, { zones: ['b', 'c'] }),
    /in b only, of the zones a and b/,
  ],
  'multi-az-not-offered': [
    () => fromDatabase({ multiAz: true }, { multiAz: false }),
    /standby/,
    /multiAz to false/,
  ],
  'storage-not-offered': [
    () => fromDatabase({ allocatedStorageGb: 9000 }),
    /20 to 6144 GiB, not with 9000/,
    /to 6144/,
  ],
  'engine-older': [
    () => fromStanding({ engineVersion: '8.0', extendedSupport: true }),
    /runs MySQL 8\.4\.10, and .* back to 8\.0 /,
    /to "8\.4"\./,
  ],
  'storage-smaller': [
    () => fromStanding({ allocatedStorageGb: 20 }),
    /has 90 GiB, and .*: not to 20 /,
    /to 90 or more/,
  ],
  'snapshot-missing': [() => snapshotFindings(database, 'before', undefined, PLACE), /no snapshot before/],
  'snapshot-not-available': [() => fromSnapshot({ status: 'creating' }), /before is creating/],
  'snapshot-of-other-engine': [() => fromSnapshot({ engine: 'postgres' }), /of postgres, not of MySQL/],
  'snapshot-newer': [() => fromSnapshot({ engineVersion: '9.1.2' }), /MySQL 9\.1\.2, newer than .*"8\.4"/],
  'snapshot-larger': [
    () => fromSnapshot({ allocatedStorageGb: 50 }),
    /50 GiB, more than .* 20/,
    /to 50 or more/,
  ],
  'snapshot-of-other-user': [() => fromSnapshot({ username: 'admin' }), /is admin, and stays so/, /"admin"/],
  'proxy-name-taken': [() => proxyFindings('p', ['P'], PLACE), /a proxy p in us-east-1 already/, /stackName/],
  'proxies-at-quota': [() => proxyFindings('p', Array(20).fill('x'), PLACE), /20 proxies/, /L-D94C7EA3/],
  'databases-at-quota': [() => quota('DBInstances'), /uses 39 of its 39 databases/, /--desired-value 40/],
  'storage-over-quota': [() => quota('AllocatedStorage'), /needs 20 more/, /--desired-value 59/],
  'subnet-groups-at-quota': [() => quota('DBSubnetGroups'), /39 DB subnet groups/],
  'vpcs-at-quota': [() => vpcFindings(5, REGION), /5 VPCs in us-east-1/, /network\.vpcId/],
  'reserved-concurrency-too-much': [
    () => lambda(950, 1000),
    /950 is more than .* 900 of 1000/,
    /to 900 or less/,
  ],
  'concurrency-below-load': [() => lambda(undefined, 10), /Up to 500 .* has 10 for all/, /L-B99A9384/],
  'secret-missing': [() => secretFindings('github', undefined, PLACE), /no secret github/, /file:\/\//],
  'secret-being-deleted': [
    () => secretFindings('github', { deleted: true }, PLACE),
    /scheduled/,
    /restore-secret/,
  ],
  'secret-with-own-key': [
    () => secretFindings('g', { deleted: false, kmsKey: 'key-1' }, PLACE),
    /with key-1/,
    /kms:Decrypt/,
  ],
  'vpc-missing': [() => fromNetwork({ vpc: undefined }), /no VPC vpc-1/],
  'vpc-with-dedicated-tenancy': [() => fromNetwork({ vpc: { ...VPC, tenancy: 'dedicated' } }), /dedicated/],
  'vpc-without-dns': [
    () => fromNetwork({ vpc: { ...VPC, dnsSupport: false } }),
    /resolution is off/,
    /enable-dns-support/,
  ],
  'vpc-without-dns-hostnames': [
    () => fromNetwork({ vpc: { ...VPC, dnsHostnames: false }, byPrivateName: true }),
    /would not find it/,
    /enable-dns-hostnames/,
  ],
  'subnet-missing': [
    () => fromNetwork({ subnetIds: ['subnet-1', 'subnet-2', 'subnet-9'] }),
    /no subnet subnet-9/,
  ],
  'subnet-of-other-vpc': [
    () => fromNetwork({ subnets: [...SUBNETS, { ...subnet('subnet-3', 'use1-az4'), vpcId: 'vpc-2' }] }),
    /subnet-3 is in vpc-2, not in vpc-1/,
  ],
  'subnets-in-too-few-zones': [
    () => fromNetwork({ subnets: [subnet('subnet-1', 'use1-az1'), subnet('subnet-2', 'use1-az1')] }),
    /in z-use1-az1 only/,
  ],
  'subnet-in-zone-without-proxy': [
    () => fromNetwork({ subnets: [...SUBNETS, subnet('subnet-3', 'use1-az3')] }),
    /subnet-3 is in z-use1-az3 \(use1-az3\)/,
  ],
  'subnet-without-addresses': [
    () => fromNetwork({ subnets: [free(3), free(200, 'use1-az2')] }),
    /3 free addresses/,
  ],
  'subnet-with-few-addresses': [
    () => fromNetwork({ subnets: [free(40), free(200, 'use1-az2')], instanceClass: 'db.r7g.8xlarge' }),
    /40 free addresses; AWS recommends 45/,
    /\/26 is enough/,
  ],
  'endpoint-missing': [() => fromEndpoints([], []), /no endpoint .* in vpc-1/, /"create"/],
  'endpoint-not-available': [() => fromEndpoints([{ ...ENDPOINT, state: 'pending' }], [OPEN]), /is pending/],
  'endpoint-without-private-dns': [
    () => fromEndpoints([{ ...ENDPOINT, privateDns: false }], [OPEN]),
    /no private DNS/,
    /vpce-1 --private-dns-enabled/,
  ],
  'endpoint-admits-nobody': [
    () => fromEndpoints([ENDPOINT], [{ ...OPEN, fromPort: 80, toPort: 80 }]),
    /port 443/,
    /groups sg-1/,
  ],
  'endpoint-subnets-share-zone': [
    () => newEndpointFindings([...SUBNETS, subnet('subnet-3', 'use1-az2')]),
    /subnet-2 \(z-use1-az2\), subnet-3/,
  ],
};
