// Parts of a template for tests of RDS: a network with subnets in two zones, a database in it, a proxy before that.

type Part = readonly [type: string, properties: object, attributes?: object];

const ref = (Ref: string) => ({ Ref });
const attribute = (name: string, of: string) => ({ 'Fn::GetAtt': [name, of] });

export function network(): Readonly<Record<string, Part>> {
  const subnet = (block: string, AvailabilityZone: string): Part => [
    'AWS::EC2::Subnet',
    { VpcId: ref('Vpc'), CidrBlock: block, AvailabilityZone },
  ];
  const group: Part = ['AWS::EC2::SecurityGroup', { GroupDescription: 'g', VpcId: ref('Vpc') }];
  return {
    Vpc: ['AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }],
    SubnetA: subnet('10.0.0.0/24', 'us-east-1a'),
    SubnetB: subnet('10.0.1.0/24', 'us-east-1b'),
    DatabaseGroup: group,
    ProxyGroup: group,
    SubnetGroup: [
      'AWS::RDS::DBSubnetGroup',
      { DBSubnetGroupDescription: 's', SubnetIds: [ref('SubnetA'), ref('SubnetB')] },
    ],
    Secret: [
      'AWS::SecretsManager::Secret',
      { SecretString: '{"username":"webhook","password":"a-long-password"}' },
    ],
  };
}

export function database(properties: object = {}, attributes: object = {}): Part {
  return [
    'AWS::RDS::DBInstance',
    {
      Engine: 'mysql',
      EngineVersion: '8.4',
      DBName: 'webhooks',
      AllocatedStorage: '20',
      MasterUsername: 'webhook',
      MasterUserPassword: { 'Fn::Sub': '{{resolve:secretsmanager:${Secret}:SecretString:password}}' },
      DBSubnetGroupName: ref('SubnetGroup'),
      VPCSecurityGroups: [attribute('DatabaseGroup', 'GroupId')],
      ...properties,
    },
    attributes,
  ];
}

export function databaseStack(properties: object = {}, attributes: object = {}) {
  return { ...network(), Database: database(properties, attributes) };
}

/** `admitted: false` leaves out the rule that lets the proxy in to the database. */
export function proxyStack({
  admitted = true,
  proxy = {},
  targets = {},
  database: databaseProperties = {},
}: {
  readonly admitted?: boolean;
  readonly proxy?: object;
  readonly targets?: object;
  readonly database?: object;
} = {}) {
  const rule: Part = [
    'AWS::EC2::SecurityGroupIngress',
    {
      GroupId: attribute('DatabaseGroup', 'GroupId'),
      SourceSecurityGroupId: attribute('ProxyGroup', 'GroupId'),
      IpProtocol: 'tcp',
      FromPort: 3306,
      ToPort: 3306,
    },
  ];
  return {
    ...databaseStack(databaseProperties),
    ...(admitted ? { Rule: rule } : {}),
    Proxy: [
      'AWS::RDS::DBProxy',
      {
        DBProxyName: 'the-proxy',
        EngineFamily: 'MYSQL',
        RoleArn: 'arn:aws:iam::123456789012:role/proxy',
        VpcSubnetIds: [ref('SubnetA'), ref('SubnetB')],
        VpcSecurityGroupIds: [attribute('ProxyGroup', 'GroupId')],
        Auth: [{ AuthScheme: 'SECRETS', SecretArn: ref('Secret') }],
        ...proxy,
      },
    ],
    Targets: [
      'AWS::RDS::DBProxyTargetGroup',
      {
        DBProxyName: ref('Proxy'),
        TargetGroupName: 'default',
        DBInstanceIdentifiers: [ref('Database')],
        ...targets,
      },
      { DependsOn: admitted ? ['Rule'] : [] },
    ],
  };
}
