import type { Engine } from '../engine.ts';
import { type Properties, sameJson } from '../json.ts';
import { resourceSchema } from '../resource-schema.generated.ts';
import { changedProperties, recreation } from '../resources/differences.ts';
import { deletionPolicyOf } from '../resources/remove-resources.ts';
import { effectiveProperties, scopeOf } from '../resources/work.ts';
import type { Design, Instance, StackRecord } from '../stack-record.ts';
import { dependencies, inOrder, referencesIn } from '../template/references.ts';
import { resolve, type Scope } from '../template/resolve.ts';
import type { DeletionPolicy } from '../template/template.ts';

/** What going for a design would change, as DescribeChangeSet tells it. */
export interface ChangePlan {
  readonly changes: readonly Properties[];
  /** False when nothing would change: outputs and tags count, descriptions do not. */
  readonly differs: boolean;
}

/**
 * Compares a stack with a design. Values that only the update itself will know are evaluated dynamically: they follow
 * from resources that are, or may be, replaced or changed. Source: CloudFormation API reference, `ResourceChange` and
 * `ResourceChangeDetail`.
 */
export function planChanges(engine: Engine, stack: StackRecord, design: Design): ChangePlan {
  const { template } = design;
  const modified = new Map<string, Replacement>();
  const changes: Change[] = [];
  for (const logicalId of inOrder(dependencies(template))) {
    const definition = template.resources[logicalId];
    if (definition === undefined) continue;
    const record = stack.resources.get(logicalId);
    const base = { LogicalResourceId: logicalId, ResourceType: definition.type };
    if (record?.instance === undefined || record.status === 'CREATE_FAILED') {
      changes.push({ Action: 'Add', ...base, Scope: [], Details: [] });
      continue;
    }
    const { instance } = record;
    const details = detailsOf({ engine, stack, design, modified }, logicalId, instance);
    if (details.length === 0) continue;
    const replacement = replacementOf(details);
    modified.set(logicalId, replacement);
    changes.push({
      ...(replacement === 'False'
        ? {}
        : { PolicyAction: `ReplaceAnd${policyName(definition.updateReplacePolicy ?? 'Delete')}` }),
      Action: 'Modify',
      ...base,
      PhysicalResourceId: instance.physicalId,
      Replacement: replacement,
      Scope: [...new Set(details.map(({ Target }) => Target.Attribute))],
      Details: details,
    });
  }
  for (const { logicalId, type, instance } of stack.resources.values()) {
    if (Object.hasOwn(template.resources, logicalId)) continue;
    changes.push({
      PolicyAction: policyName(instance === undefined ? 'Delete' : deletionPolicyOf(instance)),
      Action: 'Remove',
      LogicalResourceId: logicalId,
      PhysicalResourceId: instance?.physicalId ?? '',
      ResourceType: type,
      Scope: [],
      Details: [],
    });
  }
  return {
    changes: changes
      .toSorted((a, b) => (a.LogicalResourceId < b.LogicalResourceId ? -1 : 1))
      .map((ResourceChange) => ({ Type: 'Resource', ResourceChange })),
    differs: changes.length > 0 || differsOtherwise(engine, stack, design),
  };
}

type Replacement = 'True' | 'False' | 'Conditional';

interface Change extends Properties {
  readonly LogicalResourceId: string;
}

interface Detail extends Properties {
  readonly Target: {
    readonly Attribute: string;
    readonly Name?: string;
    readonly RequiresRecreation: 'Always' | 'Conditionally' | 'Never';
  };
  readonly Evaluation: 'Static' | 'Dynamic';
}

interface Comparison {
  readonly engine: Engine;
  readonly stack: StackRecord;
  readonly design: Design;
  /** Resources that change, so far: what is compared comes after all it refers to. */
  readonly modified: ReadonlyMap<string, Replacement>;
}

function detailsOf(comparison: Comparison, logicalId: string, instance: Instance): readonly Detail[] {
  const { engine, stack, design } = comparison;
  const definition = design.template.resources[logicalId];
  if (definition === undefined) return [];
  const scope = forgiving(scopeOf(engine, stack, design));
  const after = effectiveProperties(definition, scope, design.tags);
  const changed = changedProperties(instance.properties, after);
  const names = new Set([...changed, ...Object.keys(definition.properties)]);
  return [
    ...[...names].sort().flatMap((name) => {
      const target = targetOf(definition.type, name);
      return [
        ...(changed.includes(name) ? ownCauses(comparison, logicalId, name, target) : []),
        ...followed(comparison, definition.properties[name], target),
      ];
    }),
    ...policyDetails(instance, definition),
  ];
}

