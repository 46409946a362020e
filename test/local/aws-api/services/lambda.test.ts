import {
  CreateFunctionCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvalidParameterValueException,
  InvokeCommand,
  LambdaClient,
  ResourceNotFoundException,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import type { Invoke } from '../../../../src/local/aws-api/services/lambda.ts';
import { ACCOUNT, clientOptions, emptyWorld, openCloud } from '../harness.ts';

const ARN = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:webhook`;
const payload = Buffer.from('{"proxywebhook":"check"}');

describe('Lambda', () => {
  it.each(['webhook', ARN, `${ARN}:$LATEST`])('describes the function %s', async (FunctionName) => {
    const { lambda } = await start();
    const configuration = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    expect(configuration).toMatchObject({
      FunctionArn: ARN,
      Runtime: 'nodejs24.x',
      Timeout: 15,
      MemorySize: 256,
      State: 'Active',
      LastUpdateStatus: 'Successful',
      Architectures: ['arm64'],
      CodeSize: 3,
      VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
      Environment: { Variables: { PROXY_ENDPOINT: 'proxy' } },
    });
  });

  it('tells code, tags and concurrency of a function', async () => {
    const { lambda } = await start();
    const answer = await lambda.send(new GetFunctionCommand({ FunctionName: 'webhook' }));
    expect(answer).toMatchObject({
      Configuration: { FunctionName: 'webhook' },
      Code: { RepositoryType: 'S3' },
      Tags: { a: 'b' },
      Concurrency: { ReservedConcurrentExecutions: 5 },
    });
  });

  it('changes configuration and code', async () => {
    const { lambda, world } = await start();
    const configure = new UpdateFunctionConfigurationCommand({
      FunctionName: 'webhook',
      MemorySize: 512,
      Environment: { Variables: { A: 'é' } },
    });
    expect(await lambda.send(configure)).toMatchObject({
      MemorySize: 512,
      Environment: { Variables: { A: 'é' } },
    });
    const code = { FunctionName: 'webhook', S3Bucket: 'artifacts' };
    await expect(lambda.send(new UpdateFunctionCodeCommand({ ...code, S3Key: 'no' }))).rejects.toBeInstanceOf(
      InvalidParameterValueException,
    );
    expect(await lambda.send(new UpdateFunctionCodeCommand({ ...code, S3Key: 'v2' }))).toMatchObject({
      CodeSize: 5,
    });
    expect(world.functions.get('webhook')?.code.key).toBe('v2');
  });

  it('runs what it is given, with payload, failure and log', async () => {
    const seen: unknown[] = [];
    const { lambda } = await start(async (name, input) => {
      seen.push([name, Buffer.from(input).toString()]);
      return { payload: Buffer.from('{"errorType":"Boom"}'), failure: 'Unhandled', log: 'line' };
    });
    const answer = await lambda.send(
      new InvokeCommand({ FunctionName: ARN, Payload: payload, LogType: 'Tail' }),
    );
    expect(seen).toEqual([['webhook', payload.toString()]]);
    expect([answer.StatusCode, answer.FunctionError, answer.Payload?.transformToString()]).toEqual([
      200,
      'Unhandled',
      '{"errorType":"Boom"}',
    ]);
    expect(Buffer.from(answer.LogResult ?? '', 'base64').toString()).toBe('line');
  });

  it('without a function runtime says so, at once and without a retry', async () => {
    const { lambda, cloud } = await start(undefined, 3);
    await expect(
      lambda.send(new InvokeCommand({ FunctionName: 'webhook', Payload: payload })),
    ).rejects.toThrow('started without a function runtime');
    expect(cloud.calls()).toHaveLength(1);
  });

  it('knows its account, what is not there, and what it does not serve', async () => {
    const { lambda } = await start();
    const settings = await lambda.send(new GetAccountSettingsCommand({}));
    expect(settings).toMatchObject({
      AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 995 },
      AccountUsage: { FunctionCount: 1, TotalCodeSize: 3 },
    });
    await expect(lambda.send(new GetFunctionCommand({ FunctionName: 'absent' }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
    await expect(
      lambda.send(new CreateFunctionCommand({ FunctionName: 'f', Role: 'r', Code: {} })),
    ).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('CreateFunction'),
    });
  });
});

async function start(invoke?: Invoke, maxAttempts = 1) {
  const world = emptyWorld();
  world.functions.set('webhook', {
    name: 'webhook',
    arn: ARN,
    state: 'Active',
    createdAt: 1000,
    code: { bucket: 'artifacts', key: 'v1' },
    properties: {
      Runtime: 'nodejs24.x',
      Timeout: '15',
      MemorySize: 256,
      Architectures: ['arm64'],
      ReservedConcurrentExecutions: 5,
      VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
      Environment: { Variables: { PROXY_ENDPOINT: 'proxy' } },
      Tags: [{ Key: 'a', Value: 'b' }],
    },
  });
  const cloud = await openCloud({ world, ...(invoke === undefined ? {} : { invoke }) });
  cloud.addBucket({ name: 'artifacts', owner: ACCOUNT });
  for (const [key, body] of [
    ['v1', 'one'],
    ['v2', 'three'],
  ] as const) {
    world.buckets.get('artifacts')?.objects.set(key, { body: Buffer.from(body), modifiedAt: 0, headers: {} });
  }
  return { cloud, world, lambda: new LambdaClient(clientOptions(cloud, { maxAttempts })) };
}
