import { createHash } from 'node:crypto';
import type { FunctionRuntime, LogLine } from '../function-runtime/function-runtime.ts';
import { ResourceError } from '../stack-engine/errors.ts';
import { objectOf } from '../stack-engine/json.ts';
import type { LambdaFunction, World } from '../world.ts';
import type { Part } from './part.ts';

export interface FunctionsOptions {
  readonly world: World;
  readonly runtime: FunctionRuntime;
  /** Of the AWS APIs. */
  readonly endpoint: string;
  readonly concurrency: number | undefined;
  readonly inspect: number | undefined;
}

/** AWS::Lambda::Function: the zip of its bucket, in execution environments. */
export interface Functions extends Part {
  /** Runs what the account says of a function now, unless that runs already. */
  deploy(name: string): Promise<void>;
  names(): readonly string[];
}

export function functions({ world, runtime, endpoint, concurrency, inspect }: FunctionsOptions): Functions {
  /** What runs, as a hash of all that makes a difference. */
  const deployed = new Map<string, string>();

  async function deploy(name: string): Promise<void> {
    const found = world.functions.get(name);
    if (found === undefined) return;
    const zip = world.buckets.get(found.code.bucket)?.objects.get(found.code.key)?.body;
    if (zip === undefined)
      throw new ResourceError(`The code of ${name} is not in its bucket.`, 'InvalidRequest');
    const configuration = configurationOf(found);
    const hash = createHash('sha256').update(JSON.stringify(configuration)).update(zip).digest('hex');
    if (deployed.get(name) === hash) return;
    await runtime.deploy({
      ...configuration,
      zip,
      region: world.region,
      account: world.account,
      // The second wins over the first, and over one that the template gives for an endpoint in the VPC.
      extraEnvironment: { AWS_ENDPOINT_URL: endpoint, AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint },
      prewarm: true,
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(inspect === undefined ? {} : { inspect }),
    });
    deployed.set(name, hash);
  }

  return {
    types: ['AWS::Lambda::Function'],
    async follow(_type, phase, { physicalId }) {
      if (phase === 'delete') {
        deployed.delete(physicalId);
        await runtime.remove(physicalId);
      } else {
        await deploy(physicalId);
      }
      return undefined;
    },
    deploy,
    names: () => [...deployed.keys()],
    async stop() {
      deployed.clear();
      await runtime.stop();
    },
  };
}

/** Where a function's lines go: the group it names, or the one of its name. */
export function logGroupOf(
  { functions: known }: World,
  { functionName }: Pick<LogLine, 'functionName'>,
): string {
  const logging = objectOf(known.get(functionName)?.properties.LoggingConfig);
  return String(logging.LogGroup ?? `/aws/lambda/${functionName}`);
}

/** Defaults: Lambda API Reference, CreateFunction. */
function configurationOf({ name, properties }: LambdaFunction) {
  const logging = objectOf(properties.LoggingConfig);
  const reserved = properties.ReservedConcurrentExecutions;
  const variables = Object.entries(objectOf(objectOf(properties.Environment).Variables));
  return {
    name,
    handler: String(properties.Handler),
    environment: Object.fromEntries(variables.map(([key, value]) => [key, String(value)])),
    memoryMb: Number(properties.MemorySize ?? 128),
    timeoutSeconds: Number(properties.Timeout ?? 3),
    logFormat: logging.LogFormat === 'JSON' ? ('JSON' as const) : ('Text' as const),
    ...(logging.LogGroup === undefined ? {} : { logGroup: String(logging.LogGroup) }),
    ...(reserved === undefined ? {} : { reservedConcurrency: Number(reserved) }),
  };
}
