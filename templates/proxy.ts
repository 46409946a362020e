import { createHash } from 'node:crypto';
import { aws, select, split, sub } from '../src/cloudformation/expression.ts';
import { type Resource, resource } from '../src/cloudformation/resource.ts';
import type { Config } from '../src/config/schema.ts';
import type { Credentials } from './credentials.ts';
import type { Database } from './database.ts';
import { type Network, sortedSubnetIds } from './network.ts';

export type DatabaseProxy = ReturnType<typeof proxy>;

/** RDS Proxy in front of the database. It logs in with the secret; TLS is required of its clients. */
export function proxy(
  config: Pick<Config, 'stackName' | 'network' | 'proxy'>,
  {
    network,
    credentials,
    database,
  }: {
    readonly network: Network;
    readonly credentials: Credentials;
    readonly database: Database;
  },
) {
  const { proxy: settings } = config;
  const { secret } = credentials;
  const role = resource('AWS::IAM::Role', {
    // Without conditions: "RDS Proxy doesn't support any global condition context keys" (RDS User Guide, "Amazon RDS Proxy").
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'rds.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    // In the role, not beside it: a proxy that is made before its policy reports AUTH_FAILURE.
    Policies: [
      {
        PolicyName: 'credentials',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: secret.ref }],
        },
      },
    ],
  });
  const made = resource('AWS::RDS::DBProxy', {
    DBProxyName: proxyName(config),
    EngineFamily: 'MYSQL',
    RequireTLS: true,
    IdleClientTimeout: settings.idleClientTimeoutSeconds,
    DebugLogging: settings.debugLogging,
    RoleArn: role.get('Arn'),
    VpcSubnetIds: network.subnetIds,
    VpcSecurityGroupIds: [network.resources.proxyGroup.get('GroupId')],
    Auth: [
      {
        AuthScheme: 'SECRETS',
        SecretArn: secret.ref,
        // The password type is only for clients that use one (RDS User Guide, "Creating a proxy").
        ...(settings.auth === 'iam'
          ? { IAMAuth: 'REQUIRED' as const }
          : {
              IAMAuth: 'DISABLED' as const,
              ClientPasswordAuthType: 'MYSQL_CACHING_SHA2_PASSWORD' as const,
            }),
      },
    ],
  });
  const targets = resource(
    'AWS::RDS::DBProxyTargetGroup',
    {
      DBProxyName: made.ref,
      TargetGroupName: 'default',
      DBInstanceIdentifiers: [database.instance.ref],
      ConnectionPoolConfigurationInfo: {
        MaxConnectionsPercent: settings.maxConnectionsPercent,
        MaxIdleConnectionsPercent: settings.maxIdleConnectionsPercent,
        ConnectionBorrowTimeout: settings.connectionBorrowTimeoutSeconds,
      },
    },
    // CloudFormation waits until the target is available, which it never is when the database does not admit the proxy.
    { dependsOn: [network.resources.databaseFromProxy] },
  );
  return { role, proxy: made, targets };
}

/**
 * The ARN of a user of the proxy, for rds-db:connect. Source: RDS User Guide, "Connecting to a database through RDS
 * Proxy": the proxy's resource id, `prx-…`, is the last part of its ARN.
 */
export function proxyUserArn(made: Resource<'AWS::RDS::DBProxy'>, username: string) {
  const resourceId = select(6, split(':', made.get('DBProxyArn')));
  return sub`arn:${aws.partition}:rds-db:${aws.region}:${aws.accountId}:dbuser:${resourceId}/${username}`;
}

/**
 * RDS demands a name and makes none, and CloudFormation makes a replacement before it deletes: so a name carries a hash
 * of the network, of which every change replaces the proxy. The zones of subnets that are made need not be in it: they
 * are chosen at creation and then kept. At most 49 characters, of the 60 that are safe.
 */
export function proxyName({ stackName, network }: Pick<Config, 'stackName' | 'network'>): string {
  const place =
    network.kind === 'own' ? [network.cidr] : [network.vpcId, ...sortedSubnetIds(network.subnetIds)];
  return `${stackName}-${createHash('sha256').update(place.join(' ')).digest('hex').slice(0, 8)}`;
}
