import type { World } from '../world.ts';
import type { Controls, ForeignResource } from './control.ts';

type AccountControls = Pick<Controls, 'addBucket' | 'addResource' | 'addSecret' | 'setLimits' | 'withdraw'>;

/** What others have in the account, and what AWS grants and offers in it. */
export function accountControls(world: World): AccountControls {
  return {
    addBucket({ name, owner }) {
      const createdAt = world.clock.now();
      world.buckets.set(name, { name, owner, createdAt, objects: new Map(), settings: new Map() });
    },
    addSecret({ name, value, kmsKeyId, deleted }) {
      // Secrets Manager adds six characters to every ARN. One that is named by its ARN may be another account's.
      const arn = name.startsWith('arn:')
        ? name
        : `arn:aws:secretsmanager:${world.region}:${world.account}:secret:${name}-LoCaL1`;
      const createdAt = world.clock.now();
      world.secrets.set(arn, {
        arn,
        name,
        value,
        properties: kmsKeyId === undefined ? {} : { KmsKeyId: kmsKeyId },
        createdAt,
        ...(deleted ? { deletedAt: createdAt } : {}),
      });
    },
    addResource: (resource) => add(world, resource),
    setLimits(limits) {
      for (const [name, value] of Object.entries(limits)) world.limits.set(name, value);
    },
    withdraw(offer) {
      world.withdrawn.push(offer);
    },
  };
}

function add(world: World, { type, id, properties = {} }: ForeignResource): void {
  const createdAt = world.clock.now();
  const arn = (kind: string) => `arn:aws:rds:${world.region}:${world.account}:${kind}:${id}`;
  switch (type) {
    case 'AWS::EC2::VPC':
      world.vpcs.set(id, { id, properties });
      return;
    case 'AWS::EC2::Subnet':
      world.subnets.set(id, { id, properties });
      return;
    case 'AWS::EC2::SecurityGroup':
    case 'AWS::EC2::VPCEndpoint':
      world.others.set(id, { type, properties });
      return;
    case 'AWS::RDS::DBInstance':
      world.databases.set(id, {
        id,
        arn: arn('db'),
        properties,
        status: 'available',
        endpoint: { address: `${id}.local`, port: 3306 },
        createdAt,
      });
      return;
    case 'AWS::RDS::DBProxy':
      world.proxies.set(id, {
        name: id,
        arn: arn('db-proxy'),
        properties,
        status: 'available',
        endpoint: `${id}.local`,
        createdAt,
      });
      return;
    case 'AWS::RDS::DBSnapshot': {
      const { Status: status = 'available', DBInstanceIdentifier: databaseId = 'gone' } = properties;
      world.snapshots?.set(id, {
        id,
        arn: arn('snapshot'),
        databaseId: String(databaseId),
        status: String(status),
        properties,
        createdAt,
      });
      return;
    }
    default:
      throw new TypeError(`no ${type} can be put into the local cloud`);
  }
}
