import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/cloudformation/json.ts';
import { existingVpc, rendered, verifiedRoute } from './rendered.ts';
import type { Changes } from './variants.ts';

const PREFIX = 'arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:';
const iam = { proxy: { auth: 'iam' } } as const;
const verifying = { routes: [verifiedRoute('github/webhook')] };

describe('the endpoint of Secrets Manager', () => {
  const is = (title: string, stack: ReturnType<typeof rendered>, there: boolean) =>
    it(title, () => expect(stack.has('NetworkEndpoint')).toBe(there));

  is('is there when the function logs in with the secret', rendered(), true);
  is('is there when a route verifies', rendered(iam, verifying), true);
  is('is not there when the function reads no secret', rendered(iam), false);
  is('is made in an existing VPC too', rendered({ network: existingVpc }), true);
  is(
    'is not made where the VPC has one',
    rendered({ network: { ...existingVpc, secretsManagerAccess: 'existing' } }, verifying),
    false,
  );

  it('has a private name in both subnets', () => {
    expect(rendered().properties('NetworkEndpoint')).toMatchObject({
      VpcEndpointType: 'Interface',
      PrivateDnsEnabled: true,
      ServiceName: { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.secretsmanager' },
      SubnetIds: [{ Ref: 'NetworkSubnetA' }, { Ref: 'NetworkSubnetB' }],
    });
  });

  it('has no private name in an existing VPC, which would turn everyone in it away', () => {
    expect(rendered({ network: existingVpc }).properties('NetworkEndpoint')).toMatchObject({
      PrivateDnsEnabled: false,
    });
  });

  it('lets through only this function, reading only its secrets', () => {
    expect(rendered(verifying).properties('NetworkEndpoint').PolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: '*',
          Action: 'secretsmanager:GetSecretValue',
          Resource: [{ Ref: 'CredentialsSecret' }, { 'Fn::Sub': `${PREFIX}github/webhook-??????` }],
          Condition: { ArnEquals: { 'aws:PrincipalArn': { 'Fn::GetAtt': ['FunctionRole', 'Arn'] } } },
        },
      ],
    });
  });

  it('is there before the function that needs it', () => {
    expect(rendered().resource('FunctionFunction').DependsOn).toContain('NetworkEndpoint');
  });
});

describe('where the VPC has an endpoint already', () => {
  const network = { ...existingVpc, secretsManagerAccess: 'existing' } as const;

  it('the function may connect to port 443, because its addresses are not known', () => {
    expect(rendered({ network }).properties('NetworkFunctionToSecrets')).toEqual({
      GroupId: { 'Fn::GetAtt': ['NetworkFunctionGroup', 'GroupId'] },
      IpProtocol: 'tcp',
      FromPort: 443,
      ToPort: 443,
      CidrIp: '0.0.0.0/0',
    });
  });

  it('a function that reads no secret may not', () => {
    expect(rendered({ network }, iam).has('NetworkFunctionToSecrets')).toBe(false);
  });
});

describe('the secrets of the function', () => {
  const arn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:stripe-AbCdEf';
  const secretsOf = (...changes: Changes): Json | undefined => {
    const [policy] = rendered(...changes).properties('FunctionRole').Policies as unknown as readonly {
      PolicyDocument: { Statement: readonly { Action: Json; Resource: Json }[] };
    }[];
    return policy?.PolicyDocument.Statement.find(({ Action }) => Action === 'secretsmanager:GetSecretValue')
      ?.Resource;
  };

  it('are none with auth iam and no route that verifies', () => expect(secretsOf(iam)).toBeUndefined());

  it('are its own with auth secret', () => expect(secretsOf()).toEqual([{ Ref: 'CredentialsSecret' }]));

  it('are those that routes name, a name standing for any six last characters, each once', () => {
    const routes = [verifiedRoute('a', 'b/c'), { ...verifiedRoute('a', arn), path: '/stripe' }];
    expect(secretsOf(iam, { routes })).toEqual([
      { 'Fn::Sub': `${PREFIX}a-??????` },
      { 'Fn::Sub': `${PREFIX}b/c-??????` },
      arn,
    ]);
  });

  it('are those that challenges are answered by, too', () => {
    const challenge = { provider: 'meta' as const, secrets: ['meta/token'] };
    const routes = [verifiedRoute('a'), { path: '/meta', challenge }];
    expect(secretsOf(iam, { routes })).toEqual([
      { 'Fn::Sub': `${PREFIX}a-??????` },
      { 'Fn::Sub': `${PREFIX}meta/token-??????` },
    ]);
  });
});
