import type { Json } from '../src/cloudformation/json.ts';
import { resourceTypes } from '../src/cloudformation/resource-types.generated.ts';
import type { TemplateDocument } from '../src/cloudformation/template.ts';
import type { Finding } from './checks.ts';

interface Named {
  readonly path: string;
  readonly id: string;
  readonly attribute?: string;
}

/** Every reference names what is there, and every parameter is used. */
export function referenceFindings(document: TemplateDocument): readonly Finding[] {
  const parameters = new Set(Object.keys(document.Parameters ?? {}));
  const { Resources, Outputs = {} } = document;
  const named = [
    ...Object.entries(Resources).flatMap(([id, { Properties, DependsOn = [] }]) => [
      ...namesIn(Properties, id),
      ...DependsOn.map((needed) => ({ path: `${id}.DependsOn`, id: needed })),
    ]),
    ...Object.entries(Outputs).flatMap(([name, { Value }]) => namesIn(Value, `Outputs.${name}`)),
  ];
  const used = new Set(named.map(({ id }) => id));
  return [
    ...named.flatMap((name) => unresolved(name, document, parameters)),
    ...[...parameters]
      .filter((name) => !used.has(name))
      .map((name) => ({
        check: 'parameter' as const,
        path: `Parameters.${name}`,
        message: `the parameter ${name} is not used`,
      })),
  ];
}

function unresolved(
  { path, id, attribute }: Named,
  { Resources }: TemplateDocument,
  parameters: ReadonlySet<string>,
): readonly Finding[] {
  if (id.startsWith('AWS::') || (parameters.has(id) && attribute === undefined)) return [];
  const resource = Object.hasOwn(Resources, id) ? Resources[id] : undefined;
  if (resource === undefined) {
    return [{ check: 'reference', path, message: `nothing in the template is called ${id}` }];
  }
  if (attribute === undefined || resourceTypes[resource.Type].attributes.includes(attribute)) return [];
  return [{ check: 'reference', path, message: `an ${resource.Type} has no attribute ${attribute}` }];
}

function namesIn(value: Json, path: string): readonly Named[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]: readonly [string, Json]): readonly Named[] => {
    const here = `${path}.${key}`;
    if (key === 'Ref') return [{ path, id: String(item) }];
    if (key === 'Fn::GetAtt' && Array.isArray(item)) {
      return [{ path, id: String(item[0]), attribute: String(item[1]) }];
    }
    if (key === 'Fn::Sub') return namesInSub(item, path);
    return namesIn(item, here);
  });
}

/** `${Name}` and `${Name.Attribute}`, but neither `${!literal}` nor the variables that the Sub brings itself. */
function namesInSub(sub: Json, path: string): readonly Named[] {
  const [text, variables = {}]: readonly Json[] = Array.isArray(sub) ? sub : [sub as Json];
  const own = new Set(Object.keys(variables as Readonly<Record<string, Json>>));
  const names = [...String(text).matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name = '']) => name);
  return [
    ...names
      .filter((name) => !own.has(name))
      .map((name): Named => {
        const dot = name.indexOf('.');
        return dot < 0
          ? { path, id: name }
          : { path, id: name.slice(0, dot), attribute: name.slice(dot + 1) };
      }),
    ...namesIn(variables, path),
  ];
}
