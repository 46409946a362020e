import { createHash } from 'node:crypto';
import { AwsApiError, type ServiceApi } from '../../cloud.ts';
import { attachFunction, releaseFunction } from '../../function-interfaces.ts';
import { sameJson } from '../../stack-engine/json.ts';
import type { LambdaFunction, World } from '../../world.ts';
import { number, object, tags, text, texts } from './properties.ts';
import { servedCalls } from './served-calls.ts';

/**
 * Runs a function with the payload of a call. `failure` is `Handled` or `Unhandled` when the function itself failed; `log`
 * is the tail of what it wrote.
 */
export type Invoke = (name: string, payload: Uint8Array) => Promise<Invocation>;

export interface Invocation {
  readonly payload: Uint8Array;
  readonly failure?: string;
  readonly log?: string;
}

/** Told of the name of a function whose code or configuration was changed: what it does is done before the call is answered. */
export type FunctionChanged = (name: string) => Promise<void>;

export function lambda(world: World, invoke?: Invoke, changed?: FunctionChanged): ServiceApi {
  const find = (input: Readonly<Record<string, unknown>>) => findFunction(world, input.FunctionName);
  return servedCalls({
    GetFunction: (input) => {
      const found = find(input);
      const reserved = number(found.properties, 'ReservedConcurrentExecutions');
      return {
        Configuration: configurationOf(world, found),
        Code: { RepositoryType: 'S3', Location: `s3://${found.code.bucket}/${found.code.key}` },
        Tags: Object.fromEntries(tags(found.properties).map(({ Key, Value }) => [Key, Value])),
        ...(reserved === undefined ? {} : { Concurrency: { ReservedConcurrentExecutions: reserved } }),
      };
    },
    GetFunctionConfiguration: (input) => configurationOf(world, find(input)),
    UpdateFunctionConfiguration: async (input) => {
      const found = find(input);
      refuseWhileUpdating(found);
      const given = CONFIGURABLE.filter((name) => input[name] !== undefined);
      if (input.VpcConfig !== undefined) moveTo(world, found, input.VpcConfig);
      found.properties = {
        ...found.properties,
        ...Object.fromEntries(given.map((name) => [name, input[name]])),
      };
      await changed?.(found.name);
      return configurationOf(world, found);
    },
    UpdateFunctionCode: async (input) => {
      const found = find(input);
      refuseWhileUpdating(found);
      const { S3Bucket, S3Key } = input;
      if (S3Bucket === undefined || S3Key === undefined) {
        throw invalidParameter('The local cloud takes code from S3 only: pass S3Bucket and S3Key.');
      }
      const code = { bucket: String(S3Bucket), key: String(S3Key) };
      if (world.buckets.get(code.bucket)?.objects.get(code.key) === undefined) {
        throw invalidParameter(
          'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
        );
      }
      if (input.DryRun !== true) {
        found.code = code;
        found.properties = { ...found.properties, Code: { S3Bucket, S3Key } };
        await changed?.(found.name);
      }
      return configurationOf(world, found);
    },
    Invoke: async (input) => {
      const { name } = find(input);
      if (invoke === undefined) {
        throw new AwsApiError(
          'UnknownOperationException',
          `The local cloud cannot run ${name}: it was started without a function runtime.`,
          404,
        );
      }
      const { payload, failure, log } = await invoke(name, payloadOf(input));
      return {
        StatusCode: 200,
        ExecutedVersion: '$LATEST',
        Payload: payload,
        ...(failure === undefined ? {} : { FunctionError: failure }),
        ...(log === undefined || input.LogType !== 'Tail'
          ? {}
          : { LogResult: Buffer.from(log).toString('base64') }),
      };
    },
    GetAccountSettings: () => {
      const functions = [...world.functions.values()];
      // Lambda developer guide, "Lambda quotas".
      const limit = world.limits.get('ConcurrentExecutions') ?? 1000;
      const reserved = functions.map(
        ({ properties }) => number(properties, 'ReservedConcurrentExecutions') ?? 0,
      );
      return {
        AccountLimit: {
          TotalCodeSize: 80_530_636_800,
          CodeSizeUnzipped: 262_144_000,
          CodeSizeZipped: 52_428_800,
          ConcurrentExecutions: limit,
          UnreservedConcurrentExecutions: limit - reserved.reduce((sum, each) => sum + each, 0),
        },
        AccountUsage: {
          TotalCodeSize: functions.reduce((sum, each) => sum + codeOf(world, each).byteLength, 0),
          FunctionCount: functions.length,
        },
      };
    },
  });
}

