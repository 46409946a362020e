import {
  CreateServiceLinkedRoleCommand,
  GetRoleCommand,
  IAMClient,
  InvalidInputException,
  ListRolesCommand,
  NoSuchEntityException,
} from '@aws-sdk/client-iam';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { ACCOUNT, clientOptions, emptyWorld, openCloud } from '../harness.ts';

describe('STS', () => {
  it('says whose account it is', async () => {
    const cloud = await openCloud();
    const identity = await new STSClient(clientOptions(cloud)).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/local` });
  });
});

describe('IAM', () => {
  it('makes the service-linked role of RDS once', async () => {
    const cloud = await openCloud();
    const iam = new IAMClient(clientOptions(cloud));
    const get = new GetRoleCommand({ RoleName: 'AWSServiceRoleForRDS' });
    await expect(iam.send(get)).rejects.toBeInstanceOf(NoSuchEntityException);
    const make = new CreateServiceLinkedRoleCommand({ AWSServiceName: 'rds.amazonaws.com' });
    expect((await iam.send(make)).Role?.Arn).toBe(
      `arn:aws:iam::${ACCOUNT}:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS`,
    );
    const { Role } = await iam.send(get);
    expect(Role?.CreateDate).toBeInstanceOf(Date);
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toContain('"rds.amazonaws.com"');
    const again = iam.send(make);
    await expect(again).rejects.toBeInstanceOf(InvalidInputException);
    await expect(again).rejects.toThrow('has been taken in this account');
  });

  it('does not serve what is not asked of it', async () => {
    const iam = new IAMClient(clientOptions(await openCloud()));
    await expect(iam.send(new ListRolesCommand({}))).rejects.toMatchObject({ name: 'InvalidAction' });
  });
});

describe('Secrets Manager', () => {
  const arn = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:credentials-AbCdEf`;
  async function start() {
    const world = emptyWorld();
    world.secrets.set(arn, {
      arn,
      name: 'credentials',
      value: '{"username":"webhook","password":"p\\"é"}',
      properties: { Description: 'generated', Tags: [{ Key: 'a', Value: 'b' }] },
      createdAt: 1500,
    });
    const cloud = await openCloud({ world });
    return { world, secrets: new SecretsManagerClient(clientOptions(cloud)) };
  }

  it.each([arn, arn.slice(0, -7), 'credentials'])('gives the value of %s', async (SecretId) => {
    const { secrets } = await start();
    const value = await secrets.send(new GetSecretValueCommand({ SecretId }));
    expect(value).toMatchObject({
      ARN: arn,
      SecretString: '{"username":"webhook","password":"p\\"é"}',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: new Date(1500),
      VersionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('describes without the value', async () => {
    const { secrets } = await start();
    const described = await secrets.send(new DescribeSecretCommand({ SecretId: arn }));
    expect(described).toMatchObject({ Name: 'credentials', Tags: [{ Key: 'a', Value: 'b' }] });
    expect(JSON.stringify(described)).not.toContain('password');
  });

  it('has its own error for what is not there, and says what it does not serve', async () => {
    const { secrets } = await start();
    await expect(secrets.send(new GetSecretValueCommand({ SecretId: 'absent' }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
    await expect(
      secrets.send(new PutSecretValueCommand({ SecretId: arn, SecretString: 'x' })),
    ).rejects.toMatchObject({ name: 'UnknownOperationException' });
    await expect(secrets.send(new GetSecretValueCommand({} as never))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});
