import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { DescribeAvailabilityZonesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { createFaults, type FaultRule, readFaultRule } from '../../../src/local/aws-api/faults.ts';
import { ACCOUNT, clientOptions, openCloud, standIn } from './harness.ts';

type Options = ReturnType<typeof clientOptions>;

/** One call of each protocol. */
const CALLS: Readonly<Record<string, (options: Options) => Promise<unknown>>> = {
  query: (options) => new RDSClient(options).send(new DescribeDBInstancesCommand({})),
  'ec2-query': (options) => new EC2Client(options).send(new DescribeAvailabilityZonesCommand({})),
  'rest-xml': (options) => new S3Client(options).send(new ListObjectsV2Command({ Bucket: 'b' })),
  'rest-json': (options) => new LambdaClient(options).send(new GetAccountSettingsCommand({})),
  json: (options) => new SecretsManagerClient(options).send(new GetSecretValueCommand({ SecretId: 's' })),
};

describe('a fault in each protocol, as the SDK sees it', () => {
  it.each([
    [
      'throttle',
      'query',
      { name: 'Throttling', message: 'Rate exceeded', $metadata: { httpStatusCode: 400 } },
    ],
    ['throttle', 'ec2-query', { name: 'RequestLimitExceeded', $metadata: { httpStatusCode: 503 } }],
    ['throttle', 'rest-xml', { name: 'SlowDown', $metadata: { httpStatusCode: 503 } }],
    ['throttle', 'rest-json', { name: 'TooManyRequestsException', $metadata: { httpStatusCode: 429 } }],
    ['throttle', 'json', { name: 'ThrottlingException', message: 'Rate exceeded' }],
    ['expired-token', 'query', { name: 'ExpiredToken', $metadata: { httpStatusCode: 403 } }],
    ['expired-token', 'ec2-query', { name: 'RequestExpired' }],
    ['expired-token', 'rest-xml', { name: 'ExpiredToken', $metadata: { httpStatusCode: 400 } }],
    ['expired-token', 'rest-json', { name: 'ExpiredTokenException' }],
    ['expired-token', 'json', { name: 'ExpiredTokenException' }],
    [
      'access-denied',
      'query',
      {
        name: 'AccessDenied',
        message: deniedText('rds:DescribeDBInstances', `arn:aws:rds:us-east-1:${ACCOUNT}:db:*`),
      },
    ],
    [
      'access-denied',
      'ec2-query',
      { name: 'UnauthorizedOperation', message: expect.stringContaining('ec2:DescribeAvailabilityZones') },
    ],
    [
      'access-denied',
      'rest-xml',
      { name: 'AccessDenied', message: deniedText('s3:ListBucket', '"arn:aws:s3:::b"') },
    ],
    [
      'access-denied',
      'rest-json',
      { name: 'AccessDeniedException', message: deniedText('lambda:GetAccountSettings', '*') },
    ],
    [
      'access-denied',
      'json',
      {
        name: 'AccessDeniedException',
        message: deniedText(
          'secretsmanager:GetSecretValue',
          `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:s`,
        ),
      },
    ],
    ['html-500', 'query', { $metadata: { httpStatusCode: 500 } }],
    ['html-500', 'rest-json', { $metadata: { httpStatusCode: 500 } }],
    ['reset-before', 'query', { code: 'ECONNRESET' }],
    ['reset-after', 'json', { code: 'ECONNRESET' }],
    ['reset-before', 'rest-xml', { code: 'ECONNRESET' }],
    ['cut-midway', 'query', { code: 'ECONNRESET' }],
    ['cut-midway', 'rest-xml', { code: 'ECONNRESET' }],
  ] as const)('%s in %s', async (kind, protocol, expected) => {
    const cloud = await openCloud();
    cloud.addBucket({ name: 'b', owner: ACCOUNT });
    const arn = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:s`;
    cloud.world.secrets.set('s', { arn, name: 's', value: 'v', properties: {}, createdAt: 0 });
    cloud.addFaults({ kind });
    await expect(CALLS[protocol]?.(clientOptions(cloud))).rejects.toMatchObject(expected);
    cloud.clearFaults();
    expect(await CALLS[protocol]?.(clientOptions(cloud))).toBeDefined();
  });

  it('an error of any code, text and status', async () => {
    const cloud = await openCloud();
    cloud.addFaults({ kind: 'error', status: 418, code: 'Teapot', message: 'short & <stout>' });
    await expect(CALLS.query?.(clientOptions(cloud))).rejects.toMatchObject({
      name: 'Teapot',
      message: 'short & <stout>',
      $metadata: { httpStatusCode: 418 },
    });
  });

  it('a garbled answer is one the SDK cannot read', async () => {
    const cloud = await openCloud();
    cloud.addFaults({ kind: 'garbled' });
    for (const protocol of ['query', 'rest-json']) {
      await expect(CALLS[protocol]?.(clientOptions(cloud))).rejects.toMatchObject({
        message: expect.stringMatching(/pars|JSON|XML|Deserialization/i),
      });
    }
  });

  it('a timeout ends in a cut connection, or earlier where the client gives up', async () => {
    const cloud = await openCloud();
    cloud.addFaults({ kind: 'timeout', milliseconds: 50 });
    const started = performance.now();
    await expect(CALLS.query?.(clientOptions(cloud))).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(performance.now() - started).toBeGreaterThanOrEqual(45);
  });

  it('a call may be carried out though its answer never comes', async () => {
    const engine = standIn({ CreateChangeSet: () => ({ Id: 'arn', StackId: 'arn' }) });
    const cloud = await openCloud({ cloudFormation: engine });
    cloud.addFaults({ kind: 'timeout-after', milliseconds: 50 });
    const call = new CreateChangeSetCommand({ StackName: 's', ChangeSetName: 'c' });
    const send = new CloudFormationClient(clientOptions(cloud)).send(call);
    await expect(send).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(engine.inputs).toHaveLength(1);
  });

  it('an answer that refuses is lost like any other', async () => {
    const cloud = await openCloud();
    cloud.addFaults({ kind: 'reset-after', service: 'secretsmanager' });
    await expect(CALLS.json?.(clientOptions(cloud))).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('latency delays an answer that is otherwise right', async () => {
    const cloud = await openCloud();
    cloud.addFaults({ kind: 'latency', milliseconds: 40 }, { kind: 'latency', milliseconds: 30 });
    const started = performance.now();
    await CALLS.query?.(clientOptions(cloud));
    expect(performance.now() - started).toBeGreaterThanOrEqual(65);
  });

  it('a stopped cloud does not wait for what hangs', async () => {
    const cloud = await openCloud();
    cloud.addFaults({ kind: 'timeout', milliseconds: 60_000 });
    const call = CALLS.query?.(clientOptions(cloud)).catch((error: unknown) => error);
    while (cloud.calls().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await cloud.stop();
    expect(await call).toMatchObject({ code: 'ECONNRESET' });
  });
});

describe('what a fault leaves done', () => {
  const change = new CreateChangeSetCommand({ StackName: 's', ChangeSetName: 'c' });
  it.each([
    ['reset-before', 0],
    ['html-500', 0],
    ['throttle', 0],
    ['access-denied', 0],
    ['reset-after', 1],
    ['garbled', 1],
    ['cut-midway', 1],
  ] as const)('after %s the call was carried out %i times', async (kind, times) => {
    const engine = standIn({ CreateChangeSet: () => ({ Id: 'arn', StackId: 'arn' }) });
    const cloud = await openCloud({ cloudFormation: engine });
    cloud.addFaults({ kind });
    await expect(new CloudFormationClient(clientOptions(cloud)).send(change)).rejects.toThrow();
    expect(engine.inputs).toHaveLength(times);
  });

  it('names the stack in an access-denied error of CloudFormation', async () => {
    const cloud = await openCloud({ cloudFormation: standIn({ CreateChangeSet: () => ({}) }) });
    cloud.addFaults({ kind: 'access-denied', action: 'CreateChangeSet' });
    await expect(new CloudFormationClient(clientOptions(cloud)).send(change)).rejects.toThrow(
      `User: arn:aws:iam::${ACCOUNT}:user/local is not authorized to perform: cloudformation:CreateChangeSet on resource: arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/s/*`,
    );
  });
});

describe('the SDK with its retries', () => {
  it('gets through throttling that passes, and the log counts each attempt', async () => {
    const cloud = await openCloud({ cloudFormation: standIn({ DescribeStacks: () => ({ Stacks: [] }) }) });
    cloud.addFaults({ kind: 'throttle', action: 'DescribeStacks', times: 2 });
    const client = new CloudFormationClient(clientOptions(cloud, { maxAttempts: 3 }));
    expect(await client.send(new DescribeStacksCommand({}))).toMatchObject({ Stacks: [] });
    expect(cloud.calls()).toMatchObject([
      {
        service: 'cloudformation',
        action: 'DescribeStacks',
        status: 400,
        error: 'Throttling',
        fault: 'throttle',
      },
      { status: 400 },
      { status: 200, at: cloud.world.clock.now() },
    ]);
    cloud.clearCalls();
    expect(cloud.calls()).toEqual([]);
  });
});

describe('credentials', () => {
  it.each(Object.keys(CALLS))('whose key begins with EXPIRED are expired in %s', async (protocol) => {
    const cloud = await openCloud();
    const call = CALLS[protocol]?.(clientOptions(cloud, { accessKeyId: 'EXPIREDKEY' }));
    await expect(call).rejects.toMatchObject({
      name: expect.stringMatching(/^(ExpiredToken|RequestExpired)/),
    });
  });

  it('of any other name are taken', async () => {
    const cloud = await openCloud();
    const sts = new STSClient(clientOptions(cloud, { accessKeyId: 'anything' }));
    expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe(ACCOUNT);
  });
});

describe('fault rules', () => {
  const taken = (rule: FaultRule, calls: readonly string[]) => {
    const faults = createFaults(7);
    faults.add([rule]);
    return calls.map((call) => {
      const [service, action] = call.split(':') as ['rds', string];
      return faults.take(service, action).fault !== undefined;
    });
  };
  const five = Array.from({ length: 5 }, () => 'rds:DescribeDBProxies');

  it.each([
    ['every call', {}, [true, true, true, true, true]],
    ['from the third on', { skip: 2 }, [false, false, true, true, true]],
    ['twice', { times: 2 }, [true, true, false, false, false]],
    ['once, the second time', { skip: 1, times: 1 }, [false, true, false, false, false]],
    ['never', { probability: 0 }, [false, false, false, false, false]],
  ] as const)('befall %s', (_, rule, expected) => {
    expect(taken({ kind: 'throttle', ...rule }, five)).toEqual(expected);
  });

  it('befall the service and the action they name', () => {
    const calls = ['rds:DescribeDBProxies', 'rds:DescribeDBInstances', 's3:ListObjectsV2'];
    expect(taken({ kind: 'throttle', service: 'rds' }, calls)).toEqual([true, true, false]);
    expect(taken({ kind: 'throttle', action: 'ListObjectsV2' }, calls)).toEqual([false, false, true]);
  });

  it('with a probability draw the same from the same seed', () => {
    const many = Array.from({ length: 400 }, () => 'rds:DescribeDBProxies');
    const drawn = taken({ kind: 'throttle', probability: 0.25 }, many);
    expect(taken({ kind: 'throttle', probability: 0.25 }, many)).toEqual(drawn);
    expect(drawn.filter(Boolean).length).toBeGreaterThan(70);
    expect(drawn.filter(Boolean).length).toBeLessThan(130);
  });

  it.each([
    [{ kind: 'fire' }, 'no fault is called fire'],
    [{ kind: 'latency' }, 'needs milliseconds'],
    [{ kind: 'throttle', colour: 1 }, 'has no colour'],
    [{ kind: 'throttle', times: '2' }, 'times of a fault rule is a number'],
    [{ kind: 'throttle', service: 'dynamodb' }, 'no service is called dynamodb'],
    ['throttle', 'is an object'],
  ])('read from %j are refused: %s', (json, message) => {
    expect(() => readFaultRule(json)).toThrow(message);
  });
});

function deniedText(permission: string, resource: string): string {
  return `User: arn:aws:iam::${ACCOUNT}:user/local is not authorized to perform: ${permission} on resource: ${resource} because no identity-based policy allows the ${permission} action`;
}
