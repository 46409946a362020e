import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { FunctionState } from '../deployment/ports.ts';

/** What Lambda says of a function, in our words. */
export function functionStateOf(found: FunctionConfiguration): FunctionState {
  const { LogFormat, LogGroup } = found.LoggingConfig ?? {};
  return {
    codeSha256: found.CodeSha256 ?? '',
    subnetIds: found.VpcConfig?.SubnetIds ?? [],
    groupIds: found.VpcConfig?.SecurityGroupIds ?? [],
    // Defaults: Lambda API reference, CreateFunction.
    memoryMb: found.MemorySize ?? 128,
    timeoutSeconds: found.Timeout ?? 3,
    handler: found.Handler ?? '',
    runtime: found.Runtime ?? '',
    roleArn: found.Role ?? '',
    description: found.Description ?? '',
    environment: found.Environment?.Variables ?? {},
    ...(LogFormat === undefined ? {} : { logFormat: LogFormat }),
    ...(LogGroup === undefined ? {} : { logGroup: LogGroup }),
    // Lambda API reference, GetFunctionConfiguration: LastUpdateStatus.
    update:
      found.LastUpdateStatus === 'InProgress'
        ? 'under-way'
        : found.LastUpdateStatus === 'Failed'
          ? 'failed'
          : 'done',
    ...(found.LastUpdateStatusReason === undefined ? {} : { updateReason: found.LastUpdateStatusReason }),
  };
}
