import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import type { Functions } from '../deployment/ports.ts';
import { isProxyWebhookError, ProxyWebhookError } from '../errors.ts';
import { absentAs, awsCode } from './absence.ts';
import { clock } from './clock.ts';
import { functionStateOf } from './function-state.ts';
import type { AwsSession } from './session.ts';

/** Lambda API reference, Invoke: what passes by itself while a function of a VPC becomes ready. */
const NOT_READY =
  /^(ResourceConflict|ResourceNotReady|EFSMountConnectivity|ENILimitReached|EC2Throttled)(Exception)?$/;

export function functions(session: AwsSession): Functions {
  // An invocation is silent for as long as the function runs: 20 s, and 10 s of init.
  const client = session.client(LambdaClient, { silence: 60_000 });
  return {
    async invoke(FunctionName, payload, signal) {
      const answer = await session
        .call({ operation: 'Invoke', subject: FunctionName, signal }, (options) =>
          client.send(
            new InvokeCommand({ FunctionName, Payload: new TextEncoder().encode(JSON.stringify(payload)) }),
            options,
          ),
        )
        .catch((error: unknown) => {
          throw NOT_READY.test(awsCode(error)) ? notReady(FunctionName, error) : missing(FunctionName, error);
        });
      const text = new TextDecoder().decode(answer.Payload ?? new Uint8Array());
      const value = parsed(text);
      return answer.FunctionError === undefined
        ? { payload: value }
        : { payload: value, failure: failureText(value, answer.FunctionError) };
    },

    configuration: (FunctionName) =>
      absentAs(undefined, ABSENT, async () => {
        const found = await session.call(
          { operation: 'GetFunctionConfiguration', subject: FunctionName },
          () => client.send(new GetFunctionConfigurationCommand({ FunctionName })),
        );
        return functionStateOf(found);
      }),

    async configure(FunctionName, settings) {
      const { subnetIds, groupIds, environment, logFormat, logGroup } = settings;
      await session
        .call({ operation: 'UpdateFunctionConfiguration', subject: FunctionName }, () =>
          client.send(
            new UpdateFunctionConfigurationCommand({
              FunctionName,
              ...defined({
                MemorySize: settings.memoryMb,
                Timeout: settings.timeoutSeconds,
                Handler: settings.handler,
                Runtime: settings.runtime as 'nodejs24.x' | undefined,
                Role: settings.roleArn,
                Description: settings.description,
              }),
              // Lambda API reference, VpcConfig: two empty lists take a function out of its VPC.
              ...(subnetIds === undefined && groupIds === undefined
                ? {}
                : {
                    VpcConfig: { SubnetIds: [...(subnetIds ?? [])], SecurityGroupIds: [...(groupIds ?? [])] },
                  }),
              ...(environment === undefined ? {} : { Environment: { Variables: { ...environment } } }),
              ...(logFormat === undefined && logGroup === undefined
                ? {}
                : {
                    LoggingConfig: defined({
                      LogFormat: logFormat as 'JSON' | undefined,
                      LogGroup: logGroup,
                    }),
                  }),
            }),
          ),
        )
        .catch((error: unknown) => {
          throw missing(FunctionName, error);
        });
    },

    async updateCode(FunctionName, { bucket, key }, signal) {
      let state: UpdateState = await session
        .call({ operation: 'UpdateFunctionCode', subject: FunctionName }, () =>
          client.send(new UpdateFunctionCodeCommand({ FunctionName, S3Bucket: bucket, S3Key: key })),
        )
        .catch((error: unknown) => {
          throw missing(FunctionName, error);
        });
      while (state.LastUpdateStatus === 'InProgress') {
        await clock.sleep(UPDATE_POLL, signal);
        const what = { operation: 'GetFunctionConfiguration', subject: FunctionName, signal } as const;
        state = await session.call(what, (options) =>
          client.send(new GetFunctionConfigurationCommand({ FunctionName }), options),
        );
      }
      if (state.LastUpdateStatus === 'Failed') throw updateFailed(FunctionName, state);
    },
  };
}

/** Lambda API reference, GetFunctionConfiguration: the one thing it does not find is the function. */
const ABSENT = /^ResourceNotFound(Exception)?$/;

/** A function that is not there, by a code of its own; any other error as it is. */
function missing(name: string, error: unknown): unknown {
  if (!isProxyWebhookError(error) || !ABSENT.test(awsCode(error))) return error;
  return new ProxyWebhookError('function-not-found', `There is no function ${name}.`, {
    remedies: [
      'Its stack was changed or taken away by something else: `npx proxywebhook up` brings it back.',
    ],
    cause: error,
    data: error.data,
  });
}

/** Lambda API reference, UpdateFunctionCode: the old code runs on until `LastUpdateStatus` is `Successful`. */
interface UpdateState {
  readonly LastUpdateStatus?: string | undefined;
  readonly LastUpdateStatusReason?: string | undefined;
}

/** Milliseconds between two looks at an update that is under way. */
const UPDATE_POLL = 300;

function updateFailed(name: string, { LastUpdateStatusReason }: UpdateState): ProxyWebhookError {
  return new ProxyWebhookError(
    'rejected',
    `Lambda could not give ${name} its new code: ${LastUpdateStatusReason ?? 'it gives no reason'}`,
    { data: { operation: 'UpdateFunctionCode', subject: name } },
  );
}

function notReady(name: string, cause: unknown): ProxyWebhookError {
  return new ProxyWebhookError('unreachable', `The function ${name} is not ready yet (${awsCode(cause)}).`, {
    remedies: ['Wait a minute: Lambda connects it to the VPC'],
    cause,
    data: { operation: 'Invoke', subject: name, awsCode: awsCode(cause), retryable: true, notReady: true },
  });
}

// Lambda Developer Guide, "Understanding retry behavior": { errorType, errorMessage, stackTrace }.
function failureText(value: unknown, kind: string): string {
  const { errorType, errorMessage } = (typeof value === 'object' && value !== null ? value : {}) as {
    readonly errorType?: unknown;
    readonly errorMessage?: unknown;
  };
  const parts = [errorType, errorMessage].filter((part) => typeof part === 'string' && part !== '');
  return parts.length === 0 ? kind : parts.join(': ');
}

function parsed(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return text;
  }
}

function defined<Values extends Readonly<Record<string, unknown>>>(
  values: Values,
): { [Name in keyof Values]?: Exclude<Values[Name], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
