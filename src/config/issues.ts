import type * as z from 'zod';
import { foundText } from './found-text.ts';
import { type Position, pathBelow } from './json.ts';
import { allowedText, type SchemaNode, schemaAt } from './json-schema.ts';
import { nearest } from './nearest.ts';

/** One thing that is wrong with a configuration. Never holds the value of something that looks secret. */
export interface ConfigIssue {
  /** `database.instanceClass`, `routes[0].path`; empty for the whole file. */
  readonly path: string;
  readonly found: string;
  readonly allowed: string;
  /** The key that was probably meant. */
  readonly suggestion?: string;
  readonly line?: number;
  readonly column?: number;
}

type ZodIssue = z.core.$ZodIssue;

/** The issues that zod found in `input`, in our words. An unknown key is an issue of its own path. */
export function issuesFromZod(zodIssues: readonly ZodIssue[], input: unknown): readonly ConfigIssue[] {
  return zodIssues.flatMap((issue): ConfigIssue[] => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(issue.path, key));
    const node = schemaAt(issue.path);
    return [
      {
        path: pathText(issue.path),
        found: foundText(valueAt(input, issue.path), issue.path),
        allowed: node === undefined ? issue.message : allowedText(node),
        ...spelling(node, valueAt(input, issue.path)),
      },
    ];
  });
}

/** Adds where each issue stands; an issue about a missing key stands where its parent does. */
export function located(
  issues: readonly ConfigIssue[],
  positions: ReadonlyMap<string, Position>,
): readonly ConfigIssue[] {
  return issues
    .map((issue) => {
      const parents = [issue.path, issue.path.replace(/(\.|^)[^.[]+$|\[\d+\]$/, '')];
      const at = parents.map((path) => positions.get(path)).find((position) => position !== undefined);
      return at === undefined ? issue : { ...issue, line: at.line, column: at.column };
    })
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

/** One line for a person. */
export function issueLine({ path, found, allowed, suggestion, line }: ConfigIssue): string {
  const where = line === undefined ? path : `${path} (line ${line})`;
  const meant = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
  return `${where || 'the whole file'}: found ${found}, allowed: ${allowed}.${meant}`;
}

/** `['routes', 0, 'path']` as `routes[0].path`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => pathBelow(text, typeof key === 'number' ? key : String(key)), '');
}

function unknownKey(parent: readonly PropertyKey[], key: string): ConfigIssue {
  const known = Object.keys(schemaAt(parent)?.properties ?? {});
  const near = nearest(key, known) ?? elsewhere(key);
  return {
    path: pathText([...parent, key]),
    found: 'an unknown key',
    allowed: known.join(', '),
    ...(near === undefined ? {} : { suggestion: near }),
  };
}

// A key in the wrong place: `instanceClass` at the top instead of in `database`.
function elsewhere(key: string): string | undefined {
  const places = Object.entries(schemaAt([])?.properties ?? {}).flatMap(([section, node]) =>
    Object.keys(node.properties ?? {}).map((name) => ({ name, path: `${section}.${name}` })),
  );
  const name = nearest(
    key,
    places.map((place) => place.name),
  );
  return places.find((place) => place.name === name)?.path;
}

function spelling(node: SchemaNode | undefined, value: unknown): { suggestion?: string } {
  if (typeof value === 'string' && node?.enum?.every((choice) => typeof choice === 'string')) {
    const near = nearest(value, node.enum.map(String));
    return near === undefined ? {} : { suggestion: JSON.stringify(near) };
  }
  if (node?.type === 'integer' || node?.type === 'number') {
    const plain = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value);
    return plain ? { suggestion: `${value}, without the quotes` } : {};
  }
  if (node?.type === 'boolean' && (value === 'true' || value === 'false')) {
    return { suggestion: `${value}, without the quotes` };
  }
  return node?.type === 'string' && typeof value === 'number' ? { suggestion: `"${value}", in quotes` } : {};
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );
}
