import type { StackResource } from './stack.ts';
import type { Template } from './template.ts';

/** A deployed function and the security groups that only it is in. */
export interface FunctionNetwork {
  /** Undefined once it is deleted: its interfaces may be left all the same. */
  readonly functionName: string | undefined;
  readonly groupIds: readonly string[];
  /** What its template attaches it to; undefined where a part of that is gone, or not known. */
  readonly declared?: { readonly subnetIds: readonly string[]; readonly groupIds: readonly string[] };
}

/**
 * The function of a deployed template that holds network interfaces in groups of its own stack; undefined when there is none.
 * Groups that the stack did not make are nobody's to wait for: others may be in them.
 */
export function functionNetwork(
  { resources: template }: Pick<Template, 'resources'>,
  resources: readonly StackResource[],
): FunctionNetwork | undefined {
  const physical = new Map(
    resources
      .filter(({ status }) => status !== 'DELETE_COMPLETE')
      .map(({ logicalId, physicalId }) => [logicalId, physicalId]),
  );
  for (const [logicalId, { type, properties }] of Object.entries(template)) {
    const functionName = physical.get(logicalId);
    if (type !== 'AWS::Lambda::Function') continue;
    const { SecurityGroupIds, SubnetIds } = (properties.VpcConfig ?? {}) as {
      readonly SecurityGroupIds?: unknown;
      readonly SubnetIds?: unknown;
    };
    const groupIds = (Array.isArray(SecurityGroupIds) ? SecurityGroupIds : []).flatMap((reference) => {
      const id = physical.get(referred(reference) ?? '');
      return id === undefined ? [] : [id];
    });
    if (groupIds.length === 0) continue;
    const [subnets, groups] = [physicalIds(SubnetIds, physical), physicalIds(SecurityGroupIds, physical)];
    const declared = subnets && groups && { subnetIds: subnets, groupIds: groups };
    return { functionName, groupIds, ...(declared === undefined ? {} : { declared }) };
  }
  return undefined;
}

/** All of a list, or nothing. */
function physicalIds(
  list: unknown,
  physical: ReadonlyMap<string, string | undefined>,
): readonly string[] | undefined {
  const ids = (Array.isArray(list) ? list : []).flatMap((each) => {
    const id = typeof each === 'string' ? each : physical.get(referred(each) ?? '');
    return id === undefined ? [] : [id];
  });
  return Array.isArray(list) && ids.length > 0 && ids.length === list.length ? ids : undefined;
}

/** The logical ID that a `Ref` or `Fn::GetAtt` names. */
function referred(reference: unknown): string | undefined {
  if (typeof reference !== 'object' || reference === null) return undefined;
  const { Ref, 'Fn::GetAtt': attribute } = reference as Readonly<Record<string, unknown>>;
  const name = Array.isArray(attribute) ? attribute[0] : (attribute ?? Ref);
  return typeof name === 'string' ? name.split('.')[0] : undefined;
}
