import { addRdsServiceLinkedRole } from '../../create-world.ts';
import type { World } from '../../world.ts';
import { generatedName } from '../identifiers.ts';
import { type Properties, sameJson, textsOf } from '../json.ts';
import { resolveDynamicReferences } from '../template/dynamic-references.ts';
import { keptOfDatabase } from './database-changes.ts';
import { alreadyExists, type Provider, put, serviceError, type Task } from './provider.ts';

export const subnetGroup: Provider = {
  nameProperty: 'DBSubnetGroupName',
  exists: ({ others }, name) => others.has(name),
  create(task) {
    const { world, ids, properties, stackName, logicalId } = task;
    const made = generatedName(ids, stackName, logicalId, { longest: 255, lowerCase: true });
    const name = String(properties.DBSubnetGroupName ?? made).toLowerCase();
    if (world.others.has(name)) throw alreadyExists(task, name);
    checkCoverage(task);
    addRdsServiceLinkedRole(world);
    put(task, name);
    const arn = `arn:aws:rds:${world.region}:${world.account}:subgrp:${name}`;
    return { physicalId: name, attributes: { DBSubnetGroupArn: arn } };
  },
  update(task, { physicalId, properties: before }) {
    checkCoverage(task);
    // RDS API reference, ModifyDBSubnetGroup: a group stays in its VPC.
    if (vpcOf(task.world, before) !== vpcOf(task.world, task.properties)) {
      throw serviceError(task, 'Rds', 'The new Subnets are not in the same Vpc as the existing subnet group');
    }
    put(task, physicalId);
    return undefined;
  },
  remove(task, physicalId) {
    const user = [...task.world.databases.values()].find(
      ({ properties }) => properties.DBSubnetGroupName === physicalId,
    );
    if (user !== undefined) {
      throw serviceError(
        task,
        'Rds',
        `Cannot delete the subnet group '${physicalId}' because at least one database instance: ${user.id} is still using it.`,
      );
    }
    task.world.others.delete(physicalId);
  },
};

export const databaseInstance: Provider = {
  nameProperty: 'DBInstanceIdentifier',
  exists: ({ databases }, name) => databases.has(name.toLowerCase()),
  create(task) {
    const { world, ids, properties, stackName, logicalId } = task;
    const made = generatedName(ids, stackName, logicalId, { longest: 63, lowerCase: true });
    const id = String(properties.DBInstanceIdentifier ?? made).toLowerCase();
    if (world.databases.has(id))
      throw serviceError(task, 'Rds', 'DB instance already exists', 'AlreadyExists');
    checkCreation(task);
    addRdsServiceLinkedRole(world);
    const arn = `arn:aws:rds:${world.region}:${world.account}:db:${id}`;
    const endpoint = {
      address: `${id}.${ids.lower(12)}.${world.region}.rds.amazonaws.com`,
      port: Number(properties.Port ?? 3306),
    };
    world.databases.set(id, {
      id,
      arn,
      properties: { ...properties, ...restored(world, properties) },
      status: 'creating',
      endpoint,
      createdAt: world.clock.now(),
    });
    return {
      physicalId: id,
      attributes: {
        DBInstanceArn: arn,
        DbiResourceId: `db-${ids.upper(26)}`,
        'Endpoint.Address': endpoint.address,
        'Endpoint.Port': String(endpoint.port),
        'Endpoint.HostedZoneId': `Z${ids.upper(13)}`,
      },
    };
  },
  update(task, { physicalId, properties: before }) {
    const found = task.world.databases.get(physicalId);
    if (found === undefined) {
      throw serviceError(task, 'Rds', `DBInstance ${physicalId} not found.`, 'NotFound');
    }
    checkVersion(task);
    const kept = keptOfDatabase(task, before, found.properties);
    // A restored database's come from its snapshot, not from the template. A password that the template does not change stays as
    // it was set.
    const { MasterUsername, DBName, MasterUserPassword } = found.properties;
    const password = sameJson(
      resolveDynamicReferences(before.MasterUserPassword, task.world),
      task.properties.MasterUserPassword,
    )
      ? defined({ MasterUserPassword })
      : {};
    found.properties = { ...defined({ MasterUsername, DBName }), ...task.properties, ...password, ...kept };
    found.status = 'modifying';
    return undefined;
  },
  async settle({ world, sleep, duration }, { physicalId }) {
    await sleep(duration);
    const found = world.databases.get(physicalId);
    if (found !== undefined) found.status = 'available';
  },
  async remove(task, physicalId) {
    const { world, sleep, duration } = task;
    const found = world.databases.get(physicalId);
    if (found === undefined) return;
    if (String(found.properties.DeletionProtection) === 'true') {
      throw serviceError(
        task,
        'Rds',
        'Cannot delete protected DB Instance, please disable deletion protection and try again.',
      );
    }
    found.status = 'deleting';
    await sleep(duration);
    world.databases.delete(physicalId);
  },
  async snapshot({ world, ids, stackName, logicalId, sleep }, physicalId) {
    const found = world.databases.get(physicalId);
    // One that never became available holds nothing; a protected one is not deleted anyway.
    if (found === undefined || found.status === 'creating') return;
    if (String(found.properties.DeletionProtection) === 'true') return;
    const id = generatedName(ids, `${stackName}-snapshot`, logicalId, { longest: 255, lowerCase: true });
    const { MasterUserPassword: password, ...properties } = found.properties;
    const snapshot = {
      id,
      arn: `arn:aws:rds:${world.region}:${world.account}:snapshot:${id}`,
      databaseId: physicalId,
      status: 'creating',
      properties,
      ...(password === undefined ? {} : { password: String(password) }),
      createdAt: world.clock.now(),
    };
    world.snapshots?.set(id, snapshot);
    await sleep(SNAPSHOT);
    snapshot.status = 'available';
  },
};

