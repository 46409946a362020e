import { AwsApiError } from '../cloud.ts';
import type { LogFormat } from './log-lines.ts';

export interface FunctionVariables {
  readonly name: string;
  readonly handler: string;
  readonly memoryMb: number;
  readonly region: string;
  readonly logGroup: string;
  readonly logFormat: LogFormat;
  /** The function's own. */
  readonly environment: Readonly<Record<string, string>>;
  /** What this machine needs besides, and which may stand in for a reserved one. */
  readonly extraEnvironment: Readonly<Record<string, string>>;
}

export interface EnvironmentPlace {
  /** `127.0.0.1:PORT` */
  readonly runtimeApi: string;
  readonly taskRoot: string;
  readonly runtimeDirectory: string;
  readonly logStream: string;
  /** Of the pipe that framed log events go through; undefined where there is none. */
  readonly telemetryDescriptor: number | undefined;
}

/**
 * Everything a function's process has in its environment: its own variables, what Lambda reserves, and nothing of the
 * developer's. The keys are made up, so that a call that goes astray cannot reach a real account.
 * Source: Lambda Developer Guide, "Defined runtime environment variables".
 */
export function processVariables(
  of: FunctionVariables,
  place: EnvironmentPlace,
): Readonly<Record<string, string>> {
  return {
    PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    NODE_PATH: '/opt/nodejs/node_modules',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...of.environment,
    _HANDLER: of.handler,
    AWS_ACCESS_KEY_ID: 'ASIALOCALFUNCTION000',
    AWS_SECRET_ACCESS_KEY: 'local-function-secret-key',
    AWS_SESSION_TOKEN: 'local-function-session-token',
    AWS_REGION: of.region,
    AWS_DEFAULT_REGION: of.region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: of.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(of.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: of.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: place.logStream,
    ...(of.logFormat === 'JSON' ? { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: 'INFO' } : {}),
    AWS_LAMBDA_RUNTIME_API: place.runtimeApi,
    LAMBDA_TASK_ROOT: place.taskRoot,
    LAMBDA_RUNTIME_DIR: place.runtimeDirectory,
    ...(place.telemetryDescriptor === undefined
      ? {}
      : { _LAMBDA_TELEMETRY_LOG_FD: String(place.telemetryDescriptor) }),
    ...of.extraEnvironment,
  };
}

/** Throws what Lambda answers when a function's variables name one that Lambda keeps for itself. */
export function refuseReserved(environment: Readonly<Record<string, string>>): void {
  const taken = Object.keys(environment).filter((name) => RESERVED.has(name));
  if (taken.length === 0) return;
  throw new AwsApiError(
    'InvalidParameterValueException',
    'Lambda was unable to configure your environment variables because the environment variables you have provided ' +
      'contains reserved keys that are currently not supported for modification. ' +
      `Reserved keys used in this request: ${taken.join(', ')}`,
  );
}

// PATH, LANG, TZ and NODE_PATH may be set by a function: not reserved.
const RESERVED = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);
