import { dirname, resolve } from 'node:path';
import type { ConfigRequest } from '../config/files.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { Ports } from '../deployment/ports.ts';
import { readSkipped } from '../preflight/skipping.ts';
import type { RunningDev } from './dev/dev-file.ts';
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
  local: {
    type: 'boolean',
    describe: 'Ask the `dev` that runs for this project, not AWS',
    conflicts: ['profile', 'region'],
  },
} as const;

/** What every command takes. */
export const outputOptions = {
  json: { type: 'boolean', describe: 'Write JSON lines to stdout' },
  verbose: {
    type: 'boolean',
    describe: 'Tell each AWS call, and causes and stack of an error',
  },
} as const;

export const preflightOption = {
  'skip-preflight': {
    type: 'string',
    array: true,
    describe:
      'Leave out checks or findings of preflight by name (repeatable); without a name all that can be',
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

/** What `up` and `diff` are told of preflight; a local cloud offers whatever is asked for. Throws `usage` for a name there is not. */
export function preflightOptions(args: {
  readonly local?: boolean | undefined;
  readonly 'skip-preflight'?: readonly string[] | undefined;
}): { readonly skipPreflight?: readonly string[]; readonly preflight: boolean } {
  const names = args['skip-preflight'];
  if (names === undefined) return { preflight: !args.local };
  readSkipped(names);
  return { skipPreflight: names, preflight: !args.local };
}

export interface ConfigArguments {
  readonly env?: string | undefined;
  readonly config?: string | undefined;
}

export interface AwsArguments extends ConfigArguments {
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  readonly local?: boolean | undefined;
}

/** A configuration, and where it leads. */
export interface Configuration extends LoadedConfig {
  /** The local cloud that is meant in place of AWS. */
  readonly local?: Pick<RunningDev, 'endpoint' | 'region'>;
}

/**
 * Loads the configuration that the arguments and PROXYWEBHOOK_ENV name; `--region` and `--profile` go before its own. With
 * `--local` it is the one that the running `dev` was started with, unless another is named.
 */
export async function loadConfiguration(args: AwsArguments, session: Session): Promise<Configuration> {
  const request = configRequest(args, session);
  if (args.local) return loadForLocal(request, session);
  const { loadConfig } = await session.useCases.config();
  const loaded = await loadConfig(request);
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

/** Which configuration is asked for: `--config`, else `--env`, else PROXYWEBHOOK_ENV. */
export function configRequest(args: ConfigArguments, { surroundings }: Session): ConfigRequest {
  const { env, directory } = surroundings;
  const environment = args.config === undefined ? args.env || env.PROXYWEBHOOK_ENV || undefined : undefined;
  return { file: args.config, environment, directory };
}

async function loadForLocal(request: ConfigRequest, session: Session): Promise<Configuration> {
  const { file, directory } = request;
  const { findRunningDev } = await import('./dev/dev-file.ts');
  const local = await findRunningDev(file === undefined ? directory : dirname(resolve(directory, file)));
  const { loadLocalConfig } = await session.useCases.localConfig();
  const asked = file !== undefined || request.environment !== undefined;
  const meant = asked || local.config === undefined ? request : { directory, file: local.config };
  return { ...(await loadLocalConfig(meant, local.region)), local };
}

/** AWS as the configuration says, or the local cloud; AWS_ENDPOINT_URL leads elsewhere, `--verbose` tells each call. */
export async function portsFor(
  { config, local }: Pick<Configuration, 'config' | 'local'>,
  session: Session,
): Promise<Ports> {
  const { awsPorts, localAccount } = await session.useCases.aws();
  const { stderr, env } = session.surroundings;
  return awsPorts({
    region: config.region,
    profile: config.profile,
    endpoint: env.AWS_ENDPOINT_URL || undefined,
    ...(local === undefined ? {} : localAccount(local)),
    version: packageVersion(),
    verbose: session.verbose
      ? ({ operation, milliseconds, failed }) =>
          stderr.line(
            stderr.style.dim(`  ${operation} ${milliseconds} ms${failed === undefined ? '' : ` ${failed}`}`),
          )
      : undefined,
  });
}
