import type { ResourceChange } from '../../src/deployment/stack.ts';

/** Resources with their parameters' values in place. */
export type FakeTemplate = Readonly<
  Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
>;

/** A template's resources, each `Ref` to a parameter replaced by its value. */
export function resolvedTemplate(body: string, parameters: Readonly<Record<string, string>>): FakeTemplate {
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    if ('Ref' in value && typeof value.Ref === 'string' && value.Ref in parameters)
      return parameters[value.Ref];
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
  };
  return resolve(JSON.parse(body).Resources) as FakeTemplate;
}

/** What differs between two templates, as a change set tells it. */
export function fakeChanges(
  before: FakeTemplate,
  after: FakeTemplate,
  replacing: ReadonlyMap<string, ResourceChange['replacement']>,
): readonly ResourceChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap(
    (logicalId): ResourceChange[] => {
      const old = before[logicalId];
      const now = after[logicalId];
      const resourceType = now?.Type ?? old?.Type ?? '';
      if (old === undefined) return [{ action: 'Add', logicalId, resourceType, changedProperties: [] }];
      if (now === undefined) return [{ action: 'Remove', logicalId, resourceType, changedProperties: [] }];
      if (JSON.stringify(old) === JSON.stringify(now)) return [];
      const names = new Set([...Object.keys(old.Properties ?? {}), ...Object.keys(now.Properties ?? {})]);
      const changedProperties = [...names].filter(
        (name) => JSON.stringify(old.Properties?.[name]) !== JSON.stringify(now.Properties?.[name]),
      );
      return [
        {
          action: 'Modify',
          logicalId,
          resourceType,
          replacement: replacing.get(logicalId) ?? 'False',
          changedProperties,
        },
      ];
    },
  );
}
