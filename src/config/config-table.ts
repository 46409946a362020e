import { allowedText, configJsonSchema, type SchemaNode } from './json-schema.ts';

/** One key of the configuration, as the documentation shows it. */
export interface ConfigKey {
  readonly key: string;
  readonly allowed: string;
  /** As JSON; undefined when there is none. */
  readonly default?: string;
  readonly description: string;
}

/** Every key of the configuration that holds a value, in the schema's order. */
export function configKeys(): readonly ConfigKey[] {
  return keysBelow(configJsonSchema(), '');
}

/** The keys as a Markdown table. */
export function configTable(): string {
  const rows = configKeys().map(({ key, allowed, default: value, description }) => [
    `\`${key}\``,
    cell(allowed).replace(/\((\^.*\$)\)$/, '(`$1`)'),
    value === undefined ? '' : `\`${cell(value)}\``,
    cell(description),
  ]);
  const header = ['Key', 'Allowed', 'Default', 'Description'];
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function keysBelow(node: SchemaNode, prefix: string): readonly ConfigKey[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, below]): readonly ConfigKey[] => {
    const key = prefix === '' ? name : `${prefix}.${name}`;
    if (below.properties !== undefined) return keysBelow(below, key);
    const elements = below.items?.properties === undefined ? [] : keysBelow(below.items, `${key}[]`);
    return [keyRow(key, below), ...elements];
  });
}

function keyRow(key: string, node: SchemaNode): ConfigKey {
  const value = node.default === undefined ? undefined : JSON.stringify(node.default);
  return {
    key,
    allowed: node.items?.properties === undefined ? allowedText(node) : 'a list of objects, see below',
    ...(value === undefined ? {} : { default: value }),
    description: node.description ?? '',
  };
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
}
