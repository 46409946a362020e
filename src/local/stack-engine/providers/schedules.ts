import { generatedName } from '../identifiers.ts';
import { plainRecord } from './provider.ts';

export const rule = plainRecord(
  ({ ids, properties, stackName, logicalId }) =>
    String(properties.Name ?? generatedName(ids, stackName, logicalId)),
  (name, { world }) => ({
    Arn: `arn:aws:events:${world.region}:${world.account}:rule/${name}`,
    RuleName: name,
  }),
  'Name',
);

export const schedule = plainRecord(
  ({ ids, properties, stackName, logicalId }) =>
    String(properties.Name ?? generatedName(ids, stackName, logicalId)),
  (name, { world, properties }) => ({
    Arn: `arn:aws:scheduler:${world.region}:${world.account}:schedule/${String(properties.GroupName ?? 'default')}/${name}`,
  }),
  'Name',
);
