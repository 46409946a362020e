import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { operations } from '../../src/aws/operations.ts';
import type { PolicyDocument } from '../../src/cloudformation/policy.ts';
import { CALLS } from '../../src/policy/calls.ts';
import { policyDocuments } from '../../src/policy/document.ts';
import { AUDIENCES, neededPermissions } from '../../src/policy/needed.ts';
import { placesOf } from '../../src/policy/places.ts';
import { RESOURCE_TYPES } from '../../src/policy/resource-types.ts';
import { policy } from '../../src/policy.ts';
import { renderWebhookStack } from '../../templates/webhook-stack.ts';
import { configFrom, variants } from '../templates/variants.ts';
import { BESIDES, HANDLERS, LEFT_OUT, LEFT_OUT_OF, NO_SCHEMA } from './handler-permissions.ts';
import { syntaxFindings } from './policy-syntax.ts';

const PLACE = { account: '123456789012', region: 'eu-central-1' };
const ROLE = 'arn:aws:iam::123456789012:role/team/cloudformation';
const LONGEST = {
  environment: 'a-name-as-long-as-may-be-27',
  stackName: 'a-stack-whose-name-is-as-long-as-may-be1',
};

const typesOf = (config: (typeof variants)[number]['config']) =>
  new Set(Object.values(renderWebhookStack(config).document.Resources).map(({ Type }) => Type));
const actionsIn = (documents: readonly PolicyDocument[]) =>
  new Set(documents.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => [Action].flat())));
const grantedTo = (type: string) => new Set((RESOURCE_TYPES[type] ?? []).flatMap(({ actions }) => actions));

describe('the tables of permissions', () => {
  const rendered = new Set(variants.flatMap(({ config }) => [...typesOf(config)]));

  it('have every type that a template holds, and no other', () => {
    expect(Object.keys(RESOURCE_TYPES).sort()).toEqual([...rendered].sort());
  });

  it('have every call that the adapters make', () => {
    expect(Object.keys(CALLS).sort()).toEqual(Object.keys(operations).sort());
  });

  it('say of a type that is not in them that it is not', () => {
    const resources = { Topic: { Type: 'AWS::SNS::Topic', Properties: {} } };
    expect(() => neededPermissions('service-role', resources, { hasServiceRole: true })).toThrow(
      'AWS::SNS::Topic',
    );
  });

  it.each(Object.keys(RESOURCE_TYPES))('of %s grant what its handlers call, or say why not', (type) => {
    const published = HANDLERS[type] ?? [];
    expect(published.length > 0 || type in NO_SCHEMA).toBe(true);
    const granted = grantedTo(type);
    const missing = published.filter(
      (action) => !granted.has(action) && !(action in LEFT_OUT) && !(action in (LEFT_OUT_OF[type] ?? {})),
    );
    expect(missing).toEqual([]);
  });

  it.each(Object.keys(HANDLERS))('of %s grant nothing that no handler calls', (type) => {
    const known = [...(HANDLERS[type] ?? []), ...Object.keys(BESIDES[type] ?? {})];
    expect([...grantedTo(type)].filter((action) => !known.includes(action))).toEqual([]);
  });
});

describe.each(variants)('the policy of $name', ({ config }) => {
  it.each(AUDIENCES)('is one that IAM takes, for %s', (audience) => {
    for (const roleArn of [undefined, ROLE]) {
      const { documents } = policy({ ...config, roleArn }, audience, PLACE);
      expect(documents.flatMap(syntaxFindings)).toEqual([]);
    }
  });

  it('lets the service role do what its types need, and nothing else', () => {
    const needed = new Set([...typesOf(config)].flatMap((type) => [...grantedTo(type)]));
    const granted = actionsIn(policy(config, 'service-role', PLACE).documents);
    expect([...granted].filter((action) => !needed.has(action))).toEqual([]);
    const byProperty = ['rds:RestoreDBInstanceFromDBSnapshot', 'lambda:PutFunctionConcurrency'];
    const delivery = config.api.accessLogs ? [] : [/^logs:.*(LogDeliver|ResourcePolic)/];
    const conditional = (action: string) =>
      byProperty.includes(action) || delivery.some((pattern) => pattern.test(action));
    expect([...needed].filter((action) => !granted.has(action) && !conditional(action))).toEqual([]);
  });
});

