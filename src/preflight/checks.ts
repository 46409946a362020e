import type { CheckName } from './catalogue.ts';
import type { CheckContext } from './context.ts';
import { databaseFindings, matchingVersions } from './database.ts';
import type { Finding } from './finding.ts';
import { compareVersions } from './nearest-offers.ts';
import { networkFindings } from './network.ts';
import { concurrencyFindings, proxyFindings, quotaFindings, vpcFindings } from './quotas.ts';
import { needsSecretsManager } from './scope.ts';
import { secretFindings } from './secrets.ts';
import { existingEndpointFindings, newEndpointFindings } from './secrets-endpoint.ts';
import { snapshotFindings } from './snapshot.ts';
import { deployedZoneFindings, regionFindings } from './zones.ts';

type Look = (context: CheckContext) => Promise<readonly Finding[]>;

/** Each check: reads what it is about, and decides. */
export const checks: Readonly<Partial<Record<CheckName, Look>>> = {
  region: async ({ region }) => regionFindings(region),

  zones: async ({ before, zones }) => {
    const { ZoneA, ZoneB } = before?.parameters ?? {};
    const deployed = [ZoneA, ZoneB].filter((zone) => zone !== undefined);
    return deployed.length === 0 ? [] : deployedZoneFindings(deployed, await zones());
  },

  database: async (context) => {
    const { config, region, lookups } = context;
    const [versions, options, zones] = await Promise.all([
      context.versions(),
      context.options(),
      zonesOfStack(context),
    ]);
    const newest = matchingVersions(config.database.engineVersion, versions).toSorted(compareVersions).at(-1);
    const others =
      options.length > 0 || newest === undefined
        ? []
        : await lookups.instanceOptions({ engineVersion: newest });
    return databaseFindings(
      config.database,
      {
        versions,
        options,
        otherClasses: others.map(({ instanceClass }) => instanceClass),
        ...(zones === undefined ? {} : { zones }),
      },
      region,
    );
  },

  snapshot: async ({ config: { database }, lookups }) => {
    const name = database.restoreFromSnapshot;
    return name === undefined ? [] : snapshotFindings(database, name, await lookups.snapshot(name));
  },

  proxies: async ({ template, lookups, region }) => {
    const name = propertyOf(template, 'AWS::RDS::DBProxy', 'DBProxyName');
    return typeof name === 'string' ? proxyFindings(name, await lookups.proxies(), region) : [];
  },

  quotas: async ({ config, lookups }) => quotaFindings(config.database, await lookups.databaseQuotas()),

  vpcs: async ({ lookups, region }) => vpcFindings(await lookups.vpcCount(), region),

  concurrency: async ({ config, before, environments, lookups }) => {
    const reserved =
      before?.template &&
      propertyOf(before.template, 'AWS::Lambda::Function', 'ReservedConcurrentExecutions');
    return concurrencyFindings(config.function, await lookups.concurrency(), {
      environments,
      reservedNow: typeof reserved === 'number' ? reserved : 0,
    });
  },

  secrets: async ({ secrets, lookups, region }) => {
    const found = await Promise.all(
      secrets.map(async (name) => secretFindings(name, await lookups.secret(name), region)),
    );
    return found.flat();
  },

  network: async ({ config, secrets, lookups, subnets }) => {
    const { network, database } = config;
    if (network.kind === 'own') return [];
    const [vpc, there] = await Promise.all([lookups.vpc(network.vpcId), subnets()]);
    const { vpcId, subnetIds } = network;
    return networkFindings({
      vpcId,
      subnetIds,
      vpc,
      subnets: there,
      instanceClass: database.instanceClass,
      byPrivateName: network.secretsManagerAccess === 'existing' && needsSecretsManager(config, secrets),
    });
  },

  'secrets-endpoint': async ({ config: { network }, lookups, subnets }) => {
    if (network.kind === 'own') return [];
    if (network.secretsManagerAccess === 'create') return newEndpointFindings(await subnets());
    const endpoints = await lookups.secretsManagerEndpoints(network.vpcId);
    const groups = [...new Set(endpoints.flatMap(({ groupIds }) => groupIds))];
    const rules = groups.length === 0 ? [] : await lookups.admitted(groups);
    return existingEndpointFindings(network.vpcId, endpoints, rules);
  },
};

/** Names of the zones that the database may be in, where they are known. */
async function zonesOfStack(context: CheckContext): Promise<readonly string[] | undefined> {
  const { config, before } = context;
  if (config.network.kind === 'existing') {
    const subnets = await context.subnets().catch(() => []);
    return subnets.length === 0 ? undefined : subnets.map(({ zone }) => zone);
  }
  const { ZoneA, ZoneB } = before?.parameters ?? {};
  if (ZoneA !== undefined && ZoneB !== undefined) return [ZoneA, ZoneB];
  // That there are too few, or that they may not be read, is told by itself.
  return (await context.chosenZones().catch(() => undefined))?.map(({ name }) => name);
}

function propertyOf({ resources }: CheckContext['template'], type: string, name: string): unknown {
  return Object.values(resources).find((resource) => resource.type === type)?.properties[name];
}
