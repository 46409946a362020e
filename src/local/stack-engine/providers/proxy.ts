import type { DatabaseProxy, World } from '../../world.ts';
import { ResourceError } from '../errors.ts';
import { textsOf } from '../json.ts';
import { type Provider, serviceError, type Task } from './provider.ts';
import { readHealth } from './target-health.ts';

export const databaseProxy: Provider = {
  nameProperty: 'DBProxyName',
  exists: (world, name) => named(world, name) !== undefined,
  create(task) {
    const { world, ids, properties } = task;
    const name = String(properties.DBProxyName);
    if (named(world, name) !== undefined) {
      throw serviceError(task, 'Rds', `DBProxy with name ${name} already exists`, 'AlreadyExists');
    }
    checkServiceLinkedRole(task);
    checkSubnets(task);
    const id = `prx-0${ids.hex(16)}`;
    const proxy: DatabaseProxy = {
      name,
      arn: `arn:aws:rds:${world.region}:${world.account}:db-proxy:${id}`,
      properties,
      status: 'creating',
      endpoint: `${name}.proxy-${ids.lower(12)}.${world.region}.rds.amazonaws.com`,
      createdAt: world.clock.now(),
    };
    world.proxies.set(name, proxy);
    const [subnet] = textsOf(properties.VpcSubnetIds);
    return {
      physicalId: name,
      attributes: {
        DBProxyArn: proxy.arn,
        Endpoint: proxy.endpoint,
        VpcId: world.subnets.get(subnet ?? '')?.properties.VpcId,
      },
    };
  },
  update(task, { physicalId }) {
    const found = named(task.world, physicalId);
    if (found === undefined) throw serviceError(task, 'Rds', `DBProxy ${physicalId} not found.`, 'NotFound');
    found.properties = task.properties;
    found.status = 'modifying';
    return undefined;
  },
  async settle({ world, sleep, duration }, { physicalId }) {
    await sleep(duration);
    const found = named(world, physicalId);
    if (found !== undefined) found.status = 'available';
  },
  async remove({ world, sleep, duration }, physicalId) {
    const found = named(world, physicalId);
    if (found === undefined) return;
    found.status = 'deleting';
    await sleep(duration);
    world.proxies.delete(found.name);
  },
};

/**
 * Makes nothing: RDS makes the default target group with the proxy. CloudFormation sets its pool, registers the targets and
 * waits until all are available, asking every 5 seconds, 240 times. Source: the type's own handlers,
 * aws-cloudformation/aws-cloudformation-resource-providers-rds-proxy.
 */
export const targetGroup: Provider = {
  create(task) {
    const { world, properties } = task;
    if (properties.TargetGroupName !== 'default') {
      throw serviceError(task, 'Rds', 'The target group name must be default');
    }
    const proxy = proxyOf(task);
    register(task, proxy);
    const arn = `arn:aws:rds:${world.region}:${world.account}:target-group:${proxy.arn.split(':').at(-1)?.replace('prx-', 'prx-tg-')}`;
    return { physicalId: arn, attributes: { TargetGroupArn: arn } };
  },
  update(task) {
    register(task, proxyOf(task));
    return undefined;
  },
  async settle(task) {
    const proxy = proxyOf(task);
    const healthyAt = task.world.clock.now() + task.duration;
    for (let poll = 0; poll < POLLS; poll += 1) {
      // What is registered only now stays so for a moment.
      const left = healthyAt - task.world.clock.now();
      await task.sleep(left > 0 ? Math.min(left, POLL) : POLL);
      const targets = readHealth(task, { proxy, healthyAt });
      if (targets.every(({ state }) => state === 'AVAILABLE')) return;
    }
    throw new ResourceError('Timed out waiting for target group to become available.', 'NotStabilized');
  },
  remove({ world, properties }) {
    const proxy = named(world, String(properties.DBProxyName));
    if (proxy !== undefined) delete proxy.targetGroup;
  },
};

const POLL = 5_000;
const POLLS = 240;

function named({ proxies }: World, name: string): DatabaseProxy | undefined {
  return [...proxies.values()].find((each) => each.name.toLowerCase() === name.toLowerCase());
}

function proxyOf(task: Task): DatabaseProxy {
  const name = String(task.properties.DBProxyName);
  const found = named(task.world, name);
  if (found !== undefined) return found;
  throw serviceError(task, 'Rds', `DBProxy ${name} not found.`, 'NotFound');
}

function register(task: Task, proxy: DatabaseProxy): void {
  const { world, properties } = task;
  const targets = textsOf(properties.DBInstanceIdentifiers ?? []).map((databaseId) => {
    const known = proxy.targetGroup?.targets.find((each) => each.databaseId === databaseId);
    const database = world.databases.get(databaseId);
    if (database === undefined) {
      throw serviceError(task, 'Rds', `DBInstance ${databaseId} not found.`, 'NotFound');
    }
    if (!REGISTERABLE.includes(database.status)) {
      throw serviceError(
        task,
        'Rds',
        `DB Instance ${databaseId} is in an unsupported state - ${database.status.toUpperCase()}, needs to be in [AVAILABLE, MODIFYING, BACKING_UP, CREATING]`,
      );
    }
    return known ?? { databaseId, state: 'REGISTERING' };
  });
  const pool = (properties.ConnectionPoolConfigurationInfo ?? {}) as Readonly<Record<string, unknown>>;
  proxy.targetGroup = { pool, targets };
}

const REGISTERABLE = ['available', 'modifying', 'backing-up', 'creating', 'resetting-master-credentials'];

/** RDS User Guide, "Using service-linked roles for Amazon RDS": DB instances make it when they may, proxies do not. */
function checkServiceLinkedRole(task: Task): void {
  const { roles, account } = task.world;
  if ([...roles.values()].some(({ name }) => name === 'AWSServiceRoleForRDS')) return;
  throw serviceError(
    task,
    'Rds',
    `RDS is not authorized to assume service-linked role arn:aws:iam::${account}:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS`,
  );
}

/** RDS User Guide, "Planning where to use RDS Proxy": two zones at least, of those that support it. */
function checkSubnets(task: Task): void {
  const { world, properties } = task;
  const ids = textsOf(properties.VpcSubnetIds);
  const missing = ids.find((id) => !world.subnets.has(id));
  if (missing !== undefined) {
    throw serviceError(task, 'Rds', `Subnet ID ${missing} not found`, 'NotFound');
  }
  const zones = new Set(ids.map((id) => zoneIdOf(world, id)));
  for (const refused of ['use1-az3', 'usw1-az2']) zones.delete(refused);
  if (zones.size >= 2) return;
  throw serviceError(
    task,
    'Rds',
    'RDS Proxy requires at least two subnets in different supported Availability Zones',
  );
}

function zoneIdOf({ subnets, zones }: World, subnetId: string): string {
  const { AvailabilityZone, AvailabilityZoneId } = subnets.get(subnetId)?.properties ?? {};
  const wanted = AvailabilityZone ?? AvailabilityZoneId;
  return zones.find(({ name, id }) => name === wanted || id === wanted)?.id ?? String(wanted);
}