describe('the policy of the deployer', () => {
  const base = configFrom(PLACE);
  const withRole = { ...base, roleArn: ROLE };

  it('lets with a service role read the made secret where the database is restored, and only there', () => {
    const secrets = (database: object) =>
      policy({ ...configFrom({ ...PLACE, database }), roleArn: ROLE }, 'deployer', PLACE)
        .permissions.filter(({ action }) => action === 'secretsmanager:GetSecretValue')
        .flatMap(({ resources }) => resources);
    expect(secrets({})).toEqual([]);
    expect(secrets({ restoreFromSnapshot: 'mine' })).toEqual([
      expect.stringMatching(/:secret:CredentialsSecret-\*$/),
    ]);
  });

  it('holds with a service role the calls of the commands alone, and leave to pass that role', () => {
    const { documents } = policy(withRole, 'deployer');
    expect(documents).toHaveLength(1);
    const own = new Set<string>([
      ...Object.values(operations),
      'cloudformation:BatchDescribeTypeConfigurations',
      'cloudformation:DetectStackResourceDrift',
      'cloudformation:TagResource',
      'cloudformation:UntagResource',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcs',
      'iam:PassRole',
    ]);
    expect([...actionsIn(documents)].filter((action) => !own.has(action))).toEqual([]);
    expect(documents[0]?.Statement).toContainEqual({
      Sid: 'ServiceRoleToCloudformation',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: ROLE,
      Condition: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
    });
  });

  it('passes without one the roles of the stack alone, to the two services that take them', () => {
    const passing = policy(base, 'deployer').permissions.filter(({ action }) => action === 'iam:PassRole');
    expect(passing.map(({ resources, when }) => [resources, when])).toEqual([
      [
        ['arn:aws:iam::123456789012:role/proxywebhook-dev-*'],
        { kind: 'passed-to', service: 'rds.amazonaws.com' },
      ],
      [
        ['arn:aws:iam::123456789012:role/proxywebhook-dev-*'],
        { kind: 'passed-to', service: 'lambda.amazonaws.com' },
      ],
    ]);
  });

  it('says for each permission what needs it', () => {
    const { permissions } = policy(base, 'deployer');
    expect(permissions.filter(({ needs }) => needs === '')).toEqual([]);
    expect(permissions.find(({ action }) => action === 'cloudformation:ExecuteChangeSet')?.needs).toBe('up');
  });

  it('writes on every resource only where the service knows none', () => {
    const writes = policy(base, 'deployer')
      .permissions.filter(({ resources }) => resources.includes('*'))
      .map(({ action }) => action)
      .filter((action) => !/:(BatchDescribe|Describe|Get|List)/.test(action));
    expect(writes.sort()).toEqual([
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
      'route53:AssociateVPCWithHostedZone',
    ]);
  });

  it('names no VPC but the one of the configuration', () => {
    const existing = configFrom(PLACE, {
      network: {
        vpcId: 'vpc-0a1b2c3d4e5f60718',
        subnetIds: ['subnet-0b1b2c3d4e5f60718', 'subnet-0a1b2c3d4e5f60718'],
      },
    });
    const { permissions } = policy(existing, 'deployer');
    expect(permissions.map(({ action }) => action)).not.toContain('ec2:CreateVpc');
    const group = permissions.find(({ action }) => action === 'ec2:CreateSecurityGroup');
    expect(group?.resources).toEqual([
      'arn:aws:ec2:eu-central-1:123456789012:security-group/*',
      'arn:aws:ec2:eu-central-1:123456789012:vpc/vpc-0a1b2c3d4e5f60718',
    ]);
  });
});

