import { type ServiceShapes, type Shape, type Structure, structureOf } from './shapes.ts';

/** A structure from parsed JSON: times from epoch seconds, blobs from base64, members the model does not know left out. */
export function readJson(
  shapes: ServiceShapes,
  structure: Structure,
  json: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(structure.members)) {
    const child = json[member.as ?? name];
    if (member.in !== undefined || child === undefined || child === null) continue;
    value[name] = read(shapes, member.shape, child);
  }
  return value;
}

/** A structure as plain JSON values; the opposite of `readJson`. */
export function writeJson(
  shapes: ServiceShapes,
  structure: Structure,
  value: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(structure.members)) {
    const child = value[name];
    if (member.in !== undefined || child === undefined || child === null) continue;
    json[member.as ?? name] = write(shapes, member.shape, child);
  }
  return json;
}

function read(shapes: ServiceShapes, shape: Shape, json: unknown): unknown {
  if (typeof shape === 'string') {
    if (shape === 'blob') return new Uint8Array(Buffer.from(String(json), 'base64'));
    if (isTime(shape)) return typeof json === 'number' ? new Date(json * 1000) : new Date(String(json));
    return json;
  }
  if ('structure' in shape) {
    return readJson(shapes, structureOf(shapes, shape.structure), json as Record<string, unknown>);
  }
  if ('list' in shape) return (json as unknown[]).map((item) => read(shapes, shape.list, item));
  return mapValues(json, (item) => read(shapes, shape.map, item));
}

function write(shapes: ServiceShapes, shape: Shape, value: unknown): unknown {
  if (typeof shape === 'string') {
    if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
    if (!(value instanceof Date)) return value;
    return shape === 'date-time' ? value.toISOString() : value.getTime() / 1000;
  }
  if ('structure' in shape) {
    return writeJson(shapes, structureOf(shapes, shape.structure), value as Record<string, unknown>);
  }
  if ('list' in shape) return (value as unknown[]).map((item) => write(shapes, shape.list, item));
  return mapValues(value, (item) => write(shapes, shape.map, item));
}

function isTime(shape: string): boolean {
  return shape === 'timestamp' || shape === 'date-time' || shape === 'http-date' || shape === 'epoch-seconds';
}

function mapValues(value: unknown, change: (item: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value as Record<string, unknown>).map(([key, item]) => [key, change(item)]),
  );
}
