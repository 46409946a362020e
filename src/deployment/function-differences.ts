import type { Known } from './deployed-values.ts';
import type { Difference } from './live.ts';
import type { FunctionSettings, FunctionState } from './ports.ts';

export interface FunctionDifferences {
  readonly code?: { readonly bucket: string; readonly key: string; readonly difference: Difference };
  readonly differences: readonly Difference[];
  /** What brings it back. */
  readonly settings: FunctionSettings;
  /** What cannot be brought back from here, in words. */
  readonly lost: readonly string[];
}

type Properties = Readonly<Record<string, unknown>>;

/** Compares a live function with its deployed properties. Values of variables are never told: one of them is a key. */
export function functionDifferences(
  properties: Properties,
  live: FunctionState,
  known: (expression: unknown) => Known,
): FunctionDifferences {
  const differences: Difference[] = [];
  let settings: FunctionSettings = {};
  for (const [property, name] of PLAIN) {
    const should = known(properties[property]);
    // What a service does not tell is taken for right.
    if (properties[property] === undefined || should === undefined || live[name] === '') continue;
    if (agrees(should, live[name])) continue;
    if (!('is' in should)) {
      differences.push({ property, is: String(live[name]) });
      continue;
    }
    differences.push({ property, is: String(live[name]), should: String(should.is) });
    settings = { ...settings, [name]: should.is };
  }
  const network = record(properties.VpcConfig);
  const subnetIds = all(network.SubnetIds, known);
  const groupIds = all(network.SecurityGroupIds, known);
  if (
    subnetIds !== undefined &&
    groupIds !== undefined &&
    !(same(subnetIds, live.subnetIds) && same(groupIds, live.groupIds))
  ) {
    differences.push({
      property: 'VpcConfig',
      is: [...live.subnetIds, ...live.groupIds].join(' ') || 'in no VPC',
      should: [...subnetIds, ...groupIds].join(' '),
    });
    settings = { ...settings, subnetIds, groupIds };
  }
  const logging = record(properties.LoggingConfig);
  const [logFormat, logGroup] = [known(logging.LogFormat), known(logging.LogGroup)];
  if (differs(logFormat, live.logFormat) || differs(logGroup, live.logGroup)) {
    differences.push({
      property: 'LoggingConfig',
      is: words(live.logFormat, live.logGroup),
      should: words(toldValue(logFormat), toldValue(logGroup)),
    });
    // What is not known stays as it is.
    settings = {
      ...settings,
      ...(toldValue(logFormat) === undefined ? {} : { logFormat: String(toldValue(logFormat)) }),
      ...(toldValue(logGroup) === undefined ? {} : { logGroup: String(toldValue(logGroup)) }),
    };
  }
  const variables = variableDifferences(
    record(record(properties.Environment).Variables),
    live.environment,
    known,
  );
  if (variables.differences.length > 0) {
    differences.push(...variables.differences);
    settings = { ...settings, environment: variables.wanted };
  }
  const code = codeDifference(record(properties.Code), live.codeSha256, known);
  return { ...(code === undefined ? {} : { code }), differences, settings, lost: variables.lost };
}

/** The hash that Lambda tells of an artifact: its key is the same in hexadecimal. Undefined for a key that is none of ours. */
export function sha256OfKey(key: string): string | undefined {
  const hex = /([0-9a-f]{64})\.zip$/.exec(key)?.[1];
  return hex === undefined ? undefined : Buffer.from(hex, 'hex').toString('base64');
}

const PLAIN = [
  ['MemorySize', 'memoryMb'],
  ['Timeout', 'timeoutSeconds'],
  ['Handler', 'handler'],
  ['Runtime', 'runtime'],
  ['Description', 'description'],
  ['Role', 'roleArn'],
] as const;

function variableDifferences(
  declared: Properties,
  live: FunctionState['environment'],
  known: (expression: unknown) => Known,
) {
  const differences: Difference[] = [];
  const lost: string[] = [];
  const wanted: Record<string, string> = {};
  for (const [name, expression] of Object.entries(declared)) {
    const should = known(expression);
    const value = live[name];
    if (should === undefined || !('is' in should)) {
      // Its value is CloudFormation's secret: what is there is taken for right.
      if (value === undefined) {
        lost.push(`its variable ${name} was removed, and only CloudFormation knows its value`);
      } else wanted[name] = value;
      continue;
    }
    wanted[name] = String(should.is);
    if (value !== String(should.is)) differences.push({ property: `Environment.${name}` });
  }
  for (const name of Object.keys(live)) {
    if (!Object.hasOwn(declared, name)) differences.push({ property: `Environment.${name}` });
  }
  return { differences, wanted, lost };
}

function codeDifference(
  code: Properties,
  live: string,
  known: (expression: unknown) => Known,
): FunctionDifferences['code'] {
  const [bucket, key] = [toldValue(known(code.S3Bucket)), toldValue(known(code.S3Key))];
  const should = sha256OfKey(String(key));
  if (should === undefined || live === '' || should === live) return undefined;
  return { bucket: String(bucket), key: String(key), difference: { property: 'Code', is: live, should } };
}

function agrees(should: NonNullable<Known>, live: unknown): boolean {
  if ('is' in should) return String(should.is) === String(live);
  return String(live).endsWith(should.endsWith);
}

function differs(should: Known, live: unknown): boolean {
  if (live === undefined || should === undefined || !('is' in should)) return false;
  return should.is !== undefined && should.is !== live;
}

function toldValue(should: Known): unknown {
  return should !== undefined && 'is' in should ? should.is : undefined;
}

/** All values of a list; undefined where one is not known. */
function all(list: unknown, known: (expression: unknown) => Known): readonly string[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const values = list.map((item) => toldValue(known(item)));
  return values.every((value) => typeof value === 'string') ? (values as string[]) : undefined;
}

function words(...values: readonly unknown[]): string {
  return values.filter((value) => value !== undefined).join(' ');
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.toSorted().join() === other.toSorted().join();
}

function record(value: unknown): Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