describe('a policy', () => {
  it('has * for the account and the region that nothing names, and says so', () => {
    const { documents, unknown } = policy(configFrom(), 'reader');
    expect(unknown).toEqual(['account', 'region']);
    expect(JSON.stringify(documents)).toContain('arn:aws:cloudformation:*:*:stack/proxywebhook-dev/*');
  });

  it('is of the partition of its region', () => {
    const { documents } = policy(configFrom({ region: 'cn-north-1' }), 'reader');
    expect(JSON.stringify(documents)).toContain('arn:aws-cn:cloudformation:cn-north-1:');
  });

  it('finds the names that CloudFormation shortens for a long stack', () => {
    const { permissions } = policy(configFrom(PLACE, LONGEST), 'deployer');
    const made = permissions.find(({ action }) => action === 'iam:CreateRole');
    expect(made?.resources).toEqual(['arn:aws:iam::123456789012:role/a-stack-whose-name-is-as*']);
  });

  it('of who looks cannot change anything but make change sets and delete them', () => {
    const changing = policy(configFrom(PLACE), 'reader')
      .permissions.map(({ action }) => action)
      .filter((action) => !/:(BatchDescribe|Describe|Detect|Get|List|Filter)/.test(action));
    expect(changing.sort()).toEqual([
      'cloudformation:CreateChangeSet',
      'cloudformation:DeleteChangeSet',
      'cloudformation:TagResource',
      'cloudformation:UntagResource',
    ]);
  });

  it('of who reads requests names the secrets of the routes alone', () => {
    const config = configFrom(PLACE, {
      routes: [{ path: '/github', verify: { scheme: 'github', secrets: ['github/webhook'] } }],
    });
    const secrets = policy(config, 'requests').permissions.find(({ action }) => /Secret/.test(action));
    expect(secrets?.resources).toEqual([
      'arn:aws:secretsmanager:eu-central-1:123456789012:secret:github/webhook-??????',
    ]);
    expect(actionsIn(policy(configFrom(PLACE), 'requests').documents)).not.toContain(
      'secretsmanager:GetSecretValue',
    );
  });

  it('that is larger than IAM takes is split, and nothing is lost by it', () => {
    const config = configFrom(PLACE);
    const permissions = neededPermissions('service-role', renderWebhookStack(config).document.Resources, {
      hasServiceRole: false,
    });
    const places = placesOf(config, { ...PLACE, partition: 'aws' });
    const environmentTag = { key: 'proxywebhook:environment', value: 'dev' };
    const whole = policyDocuments(permissions, { places, environmentTag, most: 100_000 });
    const split = policyDocuments(permissions, { places, environmentTag, most: 900 });
    expect([whole.length, split.length > 10]).toEqual([1, true]);
    expect(split.flatMap(syntaxFindings)).toEqual([]);
    expect(Math.max(...split.map((each) => JSON.stringify(each).length))).toBeLessThanOrEqual(900);
    expect(actionsIn(split)).toEqual(actionsIn(whole));
  });

  it('of the service role comes with the trust of CloudFormation', () => {
    expect(policy(configFrom(PLACE), 'service-role').trust?.Statement[0]).toMatchObject({
      Principal: { Service: 'cloudformation.amazonaws.com' },
      Action: 'sts:AssumeRole',
    });
    expect(policy(configFrom(PLACE), 'deployer').trust).toBeUndefined();
  });
});

it('the page of permissions has each action beside the resources that it is needed on', () => {
  const page = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8');
  const rows = page.split('\n').filter((row) => row.startsWith('| `'));
  expect(rows.length).toBeGreaterThan(60);
  const on = (action: string) => rows.filter((row) => row.split('|')[1]?.includes(`\`${action}\``));
  expect(on('logs:FilterLogEvents').join('\n')).toContain('log-group:/aws/rds/proxy/STACK-*');
  expect(on('lambda:UpdateFunctionConfiguration').join('\n')).not.toContain('ec2:');
});
