import { generatedName } from '../identifiers.ts';
import { textsOf } from '../json.ts';
import { alreadyExists, type Provider, plainRecord, serviceError } from './provider.ts';

export const role: Provider = {
  nameProperty: 'RoleName',
  exists: ({ roles }, name) => roles.has(name),
  create(task) {
    const { world, ids, properties, stackName, logicalId } = task;
    const name = String(properties.RoleName ?? generatedName(ids, stackName, logicalId));
    if (world.roles.has(name)) throw alreadyExists(task, name);
    const path = String(properties.Path ?? '/');
    const arn = `arn:aws:iam::${world.account}:role${path}${name}`;
    world.roles.set(name, { name, arn, properties, serviceLinked: false, createdAt: world.clock.now() });
    return { physicalId: name, attributes: { Arn: arn, RoleId: `AROA${ids.upper(17)}` } };
  },
  update({ world, properties }, { physicalId }) {
    const found = world.roles.get(physicalId);
    if (found !== undefined) found.properties = properties;
    return undefined;
  },
  remove({ world }, physicalId) {
    world.roles.delete(physicalId);
  },
};

const attachedPolicy = plainRecord(
  ({ ids, stackName, logicalId }) => generatedName(ids, stackName.slice(0, 5), logicalId.slice(0, 5)),
  (Id) => ({ Id }),
);

export const policy: Provider = {
  ...attachedPolicy,
  create(task) {
    const missing = textsOf(task.properties.Roles ?? []).find((name) => !task.world.roles.has(name));
    if (missing !== undefined) {
      throw serviceError(task, 'Iam', `The role with name ${missing} cannot be found.`, 'NotFound');
    }
    return attachedPolicy.create(task);
  },
};