const CONFIGURABLE = [
  'Description',
  'Environment',
  'Handler',
  'LoggingConfig',
  'MemorySize',
  'Role',
  'Runtime',
  'Timeout',
  'VpcConfig',
] as const;

/** By name, by ARN, or by `account:function:name`; a version or alias after it is ignored. */
function findFunction(world: World, id: unknown): LambdaFunction {
  const name = /(?:^|function:)([A-Za-z0-9_-]+)(?::[^:]+)?$/.exec(String(id))?.[1];
  const found = [...world.functions.values()].find((each) => each.name === name);
  if (found !== undefined) return found;
  const arn = `arn:aws:lambda:${world.region}:${world.account}:function:${name ?? id}`;
  throw new AwsApiError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
}

/** Lambda API reference, ResourceConflictException: a function that is being updated takes no other update. */
function refuseWhileUpdating({ arn, updating }: LambdaFunction): void {
  if (updating !== true) return;
  throw new AwsApiError(
    'ResourceConflictException',
    `The operation cannot be performed at this time. An update is in progress for resource: ${arn}`,
    409,
  );
}

/** Another network is not there at once; the interfaces of the one before are given back slowly. */
function moveTo(world: World, found: LambdaFunction, vpcConfig: unknown): void {
  if (sameJson(found.properties.VpcConfig, vpcConfig)) return;
  releaseFunction(world, found.name);
  attachFunction(world, found.name, vpcConfig);
  found.updating = true;
  world.clock.after(MOVE, () => {
    found.updating = false;
  });
}

/** Milliseconds that a change of a function's network takes. */
const MOVE = 10_000;

function configurationOf(world: World, found: LambdaFunction) {
  const { properties } = found;
  const code = codeOf(world, found);
  const network = object(properties, 'VpcConfig');
  return {
    FunctionName: found.name,
    FunctionArn: found.arn,
    Runtime: text(properties, 'Runtime'),
    Role: text(properties, 'Role'),
    Handler: text(properties, 'Handler'),
    CodeSize: code.byteLength,
    CodeSha256: createHash('sha256').update(code).digest('base64'),
    Description: text(properties, 'Description') ?? '',
    Timeout: number(properties, 'Timeout') ?? 3,
    MemorySize: number(properties, 'MemorySize') ?? 128,
    LastModified: new Date(found.createdAt).toISOString().replace('Z', '+0000'),
    Version: '$LATEST',
    ...(network === undefined
      ? {}
      : {
          VpcConfig: {
            SubnetIds: texts(network, 'SubnetIds'),
            SecurityGroupIds: texts(network, 'SecurityGroupIds'),
          },
        }),
    Environment: object(properties, 'Environment'),
    LoggingConfig: object(properties, 'LoggingConfig'),
    State: found.state,
    ...(found.state === 'Inactive'
      ? { StateReason: 'The function is idle.', StateReasonCode: 'Idle' }
      : found.state === 'Pending'
        ? { StateReason: 'The function is being created.', StateReasonCode: 'Creating' }
        : {}),
    LastUpdateStatus: found.updating === true ? 'InProgress' : 'Successful',
    PackageType: 'Zip',
    Architectures: Array.isArray(properties.Architectures) ? texts(properties, 'Architectures') : ['x86_64'],
    EphemeralStorage: { Size: 512 },
  };
}

function codeOf({ buckets }: World, { code }: LambdaFunction): Uint8Array {
  return buckets.get(code.bucket)?.objects.get(code.key)?.body ?? new Uint8Array();
}

function payloadOf({ Payload }: Readonly<Record<string, unknown>>): Uint8Array {
  return Payload instanceof Uint8Array && Payload.byteLength > 0 ? Payload : Buffer.from('{}');
}

function invalidParameter(message: string): AwsApiError {
  return new AwsApiError('InvalidParameterValueException', message);
}
