import type { DriftDetection, ResourceDrift } from './cloudformation-ports.ts';
import { isSecret, mentionsSecret, secretParameters } from './secret-values.ts';
import type { StackResource } from './stack.ts';
import { readTemplate } from './template.ts';

/** One property that lives otherwise than the template says. Values that may be secret are left out. */
export interface DriftDifference {
  /** Its path, `Tags.0.Value`. */
  readonly property: string;
  /** `added`: the template has none; `removed`: what lives has none. */
  readonly change: 'changed' | 'added' | 'removed';
  readonly should?: string;
  readonly is?: string;
  readonly secret?: true;
}

export interface DriftedResource {
  readonly logicalId: string;
  readonly resourceType: string;
  readonly physicalId?: string;
  readonly state: 'modified' | 'deleted';
  readonly differences: readonly DriftDifference[];
}

export interface UncheckedResource {
  readonly logicalId: string;
  readonly resourceType: string;
  /** AWS's words for one that could not be compared; none for a type that CloudFormation does not compare. */
  readonly reason?: string;
}

/** What CloudFormation's drift detection found. */
export interface DriftReport {
  readonly drifted: readonly DriftedResource[];
  /** How many resources were compared. */
  readonly compared: number;
  readonly notChecked: readonly UncheckedResource[];
  /** Why not everything that could be was compared, in AWS's words. */
  readonly incomplete?: string;
}

interface Found {
  readonly detection: DriftDetection;
  readonly found: readonly ResourceDrift[];
  readonly resources: readonly StackResource[];
  readonly templateBody: string | undefined;
}

/** What was found, as it may be told: no secret, and no value that is too long to read. */
export function driftReport({ detection, found, resources, templateBody }: Found): DriftReport {
  const template = readTemplate(templateBody);
  const hidden = secretParameters(templateBody);
  const drifted = found.flatMap(({ logicalId, resourceType, physicalId, status, differences }) => {
    if (status !== 'MODIFIED' && status !== 'DELETED') return [];
    const properties = template.resources[logicalId]?.properties;
    const told: DriftedResource = {
      logicalId,
      resourceType,
      ...(physicalId === undefined ? {} : { physicalId }),
      state: status === 'DELETED' ? 'deleted' : 'modified',
      differences: differences.map((it) => differenceOf(it, properties, hidden)),
    };
    return [told];
  });
  const seen = new Map(found.map((drift) => [drift.logicalId, drift]));
  const compared = found.filter(({ status }) => COMPARED.includes(status)).length;
  const notChecked = resources
    .filter(({ logicalId }) => !COMPARED.includes(seen.get(logicalId)?.status ?? ''))
    .map(({ logicalId, resourceType }) => {
      const reason = seen.get(logicalId)?.reason;
      return { logicalId, resourceType, ...(reason === undefined ? {} : { reason }) };
    });
  const incomplete =
    detection.state === 'failed' ? (detection.reason ?? 'CloudFormation does not say why') : undefined;
  return { drifted, compared, notChecked, ...(incomplete === undefined ? {} : { incomplete }) };
}

const COMPARED = ['IN_SYNC', 'MODIFIED', 'DELETED'];

/** CloudFormation API reference, PropertyDifference: ADD, REMOVE (of an array or map too), NOT_EQUAL. */
const CHANGES = { ADD: 'added', REMOVE: 'removed', NOT_EQUAL: 'changed' } as const;

function differenceOf(
  { path, kind, expected, actual }: ResourceDrift['differences'][number],
  properties: unknown,
  hidden: ReadonlySet<string>,
): DriftDifference {
  const names = path.split('/').filter((name) => name !== '');
  const change = CHANGES[kind as keyof typeof CHANGES] ?? 'changed';
  const of = { property: names.join('.'), change };
  if (isSecret(names) || mentionsSecret(at(properties, names), hidden)) return { ...of, secret: true };
  const shown = (value: string | undefined) =>
    value === undefined || value === 'null' ? undefined : short(masked(value, names));
  const [should, is] = [
    change === 'added' ? undefined : shown(expected),
    change === 'removed' ? undefined : shown(actual),
  ];
  return { ...of, ...(should === undefined ? {} : { should }), ...(is === undefined ? {} : { is }) };
}

function at(value: unknown, names: readonly string[]): unknown {
  return names.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Readonly<Record<string, unknown>>)[name]
        : undefined,
    value,
  );
}

/** A value that is a structure, without what may be secret in it. */
function masked(text: string, names: readonly string[]): string {
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.stringify(hide(JSON.parse(text), names));
  } catch {
    return text;
  }
}

function hide(value: unknown, names: readonly string[]): unknown {
  if (isSecret(names)) return '…';
  if (Array.isArray(value)) return value.map((item, index) => hide(item, [...names, String(index)]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, hide(inner, [...names, name])]),
  );
}

const LONGEST = 120;

function short(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
