/** Reading CloudFormation properties: values arrive as numbers and booleans or as their text. */
export type Properties = Readonly<Record<string, unknown>>;

export function text(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  return value === undefined || value === null ? undefined : String(value);
}

export function number(properties: Properties, name: string): number | undefined {
  const value = text(properties, name);
  return value === undefined || Number.isNaN(Number(value)) ? undefined : Number(value);
}

export function flag(properties: Properties, name: string): boolean | undefined {
  const value = text(properties, name);
  return value === undefined ? undefined : value === 'true';
}

export function texts(properties: Properties, name: string): readonly string[] {
  const value = properties[name];
  return Array.isArray(value) ? value.map(String) : [];
}

export function objects(properties: Properties, name: string): readonly Properties[] {
  const value = properties[name];
  return Array.isArray(value) ? (value as Properties[]) : [];
}

export function object(properties: Properties, name: string): Properties | undefined {
  const value = properties[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Properties)
    : undefined;
}

export function tags(properties: Properties): readonly { readonly Key: string; readonly Value: string }[] {
  const value = properties.Tags;
  if (Array.isArray(value)) {
    return value.map((tag: Properties) => ({ Key: String(tag.Key), Value: String(tag.Value) }));
  }
  return Object.entries(object(properties, 'Tags') ?? {}).map(([Key, Value]) => ({
    Key,
    Value: String(Value),
  }));
}
