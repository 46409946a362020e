import type { DatabaseState, Pool } from '../proxy/ports.ts';
import { deployedValues } from './deployed-values.ts';
import { type FunctionDifferences, functionDifferences } from './function-differences.ts';
import type { FunctionSettings, FunctionState } from './ports.ts';
import type { Stack, StackResource } from './stack.ts';
import { readTemplate, type TemplateResource } from './template.ts';

/** One property of a live resource that is not as it was deployed. Values that may be secret are left out. */
export interface Difference {
  readonly property: string;
  readonly is?: string;
  readonly should?: string;
}

/** What differs in one resource. */
export interface LiveChange {
  readonly logicalId: string;
  readonly resourceType: string;
  readonly differences: readonly Difference[];
}

/** A change that is mended, with what mends it: it may hold secrets, and is never told. */
export type Repair = { readonly change: LiveChange } & (
  | { readonly kind: 'code'; readonly functionName: string; readonly bucket: string; readonly key: string }
  | { readonly kind: 'function'; readonly functionName: string; readonly settings: FunctionSettings }
  | { readonly kind: 'protection'; readonly databaseId: string; readonly to: boolean }
  | { readonly kind: 'pool'; readonly proxyName: string; readonly pool: Pool }
);

/** What was found of what lives. `lost`: what is not there any more, or cannot be mended from here, in words. */
export interface LiveReport {
  readonly repairs: readonly Repair[];
  readonly lost: readonly string[];
}

/** Who is not allowed to look. */
export type Unseen = 'unseen';

/** What is deployed, and how the services say that it is now. Undefined where there is none any more. */
export interface LiveState {
  readonly stack: Stack;
  readonly templateBody: string | undefined;
  readonly resources: readonly StackResource[];
  readonly function: FunctionState | undefined | Unseen;
  readonly database: DatabaseState | undefined | Unseen;
  readonly pool: Pool | undefined | Unseen;
}

/** Compares what lives with what was deployed. What a change by hand is of no interest to CloudFormation before its next update. */
export function compareLive(state: LiveState): LiveReport {
  const { stack, templateBody, resources } = state;
  const { resources: template } = readTemplate(templateBody);
  const known = deployedValues(templateBody, stack, resources);
  const physical = new Map(resources.map(({ logicalId, physicalId }) => [logicalId, physicalId]));
  const repairs: Repair[] = [];
  const lost: string[] = [];
  for (const [logicalId, resource] of Object.entries(template)) {
    const id = physical.get(logicalId);
    if (id === undefined) continue;
    const of = { logicalId, resourceType: resource.type };
    switch (resource.type) {
      case 'AWS::Lambda::Function':
        if (state.function === 'unseen') break;
        if (state.function === undefined) lost.push(`${logicalId}: there is no function ${id} any more`);
        else compareFunction(of, id, functionDifferences(resource.properties, state.function, known));
        break;
      case 'AWS::RDS::DBInstance':
        if (state.database === 'unseen') break;
        if (state.database === undefined) lost.push(`${logicalId}: there is no database ${id} any more`);
        else repairs.push(...protection(of, id, resource, state.database));
        break;
      case 'AWS::RDS::DBProxyTargetGroup': {
        const proxyName = stack.outputs.ProxyName ?? '';
        if (state.pool === 'unseen') break;
        if (state.pool === undefined) lost.push(`${logicalId}: there is no proxy ${proxyName} any more`);
        else repairs.push(...pool(of, proxyName, resource, state.pool));
      }
    }
  }
  return { repairs, lost };

  function compareFunction(of: Of, functionName: string, found: FunctionDifferences): void {
    const { code, differences, settings } = found;
    lost.push(...found.lost.map((words) => `${of.logicalId}: ${words}`));
    if (code !== undefined) {
      const { bucket, key, difference } = code;
      repairs.push({ kind: 'code', functionName, bucket, key, change: { ...of, differences: [difference] } });
    }
    if (differences.length > 0) {
      repairs.push({ kind: 'function', functionName, settings, change: { ...of, differences } });
    }
  }
}

type Of = Pick<LiveChange, 'logicalId' | 'resourceType'>;

function protection(
  of: Of,
  databaseId: string,
  { properties }: TemplateResource,
  { deletionProtection }: DatabaseState,
): readonly Repair[] {
  const to = properties.DeletionProtection === true;
  if (deletionProtection === to) return [];
  const difference = { property: 'DeletionProtection', is: String(deletionProtection), should: String(to) };
  return [{ kind: 'protection', databaseId, to, change: { ...of, differences: [difference] } }];
}

function pool(of: Of, proxyName: string, { properties }: TemplateResource, live: Pool): readonly Repair[] {
  const settings = (properties.ConnectionPoolConfigurationInfo ?? {}) as Readonly<Record<string, unknown>>;
  const differences: Difference[] = [];
  const wanted = { ...live };
  for (const [property, name] of POOL) {
    const should = Number(settings[property] ?? live[name]);
    if (live[name] === should) continue;
    differences.push({ property, is: String(live[name]), should: String(should) });
    wanted[name] = should;
  }
  return differences.length === 0
    ? []
    : [{ kind: 'pool', proxyName, pool: wanted, change: { ...of, differences } }];
}

const POOL = [
  ['MaxConnectionsPercent', 'maxConnectionsPercent'],
  ['MaxIdleConnectionsPercent', 'maxIdleConnectionsPercent'],
  ['ConnectionBorrowTimeout', 'connectionBorrowTimeoutSeconds'],
] as const;
