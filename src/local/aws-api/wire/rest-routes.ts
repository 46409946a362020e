import type { Primitive, ServiceShapes, Shape, Structure } from './shapes.ts';
import { formatText, parseText } from './text-values.ts';

/** What of a request decides which operation of a REST service it is. */
export interface RouteRequest {
  readonly method: string;
  /** Percent-encoded, beginning with a slash; for S3 without the bucket. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Route {
  readonly action: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly status: number;
}

/** The operation a request asks for: the one that demands most of what the request has. */
export function matchRoute(
  { operations }: ServiceShapes,
  request: RouteRequest,
  accepts: (action: string) => boolean = () => true,
): Route | undefined {
  let best: (Route & { readonly weight: number }) | undefined;
  for (const [action, { http, needs = [] }] of Object.entries(operations)) {
    if (http === undefined || http[0] !== request.method || !accepts(action)) continue;
    const [template = '', literals = ''] = http[1].split('?');
    const labels = matchPath(template, request.path);
    const weight = matchQuery(literals, action, request);
    if (labels === undefined || weight === undefined || !needs.every((need) => has(request, need))) continue;
    const total = weight + needs.length;
    if (best === undefined || total > best.weight) best = { action, labels, status: http[2], weight: total };
  }
  return best;
}

/** The members that a path, a query and headers carry. */
export function readBindings(
  structure: Structure,
  labels: Readonly<Record<string, string>>,
  request: RouteRequest,
): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(structure.members)) {
    const { key = '' } = member;
    switch (member.in) {
      case 'label':
        if (labels[name] !== undefined) value[name] = labels[name];
        break;
      case 'query': {
        const texts = request.query.getAll(key);
        if (texts[0] !== undefined) value[name] = fromTexts(member.shape, texts, name);
        break;
      }
      case 'header': {
        const text = request.headers[key];
        if (text !== undefined) value[name] = fromTexts(member.shape, [text], name);
        break;
      }
      case 'prefix':
        value[name] = Object.fromEntries(
          Object.entries(request.headers)
            .filter(([header]) => header.startsWith(key))
            .map(([header, text]) => [header.slice(key.length), text]),
        );
        break;
      default:
    }
  }
  return value;
}

/** The headers that an output's members are bound to, and its status where a member carries that. */
export function writeBindings(
  structure: Structure,
  value: Readonly<Record<string, unknown>>,
): { readonly headers: Record<string, string>; readonly status: number | undefined } {
  const headers: Record<string, string> = {};
  let status: number | undefined;
  for (const [name, { in: place, key = '', shape }] of Object.entries(structure.members)) {
    const member = value[name];
    if (member === undefined || member === null) continue;
    if (place === 'status') status = Number(member);
    else if (place === 'header') headers[key] = formatText(primitive(shape), member, 'http-date');
    else if (place === 'prefix') {
      for (const [suffix, text] of Object.entries(member)) headers[`${key}${suffix}`] = String(text);
    }
  }
  return { headers, status };
}

function matchPath(template: string, path: string): Record<string, string> | undefined {
  const names: string[] = [];
  const pattern = template
    .replaceAll(/[.*^$()|[\]\\]/g, '\\$&')
    .replaceAll(/\{(\w+)(\+?)\}/g, (_, name: string, greedy: string) => {
      names.push(name);
      return greedy === '+' ? '(.+)' : '([^/]+)';
    });
  const match = new RegExp(`^${pattern}/?$`).exec(path) ?? new RegExp(`^${pattern}$`).exec(path);
  if (match === null) return undefined;
  return Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]));
}

function matchQuery(literals: string, action: string, { query }: RouteRequest): number | undefined {
  if (query.get('x-id') === action) return 100;
  let weight = 0;
  for (const literal of literals.split('&').filter((part) => part !== '' && !part.startsWith('x-id='))) {
    const [key = '', wanted] = literal.split('=');
    const present = query.get(key);
    if (present === null || (wanted !== undefined && wanted !== present)) return undefined;
    weight += 1;
  }
  return weight;
}

function has({ query, headers }: RouteRequest, need: string): boolean {
  return need.startsWith('?') ? query.has(need.slice(1)) : headers[need] !== undefined;
}

function fromTexts(shape: Shape, texts: readonly string[], name: string): unknown {
  if (typeof shape === 'object' && 'list' in shape) {
    return texts
      .flatMap((text) => text.split(','))
      .map((text) => parseText(primitive(shape.list), text.trim(), name));
  }
  return parseText(primitive(shape), texts[0] ?? '', name);
}

function primitive(shape: Shape): Primitive {
  return typeof shape === 'string' ? shape : 'string';
}
