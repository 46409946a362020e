import type { World } from '../../world.ts';
import { isObject, type Properties, sameJson } from '../json.ts';
import { liveResource } from '../live-resource.ts';
import type { ResourceDriftRecord, ResourceRecord } from '../stack-record.ts';

/**
 * Compares a resource with what its template says. Undefined for one that is not compared at all.
 * Source: CloudFormation User Guide, "Detect unmanaged configuration changes": only what the template sets is compared, no
 * write-only property, and nothing that comes from a dynamic reference to a secret.
 */
export function compareResource(
  world: World,
  { logicalId, type, instance }: ResourceRecord,
): ResourceDriftRecord | undefined {
  if (instance === undefined || UNSUPPORTED.includes(type)) return undefined;
  const of = { logicalId, type, physicalId: instance.physicalId, at: world.clock.now() };
  const expected = compared(type, instance.properties);
  const live = liveResource(world, instance);
  if (live === undefined) return { ...of, status: 'DELETED', expected, differences: [] };
  const actual = Object.fromEntries(
    Object.keys(expected).flatMap((name) =>
      live.properties[name] === undefined ? [] : [[name, live.properties[name]]],
    ),
  );
  const differences = [...differencesOf(expected, actual, '')];
  const status = differences.length === 0 ? 'IN_SYNC' : 'MODIFIED';
  return { ...of, status, expected, actual, differences };
}

/** Assumed: the list of types in the User Guide, "Resource type support", changes. */
const UNSUPPORTED: readonly string[] = ['AWS::IAM::Policy'];

/** The resource types' schemas in the CloudFormation registry, `writeOnlyProperties`. */
const WRITE_ONLY: Readonly<Record<string, readonly string[]>> = {
  'AWS::Lambda::Function': ['Code'],
  'AWS::RDS::DBInstance': [
    'AllowMajorVersionUpgrade',
    'DeleteAutomatedBackups',
    'DBSnapshotIdentifier',
    'MasterUserPassword',
  ],
  'AWS::SecretsManager::Secret': ['GenerateSecretString', 'SecretString'],
};

function compared(type: string, properties: Properties): Properties {
  return Object.fromEntries(
    Object.entries(properties).filter(
      ([name, value]) =>
        WRITE_ONLY[type]?.includes(name) !== true && !JSON.stringify(value).includes('{{resolve:'),
    ),
  );
}

function* differencesOf(
  expected: unknown,
  actual: unknown,
  path: string,
): Generator<ResourceDriftRecord['differences'][number]> {
  if (sameJson(expected, actual)) return;
  const both = <Kind>(is: (value: unknown) => value is Kind) => is(expected) && is(actual);
  if (both(isObject) || both(Array.isArray)) {
    const [should, is] = [expected as Properties, actual as Properties];
    for (const name of new Set([...Object.keys(should), ...Object.keys(is)])) {
      yield* differencesOf(should[name], is[name], `${path}/${name}`);
    }
    return;
  }
  const kind = actual === undefined ? 'REMOVE' : expected === undefined ? 'ADD' : 'NOT_EQUAL';
  yield { path, kind, expected: textOf(expected), actual: textOf(actual) };
}

/** CloudFormation API reference, PropertyDifference: both values are texts, and there. */
function textOf(value: unknown): string {
  return value === undefined ? 'null' : typeof value === 'string' ? value : JSON.stringify(value);
}
