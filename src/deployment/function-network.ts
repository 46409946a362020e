import type { StackResource } from './stack.ts';
import type { Template } from './template.ts';

/** A deployed function and the security groups that only it is in. */
export interface FunctionNetwork {
  /** Undefined once it is deleted: its interfaces may be left all the same. */
  readonly functionName: string | undefined;
  readonly groupIds: readonly string[];
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
    const { SecurityGroupIds } = (properties.VpcConfig ?? {}) as { readonly SecurityGroupIds?: unknown };
    const groupIds = (Array.isArray(SecurityGroupIds) ? SecurityGroupIds : []).flatMap((reference) => {
      const id = physical.get(referred(reference) ?? '');
      return id === undefined ? [] : [id];
    });
    if (groupIds.length > 0) return { functionName, groupIds };
  }
  return undefined;
}

/** The logical ID that a `Ref` or `Fn::GetAtt` names. */
function referred(reference: unknown): string | undefined {
  if (typeof reference !== 'object' || reference === null) return undefined;
  const { Ref, 'Fn::GetAtt': attribute } = reference as Readonly<Record<string, unknown>>;
  const name = Array.isArray(attribute) ? attribute[0] : (attribute ?? Ref);
  return typeof name === 'string' ? name.split('.')[0] : undefined;
}
