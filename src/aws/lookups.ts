import type { Lookups } from '../preflight/ports.ts';
import type { AwsSession } from './session.ts';

/** Four services, each loaded when it is asked. */
export function lookups(session: AwsSession): Lookups {
  const rds = async () => (await import('./database-lookups.ts')).databaseLookups(session);
  const ec2 = async () => (await import('./network-lookups.ts')).networkLookups(session);
  return {
    engineVersions: async () => (await rds()).engineVersions(),
    instanceOptions: async (query) => (await rds()).instanceOptions(query),
    databaseQuotas: async () => (await rds()).databaseQuotas(),
    proxies: async () => (await rds()).proxies(),
    snapshot: async (nameOrArn) => (await rds()).snapshot(nameOrArn),
    secret: async (nameOrArn) => (await import('./secret-state.ts')).secretState(session, nameOrArn),
    vpcCount: async () => (await ec2()).vpcCount(),
    vpc: async (id) => (await ec2()).vpc(id),
    subnets: async (ids) => (await ec2()).subnets(ids),
    secretsManagerEndpoints: async (vpcId) => (await ec2()).secretsManagerEndpoints(vpcId),
    admitted: async (groupIds) => (await ec2()).admitted(groupIds),
    concurrency: async () => (await import('./concurrency.ts')).concurrency(session),
  };
}
