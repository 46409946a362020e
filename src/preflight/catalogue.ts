/**
 * What preflight looks at, and each thing it may find, with how grave that is. docs/preflight.md has a text for each: a test
 * holds the two together.
 */
export const CATALOGUE = {
  region: {
    looksAt: 'whether RDS Proxy for MySQL is offered in the region',
    findings: { 'region-without-proxy': 'error' },
  },
  bucket: {
    looksAt: 'the artifact bucket',
    findings: { 'bucket-taken': 'error' },
  },
  zones: {
    looksAt: 'the zones of the region',
    findings: { 'zones-too-few': 'error', 'zone-without-proxy': 'warning' },
  },
  'service-linked-role': {
    looksAt: 'the service-linked role of RDS',
    findings: {},
  },
  database: {
    looksAt: 'what RDS offers: engine version, instance class, storage',
    findings: {
      'engine-version-not-offered': 'error',
      'instance-class-not-offered': 'error',
      'instance-class-not-for-version': 'error',
      'instance-class-not-in-zones': 'error',
      'instance-class-in-one-zone': 'warning',
      'multi-az-not-offered': 'error',
      'storage-not-offered': 'error',
      'engine-older': 'error',
      'storage-smaller': 'error',
    },
  },
  snapshot: {
    looksAt: 'the snapshot that the database is restored from',
    findings: {
      'snapshot-missing': 'error',
      'snapshot-not-available': 'error',
      'snapshot-of-other-engine': 'error',
      'snapshot-newer': 'error',
      'snapshot-larger': 'error',
      'snapshot-of-other-user': 'error',
    },
  },
  proxies: {
    looksAt: 'the proxies there are in the region',
    findings: { 'proxy-name-taken': 'error', 'proxies-at-quota': 'warning' },
  },
  quotas: {
    looksAt: "the account's quotas of RDS",
    findings: {
      'databases-at-quota': 'error',
      'storage-over-quota': 'error',
      'subnet-groups-at-quota': 'error',
    },
  },
  vpcs: {
    looksAt: 'how many VPCs there are in the region',
    findings: { 'vpcs-at-quota': 'warning' },
  },
  concurrency: {
    looksAt: "the account's concurrency of Lambda functions",
    findings: { 'reserved-concurrency-too-much': 'error', 'concurrency-below-load': 'warning' },
  },
  secrets: {
    looksAt: 'the secrets that routes name',
    findings: {
      'secret-missing': 'error',
      'secret-being-deleted': 'error',
      'secret-with-own-key': 'warning',
    },
  },
  network: {
    looksAt: 'the existing VPC and its subnets',
    findings: {
      'vpc-missing': 'error',
      'vpc-with-dedicated-tenancy': 'error',
      'vpc-without-dns': 'error',
      'vpc-without-dns-hostnames': 'warning',
      'subnet-missing': 'error',
      'subnet-of-other-vpc': 'error',
      'subnets-in-too-few-zones': 'error',
      'subnet-in-zone-without-proxy': 'warning',
      'subnet-without-addresses': 'error',
      'subnet-with-few-addresses': 'warning',
    },
  },
  'secrets-endpoint': {
    looksAt: "the existing VPC's way to Secrets Manager",
    findings: {
      'endpoint-missing': 'warning',
      'endpoint-not-available': 'warning',
      'endpoint-without-private-dns': 'warning',
      'endpoint-admits-nobody': 'warning',
      'endpoint-subnets-share-zone': 'error',
    },
  },
} as const satisfies Readonly<Record<string, CheckEntry>>;

interface CheckEntry {
  /** Goes after "Not checked: ". */
  readonly looksAt: string;
  readonly findings: Readonly<Record<string, 'error' | 'warning'>>;
}

export type CheckName = keyof typeof CATALOGUE;
export type FindingName = {
  [Check in CheckName]: keyof (typeof CATALOGUE)[Check]['findings'] & string;
}[CheckName];

/** What the plan cannot do without: it is looked at whatever is skipped. */
export const NEEDED: readonly CheckName[] = ['bucket', 'zones', 'service-linked-role'];

export const CHECK_NAMES = Object.keys(CATALOGUE) as readonly CheckName[];

export const FINDING_NAMES = CHECK_NAMES.flatMap((check) =>
  Object.keys(CATALOGUE[check].findings),
) as readonly FindingName[];

/** The check that a finding is one of, and how grave it is. */
export function entryOf(name: FindingName): {
  readonly check: CheckName;
  readonly severity: 'error' | 'warning';
} {
  for (const check of CHECK_NAMES) {
    const findings: Readonly<Record<string, 'error' | 'warning'>> = CATALOGUE[check].findings;
    const severity = findings[name];
    if (severity !== undefined) return { check, severity };
  }
  throw new TypeError(`there is no finding ${name}`);
}
