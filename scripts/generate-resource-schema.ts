// Generates src/local/stack-engine/resource-schema.generated.ts from AWS's own specification of the resource types: what the
// stack engine of the local cloud must know of a type besides how to make one.
import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';
import { Deprecation, type Property, type Resource } from '@aws-cdk/service-spec-types';
import { TEMPLATE_TYPES } from './generate-resource-types.ts';

/** The types that the stack engine makes: those of our templates, and the schedule that a template may have instead of a rule. */
const TYPES = [...TEMPLATE_TYPES, 'AWS::Scheduler::Schedule'].toSorted();

/** The generated file: the same specification gives the same text. */
export async function generateResourceSchema(): Promise<{ path: string; text: string }> {
  const database = await loadAwsServiceSpec();
  const entries = TYPES.map((type) => {
    const [resource] = database.lookup('resource', 'cloudFormationType', 'equals', type);
    if (resource === undefined) throw new Error(`The specification does not know ${type}.`);
    return `  '${type}': ${schema(resource)},`;
  });
  const text = `// Generated from @aws-cdk/aws-service-spec by scripts/generate-resource-schema.ts: npm run generate.

/** What the stack engine knows of a resource type; every list is of names. */
export interface ResourceSchema {
  readonly properties: readonly string[];
  readonly required: readonly string[];
  /** Properties of which every change replaces the resource. */
  readonly replaces: readonly string[];
  /** Properties of which some changes replace it. */
  readonly mayReplace: readonly string[];
  /** What Fn::GetAtt gives. */
  readonly attributes: readonly string[];
  /** How it takes tags: a list of Key and Value, or a map. */
  readonly tags?: 'list' | 'map';
}

export const resourceSchema: Readonly<Record<string, ResourceSchema>> = {
${entries.join('\n')}
};
`;
  return { path: 'src/local/stack-engine/resource-schema.generated.ts', text };
}

function schema(resource: Resource): string {
  const properties = Object.entries(resource.properties)
    .filter(([, { deprecated }]) => deprecated !== Deprecation.IGNORE)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const namesOf = (keep: (property: Property) => boolean) =>
    list(properties.filter(([, property]) => keep(property)).map(([name]) => name));
  const tags =
    resource.tagInformation?.tagPropertyName === 'Tags' ? resource.tagInformation.variant : undefined;
  return [
    '{',
    `    properties: ${namesOf(() => true)},`,
    `    required: ${namesOf(({ required }) => required === true)},`,
    `    replaces: ${namesOf(({ causesReplacement }) => causesReplacement === 'yes')},`,
    `    mayReplace: ${namesOf(({ causesReplacement }) => causesReplacement === 'maybe')},`,
    // Deeper ones are parts of objects that nobody refers to.
    `    attributes: ${list(
      Object.keys(resource.attributes)
        .filter((name) => name.split('.').length <= 2)
        .sort(),
    )},`,
    ...(tags === undefined ? [] : [`    tags: '${tags === 'map' ? 'map' : 'list'}',`]),
    '  }',
  ].join('\n');
}

function list(names: readonly string[]): string {
  return `[${names.map((name) => `'${name}'`).join(', ')}]`;
}
