import type { AwsPlace } from '../config/aws-command.ts';
import type { Config } from '../config/schema.ts';
import type { Account } from '../deployment/ports.ts';
import type { Template } from '../deployment/template.ts';
import { zonesWithDatabase } from './database.ts';
import type { ExistingSubnet, InstanceOption, Lookups, StandingDatabases } from './ports.ts';
import type { Before } from './scope.ts';
import { chooseZones, type Zone } from './zones.ts';

/** What checks work from. What several of them read is read once, when it is first wanted. */
export interface CheckContext {
  readonly config: Config;
  readonly region: string;
  /** Where commands of a remedy act. */
  readonly place: AwsPlace;
  readonly template: Template;
  readonly environments: number;
  readonly before: Before | undefined;
  readonly secrets: readonly string[];
  readonly lookups: Lookups;
  readonly databases: StandingDatabases;
  readonly zones: () => Promise<readonly Zone[]>;
  /** The two of a new stack; undefined when there are not two. */
  readonly chosenZones: () => Promise<readonly [Zone, Zone] | undefined>;
  readonly versions: () => Promise<readonly string[]>;
  /** Of the configured class. */
  readonly options: () => Promise<readonly InstanceOption[]>;
  /** Of the existing VPC. */
  readonly subnets: () => Promise<readonly ExistingSubnet[]>;
}

export interface ContextInput
  extends Pick<
    CheckContext,
    'before' | 'config' | 'databases' | 'environments' | 'lookups' | 'region' | 'secrets' | 'template'
  > {
  readonly account: Pick<Account, 'zones'>;
  /** True: zones that have the database go before others. */
  readonly lookForDatabase: boolean;
}

export function checkContext({ account, lookForDatabase, ...given }: ContextInput): CheckContext {
  const { config, lookups } = given;
  const { network, database } = config;
  const zones = once(() => account.zones());
  const versions = once(() => lookups.engineVersions());
  const options = once(() => lookups.instanceOptions({ instanceClass: database.instanceClass }));
  const withDatabase = async () => {
    if (!lookForDatabase) return undefined;
    const [known, offered] = await Promise.all([versions(), options()]);
    return zonesWithDatabase(database, { versions: known, options: offered });
  };
  return {
    ...given,
    place: { region: given.region, profile: config.profile },
    zones,
    versions,
    options,
    subnets: once(() => lookups.subnets(network.kind === 'existing' ? network.subnetIds : [])),
    chosenZones: once(async () => {
      // Where RDS may not be asked, the ids alone decide.
      const [all, preferred] = await Promise.all([zones(), withDatabase().catch(() => undefined)]);
      return chooseZones(all, preferred);
    }),
  };
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => {
    reading ??= read();
    return reading;
  };
}
