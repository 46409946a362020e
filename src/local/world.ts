/**
 * The account that the local cloud keeps: plain records that the stack engine's resource providers write and that the
 * service APIs read. One region, one account, one process.
 */
export interface World {
  readonly account: string;
  readonly region: string;
  readonly clock: WorldClock;
  readonly random: () => number;
  readonly zones: readonly { readonly name: string; readonly id: string }[];
  readonly buckets: Map<string, Bucket>;
  readonly databases: Map<string, DatabaseInstance>;
  /** By id; kept when a database goes with `DeletionPolicy: Snapshot`. */
  readonly snapshots?: Map<string, DatabaseSnapshot>;
  readonly proxies: Map<string, DatabaseProxy>;
  readonly secrets: Map<string, Secret>;
  readonly functions: Map<string, LambdaFunction>;
  readonly roles: Map<string, Role>;
  readonly logGroups: Map<string, LogGroup>;
  readonly vpcs: Map<string, Vpc>;
  readonly subnets: Map<string, Subnet>;
  readonly networkInterfaces: Map<string, NetworkInterface>;
  /** Quotas that differ from AWS's defaults, by the name the service gives each. */
  readonly limits: Map<string, number>;
  /** What RDS does not offer here although it is in the list: whatever matches all that is said of one. */
  readonly withdrawn: Withdrawn[];
  /** Resources whose service this product never calls (route tables, APIs, routes …), by physical id. */
  readonly others: Map<
    string,
    { readonly type: string; readonly properties: Readonly<Record<string, unknown>> }
  >;
}

export interface Withdrawn {
  readonly engineVersion?: string;
  readonly instanceClass?: string;
  /** A zone's name. */
  readonly zone?: string;
}

/** Time that tests drive. Milliseconds since the epoch; timers run in order of their time. */
export interface WorldClock {
  now(): number;
  after(milliseconds: number, run: () => void): { cancel(): void };
}

export interface Bucket {
  readonly name: string;
  readonly owner: string;
  readonly createdAt: number;
  readonly objects: Map<
    string,
    {
      readonly body: Uint8Array;
      readonly modifiedAt: number;
      readonly headers: Readonly<Record<string, string>>;
    }
  >;
  /** Sub-resources as they were put: `encryption`, `publicAccessBlock`, `ownershipControls`, `policy`, `tagging` …, as text. */
  readonly settings: Map<string, string>;
}

export interface DatabaseInstance {
  readonly id: string;
  readonly arn: string;
  /** Properties as rendered by the template, references resolved. */
  properties: Readonly<Record<string, unknown>>;
  status: string;
  endpoint: { readonly address: string; readonly port: number };
  readonly createdAt: number;
}

export interface DatabaseSnapshot {
  readonly id: string;
  readonly arn: string;
  readonly databaseId: string;
  status: string;
  /** The master user's, which a database that is made from it has too. */
  readonly password?: string;
  /** Properties of the database it was taken of. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
}

export interface DatabaseProxy {
  readonly name: string;
  readonly arn: string;
  properties: Readonly<Record<string, unknown>>;
  status: string;
  endpoint: string;
  readonly createdAt: number;
  /** The default target group: undefined until AWS::RDS::DBProxyTargetGroup was made. */
  targetGroup?: { pool: Readonly<Record<string, unknown>>; targets: ProxyTarget[] };
}

export interface ProxyTarget {
  readonly databaseId: string;
  state: string;
  reason?: string;
  description?: string;
  /** Its health is that of a real proxy, which says when it changes: nobody works it out. */
  followed?: true;
}

export interface Secret {
  readonly arn: string;
  readonly name: string;
  value: string;
  properties: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  /** Scheduled for deletion, and no longer to be read. */
  readonly deletedAt?: number;
}

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  properties: Readonly<Record<string, unknown>>;
  code: { readonly bucket: string; readonly key: string };
  state: 'Pending' | 'Active' | 'Inactive' | 'Failed';
  /** A change of its configuration is not everywhere yet: the next one is refused. */
  updating?: boolean;
  readonly createdAt: number;
}

export interface Role {
  readonly name: string;
  readonly arn: string;
  properties: Readonly<Record<string, unknown>>;
  readonly serviceLinked: boolean;
  readonly createdAt?: number;
}

export interface LogGroup {
  readonly name: string;
  readonly arn: string;
  retentionInDays?: number;
  readonly events: { readonly at: number; readonly stream: string; readonly message: string }[];
  /** Events that are not kept any more: older than all that are. */
  dropped?: number;
}

export interface Vpc {
  readonly id: string;
  properties: Readonly<Record<string, unknown>>;
}

export interface Subnet {
  readonly id: string;
  properties: Readonly<Record<string, unknown>>;
}

export interface NetworkInterface {
  readonly id: string;
  readonly description: string;
  readonly subnetId: string;
  readonly groupIds: readonly string[];
  status: 'in-use' | 'available';
}
