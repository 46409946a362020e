import { generatedName } from '../identifiers.ts';
import { alreadyExists, type Provider } from './provider.ts';

export const logGroup: Provider = {
  nameProperty: 'LogGroupName',
  exists: ({ logGroups }, name) => logGroups.has(name),
  create(task) {
    const { world, ids, properties, stackName, logicalId } = task;
    const { LogGroupName, RetentionInDays } = properties;
    const name = String(LogGroupName ?? generatedName(ids, stackName, logicalId, { longest: 512 }));
    if (world.logGroups.has(name)) {
      throw alreadyExists(task, JSON.stringify({ '/properties/LogGroupName': name }));
    }
    const arn = `arn:aws:logs:${world.region}:${world.account}:log-group:${name}:*`;
    world.logGroups.set(name, {
      name,
      arn,
      events: [],
      ...(RetentionInDays === undefined ? {} : { retentionInDays: Number(RetentionInDays) }),
    });
    return { physicalId: name, attributes: { Arn: arn } };
  },
  update({ world, properties }, { physicalId }) {
    const found = world.logGroups.get(physicalId);
    if (found === undefined) return undefined;
    delete found.retentionInDays;
    if (properties.RetentionInDays !== undefined) found.retentionInDays = Number(properties.RetentionInDays);
    return undefined;
  },
  remove({ world }, physicalId) {
    world.logGroups.delete(physicalId);
  },
};
