import { describe, expect, it } from 'vitest';
import { existingVpc, rendered } from './rendered.ts';
import type { Changes } from './variants.ts';

const of = (...changes: Changes) => rendered(...changes).properties('FunctionFunction');
const iam = { proxy: { auth: 'iam' } } as const;

describe('the function', () => {
  it('runs the artifact on the newest supported Node', () => {
    expect(of()).toMatchObject({
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { S3Bucket: { Ref: 'ArtifactBucket' }, S3Key: { Ref: 'ArtifactKey' } },
      Architectures: ['arm64'],
      MemorySize: 256,
      Timeout: 15,
    });
  });

  it('runs on the processor of the configuration', () =>
    expect(of({ function: { architecture: 'x86_64' } })).toMatchObject({ Architectures: ['x86_64'] }));

  it('is in the subnets and in its own group', () => {
    expect(of().VpcConfig).toEqual({
      SubnetIds: [{ Ref: 'NetworkSubnetA' }, { Ref: 'NetworkSubnetB' }],
      SecurityGroupIds: [{ 'Fn::GetAtt': ['NetworkFunctionGroup', 'GroupId'] }],
    });
  });

  it('takes no concurrency from the account unless it is asked to', () => {
    expect(of()).not.toHaveProperty('ReservedConcurrentExecutions');
    expect(of({ function: { reservedConcurrency: 7 } })).toMatchObject({ ReservedConcurrentExecutions: 7 });
  });

  it('has no name of its own', () => expect(of()).not.toHaveProperty('FunctionName'));

  it('logs JSON to its own group', () => {
    const stack = rendered({ function: { logRetentionDays: 90 } });
    expect(stack.properties('FunctionFunction').LoggingConfig).toEqual({
      LogFormat: 'JSON',
      LogGroup: { Ref: 'FunctionLogs' },
    });
    expect(stack.properties('FunctionLogs')).toMatchObject({ RetentionInDays: 90 });
    expect(stack.properties('FunctionLogs')).not.toHaveProperty('LogGroupName');
  });
});

describe('the environment of the function', () => {
  const variables = (...changes: Changes) => (of(...changes).Environment as { Variables: object }).Variables;
  const endpoint = { PROXY_ENDPOINT: { 'Fn::GetAtt': ['ProxyProxy', 'Endpoint'] } };
  const secret = { SECRET_ARN: { Ref: 'CredentialsSecret' } };
  const key = { VIEW_KEY: { Ref: 'ViewKey' } };

  it('is the endpoint, the secret and the key of view links', () =>
    expect(variables()).toEqual({ ...endpoint, ...secret, ...key }));
  it('is also the own name of the endpoint in an existing VPC, whose other functions keep their way', () => {
    const dnsEntries = { 'Fn::GetAtt': ['NetworkEndpoint', 'DnsEntries'] };
    const regional = { 'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::Select': [0, dnsEntries] }] }] };
    const url = { 'Fn::Sub': ['https://${Value1}', { Value1: regional }] };
    expect(variables({ network: existingVpc })).toEqual({
      ...endpoint,
      ...secret,
      ...key,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: url,
    });
  });
  it.each<[string, Changes]>([
    ['with an endpoint that is there', [{ network: { ...existingVpc, secretsManagerAccess: 'existing' } }]],
    ['that reads no secret', [{ network: existingVpc }, iam]],
  ])('has no name of an endpoint in an existing VPC %s', (_, changes) =>
    expect(variables(...changes)).not.toHaveProperty('AWS_ENDPOINT_URL_SECRETS_MANAGER'),
  );
  it('has no secret with auth iam', () => expect(variables(iam)).toEqual({ ...endpoint, ...key }));
  it('has no key when everyone may see the page', () =>
    expect(variables({ view: { access: 'public' } })).toEqual({ ...endpoint, ...secret }));
  it('has no key when nobody may see the page', () =>
    expect(variables({ view: { access: 'off' } })).toEqual({ ...endpoint, ...secret }));
});

describe('what the function may do', () => {
  it('with auth iam it may log in at this proxy as the user of the database', () => {
    const stack = rendered(iam, { database: { username: 'hooks' } });
    expect(stack.properties('FunctionConnect')).toMatchObject({
      Roles: [{ Ref: 'FunctionRole' }],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'rds-db:connect',
            Resource: {
              'Fn::Sub': [
                'arn:${AWS::Partition}:rds-db:${AWS::Region}:${AWS::AccountId}:dbuser:${Value1}/hooks',
                {
                  Value1: {
                    'Fn::Select': [6, { 'Fn::Split': [':', { 'Fn::GetAtt': ['ProxyProxy', 'DBProxyArn'] }] }],
                  },
                },
              ],
            },
          },
        ],
      },
    });
    expect(stack.resource('FunctionFunction').DependsOn).toContain('FunctionConnect');
  });

  it('with auth secret it may not', () => expect(rendered().has('FunctionConnect')).toBe(false));

  it('is nothing but its log, its secret and what Lambda demands for the VPC, which its code may not use', () => {
    expect(rendered().properties('FunctionRole').Policies).toMatchInlineSnapshot(`
      [
        {
          "PolicyDocument": {
            "Statement": [
              {
                "Action": [
                  "logs:CreateLogStream",
                  "logs:PutLogEvents",
                ],
                "Effect": "Allow",
                "Resource": {
                  "Fn::GetAtt": [
                    "FunctionLogs",
                    "Arn",
                  ],
                },
              },
              {
                "Action": "secretsmanager:GetSecretValue",
                "Effect": "Allow",
                "Resource": [
                  {
                    "Ref": "CredentialsSecret",
                  },
                ],
              },
              {
                "Action": [
                  "ec2:AssignPrivateIpAddresses",
                  "ec2:CreateNetworkInterface",
                  "ec2:DeleteNetworkInterface",
                  "ec2:DescribeNetworkInterfaces",
                  "ec2:DescribeSubnets",
                  "ec2:UnassignPrivateIpAddresses",
                ],
                "Effect": "Allow",
                "Resource": "*",
              },
              {
                "Action": [
                  "ec2:AssignPrivateIpAddresses",
                  "ec2:CreateNetworkInterface",
                  "ec2:DeleteNetworkInterface",
                  "ec2:DescribeNetworkInterfaces",
                  "ec2:DescribeSubnets",
                  "ec2:UnassignPrivateIpAddresses",
                ],
                "Condition": {
                  "ArnLike": {
                    "lambda:SourceFunctionArn": {
                      "Fn::Sub": "arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:*",
                    },
                  },
                },
                "Effect": "Deny",
                "Resource": "*",
              },
            ],
            "Version": "2012-10-17",
          },
          "PolicyName": "function",
        },
      ]
    `);
  });

  it('comes from no managed policy, which could bring back a deleted log group', () => {
    expect(rendered().properties('FunctionRole')).not.toHaveProperty('ManagedPolicyArns');
    expect(rendered().body).not.toContain('logs:CreateLogGroup');
  });
});
