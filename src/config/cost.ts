import { instanceClass } from './instance-classes.ts';
import type { Config } from './schema.ts';

/** US dollars per month of 730 hours at us-east-1 prices; usage excluded. */
export interface MonthlyCost {
  readonly total: number;
  readonly lines: readonly { readonly what: string; readonly usd: number }[];
}

const HOURS = 730;
const STORAGE_PER_GIB = 0.115; // gp3, "Amazon RDS for MySQL pricing"
const PROXY_PER_VCPU_HOUR = 0.015; // at least two vCPUs, "Amazon RDS Proxy pricing"
const SECRET = 0.4; // "AWS Secrets Manager pricing"
const ENDPOINT_PER_ZONE_HOUR = 0.01; // "AWS PrivateLink pricing"
const EXTENDED_SUPPORT_PER_VCPU_HOUR = 0.1; // years one and two, "Amazon RDS Extended Support pricing"

/**
 * What the stack costs in a month of 730 hours when nobody calls it, in US dollars at us-east-1 prices. A class without
 * a known price is a line of 0 dollars that says so: the total is then a lower bound.
 */
export function monthlyCost(config: Config): MonthlyCost {
  const { database } = config;
  const shape = instanceClass(database.instanceClass);
  const copies = database.multiAz ? 2 : 1;
  const twice = database.multiAz ? ', Multi-AZ' : '';
  const proxyVcpus = Math.max(2, shape?.vcpus ?? 2);
  const zones = config.network.kind === 'own' ? 2 : config.network.subnetIds.length;

  const lines = [
    shape?.usdPerHour === undefined
      ? line(
          `Database ${database.instanceClass}${twice}: not priced, see aws.amazon.com/rds/mysql/pricing`,
          0,
        )
      : line(`Database ${database.instanceClass}${twice}`, shape.usdPerHour * HOURS * copies),
    line(
      `Storage ${database.allocatedStorageGb} GiB gp3${twice}`,
      database.allocatedStorageGb * STORAGE_PER_GIB * copies,
    ),
    shape === undefined
      ? line('RDS Proxy, at least (by the vCPUs of the class)', proxyVcpus * PROXY_PER_VCPU_HOUR * HOURS)
      : line(`RDS Proxy for ${proxyVcpus} vCPUs`, proxyVcpus * PROXY_PER_VCPU_HOUR * HOURS),
    line('Secret', SECRET),
    ...(makesSecretsManagerEndpoint(config)
      ? [line(`Secrets Manager endpoint in ${zones} zones`, zones * ENDPOINT_PER_ZONE_HOUR * HOURS)]
      : []),
    ...(database.engineVersion.startsWith('8.0')
      ? [
          line(
            'RDS Extended Support for MySQL 8.0 (doubles in its third year)',
            (shape?.vcpus ?? 2) * EXTENDED_SUPPORT_PER_VCPU_HOUR * HOURS * copies,
          ),
        ]
      : []),
  ];
  return { total: cents(lines.reduce((sum, { usd }) => sum + usd, 0)), lines };
}

/** Whether the stack has a Secrets Manager endpoint of its own: the function reads secrets and the VPC has none yet. */
export function makesSecretsManagerEndpoint(config: Config): boolean {
  const readsSecrets =
    config.proxy.auth === 'secret' ||
    config.routes.some(({ verify, challenge }) => verify !== undefined || challenge?.secrets !== undefined);
  return readsSecrets && config.network.secretsManagerAccess === 'create';
}

function line(what: string, usd: number): MonthlyCost['lines'][number] {
  return { what, usd: cents(usd) };
}

function cents(usd: number): number {
  return Math.round(usd * 100) / 100;
}
