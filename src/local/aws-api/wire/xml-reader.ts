import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { AwsApiError } from '../../cloud.ts';
import { type ServiceShapes, type Shape, type Structure, structureOf } from './shapes.ts';
import { parseText } from './text-values.ts';

/** A structure from an XML document whose root element stands for it. Throws S3's `MalformedXML`. */
export function readXml(
  shapes: ServiceShapes,
  structure: Structure,
  document: string,
): Record<string, unknown> {
  if (XMLValidator.validate(document) !== true) throw malformed();
  const parsed: Record<string, unknown> = PARSER.parse(document);
  const root = Object.entries(parsed).find(([name]) => !name.startsWith('?'))?.[1];
  if (root === undefined) throw malformed();
  return readStructure(shapes, structure, root, '');
}

const PARSER = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: true,
  removeNSPrefix: true,
});

function readStructure(shapes: ServiceShapes, { members }: Structure, node: unknown, path: string) {
  const value: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(members)) {
    const child = isElement(node) ? node[member.as ?? name] : undefined;
    if (child === undefined) continue;
    value[name] = readShape(shapes, member.shape, child, member.flat === true, `${path}${name}`);
  }
  return value;
}

function readShape(shapes: ServiceShapes, shape: Shape, node: unknown, flat: boolean, path: string): unknown {
  if (typeof shape === 'string') return parseText(shape, textOf(node), path);
  if ('structure' in shape) {
    return readStructure(shapes, structureOf(shapes, shape.structure), node, `${path}.`);
  }
  if ('list' in shape) {
    const items = flat ? node : isElement(node) ? (node[shape.element ?? 'member'] ?? []) : [];
    return (Array.isArray(items) ? items : [items]).map((item) =>
      readShape(shapes, shape.list, item, false, path),
    );
  }
  throw malformed();
}

function textOf(node: unknown): string {
  if (isElement(node)) return String(node['#text'] ?? '');
  return String(node);
}

function isElement(node: unknown): node is Record<string, unknown> {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

function malformed(): AwsApiError {
  return new AwsApiError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}