function vpcOf({ subnets }: World, { SubnetIds }: Properties): unknown {
  return subnets.get(textsOf(SubnetIds ?? [])[0] ?? '')?.properties.VpcId;
}

/** Milliseconds that a small snapshot takes. */
const SNAPSHOT = 60_000;

function checkCreation(task: Task): void {
  const { world, properties } = task;
  const group = properties.DBSubnetGroupName;
  if (group !== undefined && world.others.get(String(group))?.type !== 'AWS::RDS::DBSubnetGroup') {
    throw serviceError(task, 'Rds', `DBSubnetGroup not found: ${String(group)}`, 'NotFound');
  }
  checkVersion(task);
  const snapshot = properties.DBSnapshotIdentifier;
  if (snapshot !== undefined && !world.snapshots?.has(String(snapshot).split(':').at(-1) ?? '')) {
    throw serviceError(task, 'Rds', `DBSnapshot not found: ${String(snapshot)}`, 'NotFound');
  }
  if (snapshot === undefined && properties.MasterUsername === undefined) {
    throw serviceError(task, 'Rds', 'The parameter MasterUsername must be provided and must not be blank.');
  }
  const password = properties.MasterUserPassword;
  // RDS User Guide, "Quotas and constraints for Amazon RDS": 8 to 41 characters for MySQL.
  if (typeof password === 'string' && (password.length < 8 || password.length > 41)) {
    throw serviceError(
      task,
      'Rds',
      'The parameter MasterUserPassword is not a valid password because it is shorter than 8 or longer than 41 characters.',
    );
  }
}

function checkVersion(task: Task): void {
  const { Engine, EngineVersion } = task.properties;
  const version = String(EngineVersion ?? '8.4');
  if (/^(8\.4|8\.0|5\.7)(\.[\w.-]+)?$/.test(version)) return;
  throw serviceError(task, 'Rds', `Cannot find version ${version} for ${String(Engine)}`);
}

/** What a database restored from a snapshot has of it. RDS User Guide, "Restoring to a DB instance": its credentials too. */
function restored({ snapshots }: World, { DBSnapshotIdentifier }: Properties): Properties {
  const id =
    String(DBSnapshotIdentifier ?? '')
      .split(':')
      .at(-1) ?? '';
  const snapshot = snapshots?.get(id);
  const { MasterUsername, DBName } = snapshot?.properties ?? {};
  return defined({ MasterUsername, DBName, MasterUserPassword: snapshot?.password });
}

function defined(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}

/** RDS User Guide, "Working with a DB instance in a VPC": two Availability Zones at least. */
function checkCoverage(task: Task): void {
  const { world, properties } = task;
  const ids = textsOf(properties.SubnetIds ?? []);
  const missing = ids.find((id) => !world.subnets.has(id));
  if (missing !== undefined) {
    throw serviceError(task, 'Rds', `Some input subnets in :[${missing}] are invalid.`);
  }
  const zones = new Set(
    ids.map((id) => {
      const { AvailabilityZone, AvailabilityZoneId } = world.subnets.get(id)?.properties ?? {};
      return String(AvailabilityZone ?? AvailabilityZoneId);
    }),
  );
  if (zones.size >= 2) return;
  throw serviceError(
    task,
    'Rds',
    `DB Subnet Group doesn't meet availability zone coverage requirement. Please add subnets to cover at least 2 availability zones. Current coverage: ${zones.size}`,
  );
}
