import { describe, expect, it } from 'vitest';
import { type Driver, failureOf, openEngine } from '../driver.ts';
import { network } from './rds-resources.ts';

const role = ['AWS::IAM::Role', { AssumeRolePolicyDocument: {} }];
const lambda = (properties: object = {}) => [
  'AWS::Lambda::Function',
  {
    Code: { S3Bucket: 'artifacts', S3Key: 'handler.zip' },
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    ...properties,
  },
];
const inVpc = {
  VpcConfig: {
    SubnetIds: [{ Ref: 'SubnetA' }, { Ref: 'SubnetB' }],
    SecurityGroupIds: [{ 'Fn::GetAtt': ['ProxyGroup', 'GroupId'] }],
  },
};
const interfaces = ({ world }: Driver) => [...world.networkInterfaces.values()];

describe('a function', () => {
  it('is named after its stack, pending at first, then active', async () => {
    const driver = openEngine();
    await driver.begin('CREATE', { resources: { Role: role, F: lambda() } });
    await driver.settle(40_000);
    expect([...driver.world.functions.values()]).toMatchObject([
      { name: expect.stringMatching(/^proxywebhook-dev-F-\w{12}$/), state: 'Pending' },
    ]);
    await driver.settle();
    expect([...driver.world.functions.values()]).toMatchObject([
      { state: 'Active', code: { bucket: 'artifacts', key: 'handler.zip' } },
    ]);
  });

  it.each([
    [
      { Code: { S3Bucket: 'artifacts', S3Key: 'nothing.zip' } },
      'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
    ],
    [
      { Code: { S3Bucket: 'nothing', S3Key: 'x' } },
      'Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist',
    ],
    [{ Role: 'arn:aws:iam::1:role/x' }, 'The role defined for the function cannot be assumed by Lambda.'],
  ])('is refused with %j', async (properties, message) => {
    const driver = openEngine();
    await driver.create({ resources: { Role: role, F: lambda(properties) } });
    expect(await failureOf(driver, 'F')).toContain(message);
  });

  it('keeps its code when the new one is not there', async () => {
    const driver = openEngine();
    await driver.create({ resources: { Role: role, F: lambda() } });
    await driver.update({
      resources: { Role: role, F: lambda({ Code: { S3Bucket: 'artifacts', S3Key: 'gone.zip' } }) },
    });
    expect(await driver.stack()).toMatchObject({ StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
    expect([...driver.world.functions.values()]).toMatchObject([{ code: { key: 'handler.zip' } }]);
  });
});

describe('the network interfaces of a function', () => {
  it('are made with it in each of its subnets', async () => {
    const driver = openEngine();
    await driver.create({ resources: { ...network(), Role: role, F: lambda(inVpc) } });
    const [name] = driver.world.functions.keys();
    expect(interfaces(driver)).toHaveLength(2);
    expect(interfaces(driver)[0]).toMatchObject({
      description: expect.stringMatching(new RegExp(`^AWS Lambda VPC ENI-${name}-[0-9a-f-]{36}$`)),
      status: 'in-use',
    });
  });

  it('are given back slowly, and CloudFormation waits and says so', async () => {
    const driver = openEngine();
    await driver.create({ resources: { ...network(), Role: role, F: lambda(inVpc) } });
    await driver.call('DeleteStack', { StackName: (await driver.stack()).StackId });
    await driver.settle(180_000);
    expect(interfaces(driver).map(({ status }) => status)).toEqual(['available', 'available']);
    expect(await driver.reasons('F')).toContain(
      'CloudFormation is waiting for NetworkInterfaces associated with the Lambda Function to be cleaned up.',
    );
    await driver.settle();
    expect(await driver.stack()).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    const own = (await driver.events()).filter(({ LogicalResourceId }) => LogicalResourceId === 'F');
    const times = own.slice(-3).map(({ Timestamp }) => Number(Timestamp));
    expect((times[2] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(500_000);
  });

  it('let the deletion go on as soon as somebody has deleted them', async () => {
    const driver = openEngine();
    await driver.create({ resources: { ...network(), Role: role, F: lambda(inVpc) } });
    await driver.call('DeleteStack', { StackName: (await driver.stack()).StackId });
    await driver.settle(180_000);
    driver.world.networkInterfaces.clear();
    await driver.settle(10_000);
    expect(await driver.told('F')).toContain('F DELETE_COMPLETE');
  });

  it('are changed with its network', async () => {
    const driver = openEngine();
    await driver.create({ resources: { ...network(), Role: role, F: lambda(inVpc) } });
    await driver.update({ resources: { ...network(), Role: role, F: lambda() } });
    expect(interfaces(driver)).toEqual([]);
  });
});

it('gives leave only to call a function that there is', async () => {
  const driver = openEngine();
  const permission = (FunctionName: unknown) => [
    'AWS::Lambda::Permission',
    { Action: 'lambda:InvokeFunction', FunctionName, Principal: 'apigateway.amazonaws.com' },
  ];
  await driver.create({ resources: { Role: role, F: lambda(), P: permission({ Ref: 'F' }) } });
  expect(await driver.stack()).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
  await driver.update({ resources: { Role: role, F: lambda(), P: permission('nothing') } });
  expect(await failureOf(driver, 'P')).toContain(
    'Function not found: arn:aws:lambda:us-east-1:123456789012:function:nothing',
  );
});
