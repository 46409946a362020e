import { describe, expect, it } from 'vitest';
import type { ConfigInput } from '../../src/config/schema.ts';
import { proxyName } from '../../templates/proxy.ts';
import { existingVpc, rendered } from './rendered.ts';
import { type Changes, configFrom } from './variants.ts';

const of = (proxy: ConfigInput['proxy'] = {}) => rendered({ proxy }).properties('ProxyProxy');

describe('the proxy', () => {
  it('requires TLS', () => expect(of()).toMatchObject({ EngineFamily: 'MYSQL', RequireTLS: true }));

  it('takes a password from its clients with auth secret', () => {
    expect(of().Auth).toEqual([
      {
        AuthScheme: 'SECRETS',
        SecretArn: { Ref: 'CredentialsSecret' },
        IAMAuth: 'DISABLED',
        ClientPasswordAuthType: 'MYSQL_CACHING_SHA2_PASSWORD',
      },
    ]);
  });

  it('takes a token from its clients with auth iam, and no password', () => {
    expect(of({ auth: 'iam' }).Auth).toEqual([
      { AuthScheme: 'SECRETS', SecretArn: { Ref: 'CredentialsSecret' }, IAMAuth: 'REQUIRED' },
    ]);
  });

  it('logs SQL only when it shall', () => {
    expect([of().DebugLogging, of({ debugLogging: true }).DebugLogging]).toEqual([false, true]);
  });

  it('may read its secret before it is made, or it would report AUTH_FAILURE', () => {
    const { AssumeRolePolicyDocument, Policies } = rendered().properties('ProxyRole');
    expect(AssumeRolePolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'rds.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    });
    expect(Policies).toMatchObject([
      {
        PolicyDocument: {
          Statement: [{ Action: 'secretsmanager:GetSecretValue', Resource: { Ref: 'CredentialsSecret' } }],
        },
      },
    ]);
  });
});

describe('the targets of the proxy', () => {
  const stack = rendered({
    proxy: { maxConnectionsPercent: 60, maxIdleConnectionsPercent: 10, connectionBorrowTimeoutSeconds: 2 },
  });

  it('are the database, with the pool of the configuration', () => {
    expect(stack.properties('ProxyTargets')).toEqual({
      DBProxyName: { Ref: 'ProxyProxy' },
      TargetGroupName: 'default',
      DBInstanceIdentifiers: [{ Ref: 'DatabaseInstance' }],
      ConnectionPoolConfigurationInfo: {
        MaxConnectionsPercent: 60,
        MaxIdleConnectionsPercent: 10,
        ConnectionBorrowTimeout: 2,
      },
    });
  });

  it('are registered when the database admits the proxy', () => {
    expect(stack.resource('ProxyTargets').DependsOn).toEqual(['NetworkDatabaseFromProxy']);
  });
});

describe('the name of the proxy', () => {
  const nameOf = (...changes: Changes) => proxyName(configFrom(...changes));
  const { vpcId, subnetIds } = existingVpc;
  const extra = 'subnet-0d1b2c3d4e5f60718';

  it('is legal for the longest name of a stack', () => {
    const name = nameOf({ stackName: 'a'.repeat(40) });
    expect(name).toMatch(/^a{40}-[0-9a-f]{8}$/);
  });

  it('differs for everything whose change replaces the proxy, which is made before the old one goes', () => {
    const names = [
      nameOf(),
      nameOf({ stackName: 'other' }),
      nameOf({ network: { cidr: '10.43.0.0/16' } }),
      nameOf({ network: existingVpc }),
      nameOf({ network: { vpcId: 'vpc-00000000', subnetIds } }),
      nameOf({ network: { vpcId, subnetIds: [...subnetIds, extra] } }),
    ];
    expect(new Set(names).size).toBe(names.length);
  });

  it('stays the same when anything else changes', () => {
    expect(
      nameOf(
        { database: { instanceClass: 'db.t4g.large' } },
        { proxy: { auth: 'iam' } },
        { tags: { a: 'b' } },
      ),
    ).toBe(nameOf());
  });
});
