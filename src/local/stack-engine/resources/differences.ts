import { type Properties, sameJson } from '../json.ts';
import { resourceSchema } from '../resource-schema.generated.ts';
import type { Instance } from '../stack-record.ts';

/** Names of properties that differ, in alphabetical order. */
export function changedProperties(before: Properties, after: Properties): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => !sameJson(before[name], after[name]))
    .sort();
}

/** Whether a change of a property replaces the resource. Source: "Update requires" in the CloudFormation Template Reference. */
export function recreation(type: string, property: string): 'Always' | 'Conditionally' | 'Never' {
  const schema = resourceSchema[type];
  if (schema?.replaces.includes(property) === true) return 'Always';
  return schema?.mayReplace.includes(property) === true ? 'Conditionally' : 'Never';
}

/** Whether an update to these properties needs a new resource, now that all values are known. */
export function needsReplacement({ type, properties: before }: Instance, after: Properties): boolean {
  return changedProperties(before, after).some((property) => {
    const answer = recreation(type, property);
    return (
      answer === 'Always' ||
      (answer === 'Conditionally' && REPLACE_WHEN_GIVEN.includes(property) && after[property] !== undefined)
    );
  });
}

/** Of the properties that replace conditionally, those that do whenever another value is given. */
const REPLACE_WHEN_GIVEN = [
  'AvailabilityZone',
  'DBClusterSnapshotIdentifier',
  'DBSnapshotIdentifier',
  'Engine',
  'SourceDBInstanceIdentifier',
];
