/**
 * What is looked up in an account before a deployment, in as few calls as there can be. Reads only, and never a secret's
 * value; each throws a ProxyWebhookError.
 */
export interface Lookups {
  /** Full versions of MySQL that RDS offers in the region. */
  engineVersions(): Promise<readonly string[]>;
  /** What MySQL can be ordered as: by class, or by full engine version. */
  instanceOptions(
    query: { readonly instanceClass: string } | { readonly engineVersion: string },
  ): Promise<readonly InstanceOption[]>;
  databaseQuotas(): Promise<readonly Quota[]>;
  /** Names of all proxies in the region. */
  proxies(): Promise<readonly string[]>;
  /** By name or ARN; undefined when there is none. */
  snapshot(nameOrArn: string): Promise<Snapshot | undefined>;
  /** By name or ARN; undefined when there is none. */
  secret(nameOrArn: string): Promise<SecretState | undefined>;
  /** How many there are in the region. */
  vpcCount(): Promise<number>;
  vpc(id: string): Promise<ExistingVpc | undefined>;
  /** Those of the ids that there are. */
  subnets(ids: readonly string[]): Promise<readonly ExistingSubnet[]>;
  /** Interface endpoints of a VPC for Secrets Manager. */
  secretsManagerEndpoints(vpcId: string): Promise<readonly ExistingEndpoint[]>;
  /** What security groups let in. */
  admitted(groupIds: readonly string[]): Promise<readonly AdmittingRule[]>;
  /** Execution environments of all functions in the region. */
  concurrency(): Promise<{ readonly limit: number; readonly unreserved: number }>;
}

/** What of a database that stands a change is compared with. */
export interface StandingDatabase {
  /** In full. */
  readonly engineVersion: string;
  /** Autoscaling may have made it more than was asked for. */
  readonly allocatedStorageGb: number;
}

export interface StandingDatabases {
  /** Undefined when there is none. */
  database(id: string): Promise<StandingDatabase | undefined>;
}

/** One way to order a database. */
export interface InstanceOption {
  readonly engineVersion: string;
  readonly instanceClass: string;
  readonly storageType: string;
  /** Zone names. */
  readonly zones: readonly string[];
  readonly multiAz: boolean;
  /** In GiB. */
  readonly storage?: { readonly least: number; readonly most: number };
}

/** By RDS's own name. */
export interface Quota {
  readonly name: string;
  readonly used: number;
  readonly max: number;
}

export interface Snapshot {
  readonly status: string;
  readonly engine: string;
  readonly engineVersion: string;
  readonly allocatedStorageGb: number;
  readonly username?: string;
}

export interface SecretState {
  readonly deleted: boolean;
  /** Of the user's own; undefined for the account's default one. */
  readonly kmsKey?: string;
}

export interface ExistingVpc {
  readonly id: string;
  readonly cidrs: readonly string[];
  readonly tenancy: string;
  readonly dnsSupport: boolean;
  readonly dnsHostnames: boolean;
}

export interface ExistingSubnet {
  readonly id: string;
  readonly vpcId: string;
  readonly cidr: string;
  readonly zone: string;
  readonly zoneId: string;
  readonly freeAddresses: number;
}

export interface ExistingEndpoint {
  readonly id: string;
  readonly state: string;
  readonly privateDns: boolean;
  readonly groupIds: readonly string[];
}

/** Who may come in where. */
export interface AdmittingRule {
  readonly protocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  /** IPv4 blocks, and ids of lists of them. */
  readonly cidrs: readonly string[];
  /** Security groups, whose members come in. */
  readonly groupIds: readonly string[];
}
