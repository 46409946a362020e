import type { LoadedConfig } from '../config/load.ts';
import type { Ports } from '../deployment/ports.ts';
import type { Session } from './session.ts';
import { packageVersion } from './version.ts';

const text = { type: 'string', requiresArg: true } as const;

/** Which configuration. */
export const configOptions = {
  env: {
    ...text,
    alias: 'e',
    describe: 'The environment: config.NAME.json (or set PROXYWEBHOOK_ENV)',
    conflicts: 'config',
  },
  config: { ...text, alias: 'c', describe: 'The configuration file, in place of --env' },
} as const;

/** Which account and region, and what is told. */
export const awsOptions = {
  ...configOptions,
  profile: { ...text, describe: 'AWS profile; goes before the configured one' },
  region: { ...text, describe: 'AWS Region; goes before the configured one' },
} as const;

/** What every command takes. */
export const outputOptions = {
  json: { type: 'boolean', describe: 'Write JSON lines to stdout' },
  verbose: {
    type: 'boolean',
    describe: 'Tell each AWS call, and causes and stack of an error',
  },
} as const;

export const yesOption = {
  yes: { type: 'boolean', alias: 'y', describe: 'Answer every question with yes' },
} as const;

export const waitOption = {
  'no-wait': {
    type: 'boolean',
    describe: 'Do not wait for an operation that is running: a busy stack is an error (5)',
  },
} as const;

export interface ConfigArguments {
  readonly env?: string | undefined;
  readonly config?: string | undefined;
}

export interface AwsArguments extends ConfigArguments {
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
}

/** Loads the configuration that the arguments and PROXYWEBHOOK_ENV name; `--region` and `--profile` go before its own. */
export async function loadConfiguration(args: AwsArguments, session: Session): Promise<LoadedConfig> {
  const { loadConfig } = await session.useCases.config();
  const { env, directory } = session.surroundings;
  const environment = args.config === undefined ? args.env || env.PROXYWEBHOOK_ENV || undefined : undefined;
  const loaded = await loadConfig({ file: args.config, environment, directory });
  const { region = loaded.config.region, profile = loaded.config.profile } = args;
  return {
    ...loaded,
    config: {
      ...loaded.config,
      ...(region === undefined ? {} : { region }),
      ...(profile === undefined ? {} : { profile }),
    },
  };
}

/** AWS as the configuration says; AWS_ENDPOINT_URL leads elsewhere, `--verbose` tells each call. */
export async function portsFor({ config }: Pick<LoadedConfig, 'config'>, session: Session): Promise<Ports> {
  const { awsPorts } = await session.useCases.aws();
  const { stderr, env } = session.surroundings;
  return awsPorts({
    region: config.region,
    profile: config.profile,
    endpoint: env.AWS_ENDPOINT_URL || undefined,
    version: packageVersion(),
    verbose: session.verbose
      ? ({ operation, milliseconds, failed }) =>
          stderr.line(
            stderr.style.dim(`  ${operation} ${milliseconds} ms${failed === undefined ? '' : ` ${failed}`}`),
          )
      : undefined,
  });
}
