import type { Stack, StackResource } from './stack.ts';

/** What a deployed expression stands for; undefined where only CloudFormation knows. */
export type Known = { readonly is: unknown } | { readonly endsWith: string } | undefined;

/** Resolves the expressions of a deployed template, as far as the stack tells their values. */
export function deployedValues(
  templateBody: string | undefined,
  { parameters, outputs }: Pick<Stack, 'parameters' | 'outputs'>,
  resources: readonly StackResource[],
): (expression: unknown) => Known {
  const physical = new Map(resources.map(({ logicalId, physicalId }) => [logicalId, physicalId]));
  const types = new Map(resources.map(({ logicalId, resourceType }) => [logicalId, resourceType]));
  const told = outputValues(templateBody, outputs);
  return (expression) => {
    if (typeof expression !== 'object' || expression === null) return { is: expression };
    if (Array.isArray(expression)) return undefined;
    const output = told.get(JSON.stringify(expression));
    if (output !== undefined) return { is: output };
    const { Ref, 'Fn::GetAtt': attribute } = expression as Readonly<Record<string, unknown>>;
    if (typeof Ref === 'string')
      return physical.has(Ref) ? given(physical.get(Ref)) : secretly(parameters[Ref]);
    if (!Array.isArray(attribute)) return undefined;
    const [logicalId, name] = attribute.map(String);
    const id = physical.get(logicalId ?? '');
    if (id === undefined) return undefined;
    if (name === 'GroupId' && types.get(logicalId ?? '') === 'AWS::EC2::SecurityGroup') return { is: id };
    return name === 'Arn' && types.get(logicalId ?? '') === 'AWS::IAM::Role'
      ? { endsWith: `/${id}` }
      : undefined;
  };
}

function given(value: unknown): Known {
  return value === undefined ? undefined : { is: value };
}

/** CloudFormation API reference, Parameter: a NoEcho value is told as asterisks. */
function secretly(value: string | undefined): Known {
  return value === undefined || /^\*+$/.test(value) ? undefined : { is: value };
}

function outputValues(
  templateBody: string | undefined,
  outputs: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  try {
    const document = JSON.parse(templateBody ?? '{}') as {
      readonly Outputs?: Readonly<Record<string, { readonly Value?: unknown }>>;
    };
    return new Map(
      Object.entries(document.Outputs ?? {}).flatMap(([name, { Value }]) =>
        typeof Value === 'object' && Value !== null && outputs[name] !== undefined
          ? [[JSON.stringify(Value), outputs[name]] as const]
          : [],
      ),
    );
  } catch {
    return new Map();
  }
}
