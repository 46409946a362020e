import { type Member, type ServiceShapes, type Shape, type Structure, structureOf } from './shapes.ts';
import { formatText } from './text-values.ts';

/** The members of a structure as XML elements, without one around them. Members that REST binds elsewhere are left out. */
export function writeMembers(
  shapes: ServiceShapes,
  structure: Structure,
  value: Readonly<Record<string, unknown>>,
): string {
  return Object.entries(structure.members)
    .filter(([, member]) => member.in === undefined)
    .map(([name, member]) => writeMember(shapes, name, member, value[name]))
    .join('');
}

/** One element with text or markup inside. */
export function element(name: string, content: string, namespace?: string): string {
  const open = namespace === undefined ? name : `${name} xmlns="${namespace}"`;
  return content === '' ? `<${open}/>` : `<${open}>${content}</${name}>`;
}

/** Text that stands for itself between tags; characters that XML 1.0 cannot carry become U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#xD;')
    .replaceAll(NOT_XML, '\uFFFD');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 forbids (section 2.2, Char).
const NOT_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

function writeMember(shapes: ServiceShapes, name: string, member: Member, value: unknown): string {
  if (value === undefined || value === null) return '';
  const tag = member.as ?? name;
  const { shape } = member;
  if (typeof shape === 'object' && 'list' in shape && member.flat) {
    return itemsOf(value)
      .map((item) => element(tag, content(shapes, shape.list, item)))
      .join('');
  }
  return element(tag, content(shapes, shape, value));
}

function content(shapes: ServiceShapes, shape: Shape, value: unknown): string {
  if (typeof shape === 'string') return escapeXml(formatText(shape, value));
  if ('structure' in shape) {
    return writeMembers(shapes, structureOf(shapes, shape.structure), value as Record<string, unknown>);
  }
  if ('list' in shape) {
    return itemsOf(value)
      .map((item) => element(shape.element ?? 'member', content(shapes, shape.list, item)))
      .join('');
  }
  return Object.entries(value as Record<string, unknown>)
    .map(([key, item]) =>
      element(
        'entry',
        element(shape.key ?? 'key', escapeXml(key)) +
          element(shape.value ?? 'value', content(shapes, shape.map, item)),
      ),
    )
    .join('');
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