/** Why a property has another value, as far as that is known before the update. */
function ownCauses(
  { stack, design }: Comparison,
  logicalId: string,
  name: string,
  Target: Detail['Target'],
): readonly Detail[] {
  const now = design.template.resources[logicalId]?.properties[name];
  const then = stack.design?.template.resources[logicalId]?.properties[name];
  const parameters = [...referencesIn(now)].filter(
    ({ name: key, attribute }) =>
      attribute === undefined &&
      Object.hasOwn(design.parameters, key) &&
      design.parameters[key] !== stack.design?.parameters[key],
  );
  const byParameter = parameters.map(
    ({ name: CausingEntity }): Detail => ({
      Target,
      Evaluation: 'Static',
      ChangeSource: 'ParameterReference',
      CausingEntity,
    }),
  );
  if (byParameter.length === 0) {
    return [{ Target, Evaluation: 'Static', ChangeSource: 'DirectModification' }];
  }
  return sameJson(now, then)
    ? [...byParameter, { Target, Evaluation: 'Dynamic', ChangeSource: 'DirectModification' }]
    : [...byParameter, { Target, Evaluation: 'Static', ChangeSource: 'DirectModification' }];
}

/** What may follow from changes of other resources. */
function followed({ modified }: Comparison, value: unknown, Target: Detail['Target']): readonly Detail[] {
  const details = new Map<string, Detail>();
  for (const { name, attribute } of referencesIn(value)) {
    const replacement = modified.get(name);
    if (replacement === undefined || (attribute === undefined && replacement === 'False')) continue;
    const CausingEntity = attribute === undefined ? name : `${name}.${attribute}`;
    const ChangeSource = attribute === undefined ? 'ResourceReference' : 'ResourceAttribute';
    details.set(CausingEntity, { Target, Evaluation: 'Dynamic', ChangeSource, CausingEntity });
  }
  return [...details.values()];
}

function policyDetails(
  instance: Instance,
  definition: { readonly deletionPolicy?: DeletionPolicy; readonly updateReplacePolicy?: DeletionPolicy },
): readonly Detail[] {
  const pairs = [
    ['DeletionPolicy', instance.deletionPolicy, definition.deletionPolicy],
    ['UpdateReplacePolicy', instance.updateReplacePolicy, definition.updateReplacePolicy],
  ] as const;
  return pairs
    .filter(([, before, after]) => before !== after)
    .map(([Attribute]) => ({
      Target: { Attribute, RequiresRecreation: 'Never' },
      Evaluation: 'Static',
      ChangeSource: 'DirectModification',
    }));
}

function targetOf(type: string, name: string): Detail['Target'] {
  if (name === 'Tags' && resourceSchema[type]?.tags !== undefined) {
    return { Attribute: 'Tags', RequiresRecreation: 'Never' };
  }
  return { Attribute: 'Properties', Name: name, RequiresRecreation: recreation(type, name) };
}

/** Source: CloudFormation API reference, `ResourceChange.Replacement`. */
function replacementOf(details: readonly Detail[]): Replacement {
  const needs = (recreation: string, evaluation?: string) =>
    details.some(
      ({ Target, Evaluation }) =>
        Target.RequiresRecreation === recreation && (evaluation === undefined || Evaluation === evaluation),
    );
  if (needs('Always', 'Static')) return 'True';
  return needs('Always') || needs('Conditionally') ? 'Conditional' : 'False';
}

function policyName(policy: DeletionPolicy): string {
  return policy === 'RetainExceptOnCreate' ? 'Retain' : policy;
}

function differsOtherwise(engine: Engine, stack: StackRecord, design: Design): boolean {
  if (stack.design === undefined) return true;
  if (!sameJson(tagMap(stack.design), tagMap(design))) return true;
  const scope = forgiving(scopeOf(engine, stack, design));
  const outputs = Object.entries(design.template.outputs).map(([key, { value, description }]) => ({
    key,
    value: String(resolve(value, scope)),
    ...(description === undefined ? {} : { description }),
  }));
  return !sameJson(outputs, stack.outputs);
}

function tagMap({ tags }: Design): Properties {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

/** A scope in which what is not there yet has a value that nothing else has. */
function forgiving(scope: Scope): Scope {
  const orUnknown = (look: () => unknown, name: string) => {
    try {
      return look();
    } catch {
      return `{{changeSet:KNOWN_AFTER_APPLY:${name}}}`;
    }
  };
  return {
    ref: (name) => orUnknown(() => scope.ref(name), name),
    attribute: (name, attribute) => orUnknown(() => scope.attribute(name, attribute), `${name}.${attribute}`),
  };
}
