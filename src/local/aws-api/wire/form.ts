import { type Member, type ServiceShapes, type Shape, type Structure, structureOf } from './shapes.ts';
import { parseText } from './text-values.ts';

/** How a protocol names the keys of a form: AWS Query says `Tags.member.1.Key`, EC2 says `Tag.1.Key`. */
export type FormDialect = 'query' | 'ec2';

/** A structure from the dotted keys of a form. Source: Smithy, "AWS query protocol" and "AWS EC2 query protocol". */
export function readForm(
  shapes: ServiceShapes,
  structure: Structure,
  form: URLSearchParams,
  dialect: FormDialect,
): Record<string, unknown> {
  const root: Node = { children: new Map() };
  for (const [key, value] of form) grow(root, key.split('.')).text = value;
  return readStructure({ shapes, dialect }, structure, root, '');
}

interface Node {
  text?: string;
  readonly children: Map<string, Node>;
}

interface Context {
  readonly shapes: ServiceShapes;
  readonly dialect: FormDialect;
}

function grow(root: Node, path: readonly string[]): Node {
  let node = root;
  for (const step of path) {
    const next = node.children.get(step) ?? { children: new Map() };
    node.children.set(step, next);
    node = next;
  }
  return node;
}

function readStructure(context: Context, { members }: Structure, node: Node, path: string) {
  const value: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(members)) {
    const child = node.children.get(keyOf(name, member, context.dialect));
    if (child === undefined) continue;
    value[name] = readShape(context, member.shape, child, member.flat === true, `${path}${name}`);
  }
  return value;
}

function keyOf(name: string, { as = name, ec2 }: Member, dialect: FormDialect): string {
  if (dialect === 'query') return as;
  return ec2 ?? `${as.slice(0, 1).toUpperCase()}${as.slice(1)}`;
}

function readShape(context: Context, shape: Shape, node: Node, flat: boolean, path: string): unknown {
  if (typeof shape === 'string') return parseText(shape, node.text ?? '', path);
  if ('structure' in shape) {
    return readStructure(context, structureOf(context.shapes, shape.structure), node, `${path}.`);
  }
  const bare = flat || context.dialect === 'ec2';
  if ('list' in shape) {
    const items = bare
      ? node
      : (node.children.get(shape.element ?? 'member') ?? node.children.get('member') ?? EMPTY);
    return inOrder(items).map((item, index) =>
      readShape(context, shape.list, item, false, `${path}.${index + 1}`),
    );
  }
  const entries = bare ? node : (node.children.get('entry') ?? EMPTY);
  return Object.fromEntries(
    inOrder(entries).map((entry) => {
      const key = entry.children.get(shape.key ?? 'key')?.text ?? '';
      const value = entry.children.get(shape.value ?? 'value') ?? EMPTY;
      return [key, readShape(context, shape.map, value, false, `${path}.${key}`)];
    }),
  );
}

const EMPTY: Node = { children: new Map() };

function inOrder(node: Node): readonly Node[] {
  return [...node.children]
    .filter(([key]) => /^\d+$/.test(key))
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);
}
