import type { CheckName } from './catalogue.ts';
import { concurrencyFindings } from './concurrency.ts';
import type { CheckContext } from './context.ts';
import { databaseFindings, matchingVersions } from './database.ts';
import type { Finding } from './finding.ts';
import { compareVersions } from './nearest-offers.ts';
import { networkFindings } from './network.ts';
import { proxyFindings, quotaFindings, vpcFindings } from './quotas.ts';
import { needsSecretsManager } from './scope.ts';
import { secretFindings } from './secrets.ts';
import { existingEndpointFindings, newEndpointFindings, reachable } from './secrets-endpoint.ts';
import { snapshotFindings } from './snapshot.ts';
import { standingFindings } from './standing-database.ts';
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
    const { config, place, lookups } = context;
    const [versions, options, zones, standing] = await Promise.all([
      context.versions(),
      context.options(),
      zonesOfStack(context),
      standingDatabase(context),
    ]);
    const newest = matchingVersions(config.database.engineVersion, versions).toSorted(compareVersions).at(-1);
    const others =
      options.length > 0 || newest === undefined
        ? []
        : await lookups.instanceOptions({ engineVersion: newest });
    const offers = {
      versions,
      options,
      otherClasses: others.map(({ instanceClass }) => instanceClass),
      ...(zones === undefined ? {} : { zones }),
      namesSubnets: config.network.kind === 'existing',
    };
    return [
      ...databaseFindings(config.database, offers, place),
      ...(standing === undefined ? [] : standingFindings({ wanted: config.database, ...standing })),
    ];
  },

  snapshot: async ({ config: { database }, lookups, place }) => {
    const name = database.restoreFromSnapshot;
    return name === undefined ? [] : snapshotFindings(database, name, await lookups.snapshot(name), place);
  },

  proxies: async ({ template, lookups, place }) => {
    const name = propertyOf(template, 'AWS::RDS::DBProxy', 'DBProxyName');
    return typeof name === 'string' ? proxyFindings(name, await lookups.proxies(), place) : [];
  },

  quotas: async ({ config, lookups, place }) =>
    quotaFindings(config.database, await lookups.databaseQuotas(), place),

  vpcs: async ({ lookups, region }) => vpcFindings(await lookups.vpcCount(), region),

  concurrency: async ({ config, before, environments, lookups, place }) => {
    const reserved =
      before?.template &&
      propertyOf(before.template, 'AWS::Lambda::Function', 'ReservedConcurrentExecutions');
    const load = { environments, reservedNow: typeof reserved === 'number' ? reserved : 0 };
    return concurrencyFindings(config.function, await lookups.concurrency(), load, place);
  },

  secrets: async ({ secrets, lookups, place }) => {
    const found = await Promise.all(
      secrets.map(async (name) => secretFindings(name, await lookups.secret(name), place)),
    );
    return found.flat();
  },

  network: async ({ config, secrets, lookups, subnets, place }) => {
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
      place,
    });
  },

  'secrets-endpoint': async ({ config: { network }, lookups, subnets, place }) => {
    if (network.kind === 'own') return [];
    if (network.secretsManagerAccess === 'create') return newEndpointFindings(await subnets());
    const endpoints = await lookups.secretsManagerEndpoints(network.vpcId);
    const groups = [...new Set(reachable(endpoints).flatMap(({ groupIds }) => groupIds))];
    const rules = groups.length === 0 ? [] : await lookups.admitted(groups);
    return existingEndpointFindings({ vpcId: network.vpcId, endpoints, rules, place });
  },
};

/** What a change of the database is compared with; undefined where a new one is made, in the place of another too. */
async function standingDatabase({ before, template, databases }: CheckContext) {
  if (before === undefined) return undefined;
  const of = (source: CheckContext['template'], name: string) =>
    propertyOf(source, 'AWS::RDS::DBInstance', name);
  // CloudFormation Template Reference, AWS::RDS::DBInstance: what replaces it.
  const replaced = ['DBName', 'DBSnapshotIdentifier', 'MasterUsername'].some(
    (name) => JSON.stringify(of(template, name)) !== JSON.stringify(of(before.template, name)),
  );
  const { EngineVersion } = before.parameters;
  const storage = Number(of(before.template, 'AllocatedStorage'));
  if (replaced || EngineVersion === undefined || Number.isNaN(storage)) return undefined;
  const { databaseId } = before;
  return {
    deployed: { engineVersion: EngineVersion, allocatedStorageGb: storage },
    live: databaseId === undefined ? undefined : await databases.database(databaseId),
  };
}

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
