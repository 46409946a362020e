import { isObject, objectOf, textsOf } from '../json.ts';
import type { Template } from './template.ts';

/** What a value of a template refers to: a parameter, pseudo parameter or resource, or an attribute of a resource. */
export interface Reference {
  readonly name: string;
  readonly attribute?: string;
}

/** Every reference in a value: `Ref`, `Fn::GetAtt`, and those inside `Fn::Sub`. */
export function* referencesIn(value: unknown): Generator<Reference> {
  if (Array.isArray(value)) {
    for (const each of value) yield* referencesIn(each);
    return;
  }
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'Ref' && typeof inner === 'string') yield { name: inner };
    else if (key === 'Fn::GetAtt') yield attributeReference(inner);
    else if (key === 'Fn::Sub') yield* substituted(inner);
    else yield* referencesIn(inner);
  }
}

/** `["Id", "A.B"]` or `"Id.A.B"`. */
export function attributeReference(argument: unknown): Reference {
  const [name = '', ...attribute] = Array.isArray(argument) ? textsOf(argument) : String(argument).split('.');
  return { name, attribute: attribute.join('.') };
}

/** The names in `${…}` of a text; `${!Literal}` is none. */
export function placeholders(text: string): readonly string[] {
  return [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name = '']) => name.trim());
}

/** A text to substitute in, and the variables that the function itself brings. */
export function substitution(argument: unknown): {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
} {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  return { text: String(text), variables: objectOf(variables) };
}

function* substituted(argument: unknown): Generator<Reference> {
  const { text, variables } = substitution(argument);
  for (const name of placeholders(text)) {
    if (Object.hasOwn(variables, name)) continue;
    yield name.includes('.') ? attributeReference(name) : { name };
  }
  yield* referencesIn(variables);
}

/** What each resource waits for: what it refers to and its DependsOn. */
export function dependencies({ resources }: Template): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(resources).map(([logicalId, { properties, dependsOn }]) => {
      const named = [...[...referencesIn(properties)].map(({ name }) => name), ...dependsOn];
      return [logicalId, [...new Set(named)].filter((name) => Object.hasOwn(resources, name))];
    }),
  );
}

/** The same edges, the other way. */
export function reversed(
  edges: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const result = new Map<string, string[]>([...edges.keys()].map((id) => [id, []]));
  for (const [id, others] of edges) {
    for (const other of others) result.get(other)?.push(id);
  }
  return result;
}

/** Resources that wait for themselves, in the order of the template; empty when there are none. */
export function circular(edges: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const left = new Map([...edges].map(([id, others]) => [id, new Set(others)]));
  for (let found = true; found; ) {
    found = false;
    for (const [id, others] of left) {
      if ([...others].some((other) => left.has(other))) continue;
      left.delete(id);
      found = true;
    }
  }
  // What only waits for a circle is not in one.
  const waiting = reversed(edges);
  const inCircle = (start: string) => {
    const seen = new Set<string>();
    const open = [...(waiting.get(start) ?? [])];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (id === start) return true;
      if (seen.has(id)) continue;
      seen.add(id);
      open.push(...(waiting.get(id) ?? []));
    }
    return false;
  };
  return [...left.keys()].filter(inCircle);
}

/** Ids so that each comes after what it waits for. */
export function inOrder(edges: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const visit = (id: string) => {
    if (done.has(id)) return;
    done.add(id);
    for (const other of edges.get(id) ?? []) visit(other);
    order.push(id);
  };
  const order: string[] = [];
  for (const id of edges.keys()) visit(id);
  return order;
}
