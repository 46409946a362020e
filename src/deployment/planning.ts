import type { RegulatingChain } from '../config/regulating-chain.ts';
import type { RootCause } from './events.ts';
import { type GuardContext, refusals } from './guards.ts';
import { interruption } from './interruptions.ts';
import type { LiveChange } from './live.ts';
import type { MonthlyCost, Plan, PlannedChange } from './plan.ts';
import type { propertyValues } from './property-values.ts';
import type { ChangeSet, ResourceChange } from './stack.ts';
import type { Template } from './template.ts';

/** All that was observed and computed for a plan. */
export interface PlanningInput {
  readonly action: Plan['action'];
  readonly environment: string;
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  readonly changes: readonly ResourceChange[];
  readonly artifact: { readonly bucket: string; readonly key: string; readonly bytes: number };
  readonly bucketIsThere: boolean;
  readonly artifactIsThere: boolean;
  readonly createServiceLinkedRole: boolean;
  readonly cost: MonthlyCost;
  readonly regulatingChain: RegulatingChain;
  readonly protection: { readonly from: boolean; readonly to: boolean };
  readonly recreate?: { readonly why: string; readonly causes: readonly RootCause[] };
  readonly warnings: readonly string[];
  readonly repairs?: readonly LiveChange[];
  readonly restoreFromSnapshot?: string | undefined;
  readonly findings?: Plan['findings'];
  readonly skippedChecks?: readonly string[];
  readonly guards: GuardContext;
  /** Tells what a change makes of a property; undefined where nothing is deployed to compare with. */
  readonly values?: ReturnType<typeof propertyValues> | undefined;
}

/** Makes the plan that is shown, approved and carried out. */
export function planDeployment(input: PlanningInput): Plan {
  const { environment, stackName, account, region, artifact, protection, recreate } = input;
  const changes = input.changes.map((change) => plannedChange(change, input.values)).toSorted(byWeight);
  return {
    action: input.action === 'none' && protection.from !== protection.to ? 'update' : input.action,
    environment,
    stackName,
    account,
    region,
    changes,
    ...(protection.from === protection.to ? {} : { terminationProtection: protection }),
    ...(recreate === undefined ? {} : { recreate }),
    ...(input.bucketIsThere ? {} : { bucketToCreate: artifact.bucket }),
    ...(input.artifactIsThere ? {} : { upload: artifact }),
    createServiceLinkedRole: input.createServiceLinkedRole,
    cost: input.cost,
    regulatingChain: input.regulatingChain,
    refused: refusals(changes, input.guards).map(({ change }) => change),
    ...(input.repairs === undefined || input.repairs.length === 0 ? {} : { repairs: input.repairs }),
    ...(makesDatabase(changes) && input.restoreFromSnapshot !== undefined
      ? { restoresFrom: input.restoreFromSnapshot }
      : {}),
    warnings: input.warnings,
    findings: input.findings ?? [],
    skippedChecks: input.skippedChecks ?? [],
  };
}

function makesDatabase(changes: readonly PlannedChange[]): boolean {
  return changes.some(
    ({ kind, resourceType }) =>
      resourceType === 'AWS::RDS::DBInstance' && (kind === 'add' || kind === 'replace'),
  );
}

/** What making every resource of a template would be as changes: for a plan that has no change set to read. */
export function additions({ resources }: Template): readonly ResourceChange[] {
  return Object.entries(resources).map(([logicalId, { type }]) => ({
    action: 'Add',
    logicalId,
    resourceType: type,
    changedProperties: [],
  }));
}

/** True for a change set that makes new resources and touches none. */
export function onlyAdds({ changes }: Pick<ChangeSet, 'changes'>): boolean {
  return changes.every(({ action }) => action === 'Add');
}

/** True for a plan that there is nothing to do for, and so nothing to ask. */
export function isIdle(plan: Plan): boolean {
  const beside = [plan.bucketToCreate, plan.upload, plan.repairs, plan.codeOf];
  return plan.action === 'none' && beside.every((each) => each === undefined);
}

/** Says what one change of a change set does, in the plan's words. */
export function plannedChange(source: ResourceChange, values?: PlanningInput['values']): PlannedChange {
  const kind = kindOf(source);
  const replacing = source.replacingProperties ?? [];
  const interrupts = interruption(source);
  const properties = kind === 'replace' && replacing.length > 0 ? replacing : source.changedProperties;
  const changed = values && properties.flatMap((property) => values(source.logicalId, property));
  return {
    kind,
    logicalId: source.logicalId,
    resourceType: source.resourceType,
    properties,
    ...(changed === undefined || changed.length === 0 ? {} : { values: changed }),
    ...(interrupts === undefined ? {} : { interruption: interrupts }),
    conditional: kind === 'replace' && source.replacement === 'Conditional',
    source,
  };
}

/**
 * `Conditional` and `Dynamic` are known only while CloudFormation works: they count as replacement, unless all that may
 * replace is documented to be changed in place.
 */
function kindOf(change: ResourceChange): PlannedChange['kind'] {
  const { action, replacement, policyAction } = change;
  switch (action) {
    case 'Add':
    case 'Import':
      return 'add';
    case 'Remove':
      return 'remove';
    case 'Dynamic':
      return 'replace';
    case 'Modify': {
      if (replacement === 'Conditional' && staysInPlace(change)) return 'change';
      const replaces = replacement === 'True' || replacement === 'Conditional';
      return replaces || policyAction?.startsWith('Replace') === true ? 'replace' : 'change';
    }
  }
}

/**
 * Properties that the resource specification marks as replacing under conditions, and AWS documents as updated in place.
 * Source: CloudFormation template reference, AWS::RDS::DBInstance ("Update requires: Some interruptions").
 */
export const IN_PLACE: Readonly<Record<string, readonly string[]>> = {
  'AWS::RDS::DBInstance': ['BackupRetentionPeriod', 'MultiAZ'],
};

function staysInPlace({ resourceType, replacingProperties = [] }: ResourceChange): boolean {
  const inPlace = IN_PLACE[resourceType] ?? [];
  return (
    replacingProperties.length > 0 && replacingProperties.every((property) => inPlace.includes(property))
  );
}

const WEIGHT: readonly PlannedChange['kind'][] = ['remove', 'replace', 'change', 'add'];

function byWeight(a: PlannedChange, b: PlannedChange): number {
  return WEIGHT.indexOf(a.kind) - WEIGHT.indexOf(b.kind) || (a.logicalId < b.logicalId ? -1 : 1);
}
