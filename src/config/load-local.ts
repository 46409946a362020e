import path from 'node:path';
import { isProxyWebhookError } from '../errors.ts';
import type { ConfigRequest } from './files.ts';
import { type ConfigDefaults, type LoadedConfig, loadConfig, withDefaults } from './load.ts';
import { parseConfig } from './parse.ts';
import { type Config, type ConfigInput, configSchema } from './schema.ts';

/** A configuration as the local cloud takes it. */
export interface LocalConfig extends LoadedConfig {
  /** False: there is no file, and every key has its default. */
  readonly found: boolean;
}

/** Of an environment without a configuration. */
export const LOCAL_ENVIRONMENT = 'dev';

const LOCAL_REGION = 'us-east-1';

/** On one machine there is nobody to keep the page from. */
const DEFAULTS: ConfigDefaults = { view: { access: 'public' } };

/**
 * Loads a configuration for the local cloud: where there is none and none was asked for, the defaults; without the keys
 * that name things of an account of AWS. Throws `invalid-config` as `loadConfig` does.
 */
export async function loadLocalConfig(request: ConfigRequest, region = LOCAL_REGION): Promise<LocalConfig> {
  try {
    const loaded = await loadConfig(request, DEFAULTS);
    return { ...loaded, config: localised(loaded.config, region), found: true };
  } catch (error) {
    const asked = request.file !== undefined || request.environment !== undefined;
    if (asked || !isProxyWebhookError(error) || error.data.lookedFor === undefined) throw error;
    return localConfig({}, request.directory, region);
  }
}

/** A configuration that stands in no file; what it leaves out has its default. Throws `invalid-config`. */
export function localConfig(
  input: Partial<ConfigInput>,
  directory: string,
  region = LOCAL_REGION,
): LocalConfig {
  const folder = path.resolve(directory);
  const config = parseConfig(withDefaults(input, DEFAULTS), {
    environment: LOCAL_ENVIRONMENT,
    source: 'the configuration',
  });
  return {
    config: localised(config, region),
    file: path.join(folder, `config.${config.environment}.json`),
    directory: folder,
    found: false,
  };
}

/** Without what would lead to an account of AWS, or to something in it that the local cloud has not got. */
function localised(config: Config, region: string): Config {
  const { account, profile, roleArn, terminationProtection, database, network, ...rest } = config;
  const { restoreFromSnapshot, ...localDatabase } = database;
  return {
    ...rest,
    region,
    terminationProtection: false,
    database: localDatabase,
    network: 'vpcId' in network ? configSchema.shape.network.parse({}) : network,
  };
}
