import { validationError } from '../errors.ts';
import { resourceSchema } from '../resource-schema.generated.ts';
import { circular, dependencies, type Reference, referencesIn } from './references.ts';
import { isPseudoParameter } from './resolve.ts';
import type { Template } from './template.ts';

/** What CloudFormation refuses of a template before anything else. Throws `ValidationError` in its words. */
export function validateTemplate(template: Template): void {
  const { resources, outputs } = template;
  const types = [...new Set(Object.values(resources).map(({ type }) => type))];
  const unknown = types.filter((type) => !Object.hasOwn(resourceSchema, type));
  if (unknown.length > 0) {
    throw validationError(`Template format error: Unrecognized resource types: [${unknown.join(', ')}]`);
  }
  for (const [logicalId, { type, deletionPolicy, updateReplacePolicy }] of Object.entries(resources)) {
    const snapshots = deletionPolicy === 'Snapshot' || updateReplacePolicy === 'Snapshot';
    if (snapshots && type !== 'AWS::RDS::DBInstance') {
      throw validationError(
        `Template error: resource type ${type} does not support deletion policy Snapshot (${logicalId})`,
      );
    }
  }
  checkReferences(
    template,
    'Resources',
    Object.values(resources).map(({ properties }) => properties),
  );
  const missing = Object.values(resources).flatMap(({ dependsOn }) =>
    dependsOn.filter((id) => !Object.hasOwn(resources, id)),
  );
  if (missing.length > 0) throw unresolved(missing, 'Resources');
  checkReferences(template, 'Outputs', Object.values(outputs));
  const circle = circular(dependencies(template));
  if (circle.length > 0) {
    throw validationError(`Circular dependency between resources: [${circle.join(', ')}]`);
  }
}

/** IAM resources need an acknowledgement. Source: CloudFormation API reference, CreateChangeSet, Capabilities. */
export function capabilitiesOf({ resources }: Template): {
  readonly capabilities: readonly string[];
  readonly reason?: string;
} {
  const iam = Object.values(resources).filter(({ type }) => type.startsWith('AWS::IAM::'));
  if (iam.length === 0) return { capabilities: [] };
  const named = iam.some(({ properties }) => 'RoleName' in properties);
  const types = [...new Set(iam.map(({ type }) => type))];
  return {
    capabilities: [named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'],
    reason: `The following resource(s) require capabilities: [${types.join(', ')}]`,
  };
}

function checkReferences(
  template: Template,
  block: 'Resources' | 'Outputs',
  values: readonly unknown[],
): void {
  const references = values.flatMap((value) => [...referencesIn(value)]);
  const unknown = references.filter((each) => each.attribute === undefined && !isKnown(template, each.name));
  if (unknown.length > 0)
    throw unresolved(
      unknown.map(({ name }) => name),
      block,
    );
  for (const reference of references) checkAttribute(template, reference);
}

function isKnown({ parameters, resources }: Template, name: string): boolean {
  return Object.hasOwn(parameters, name) || Object.hasOwn(resources, name) || isPseudoParameter(name);
}

function checkAttribute({ resources }: Template, { name, attribute }: Reference): void {
  if (attribute === undefined) return;
  const resource = Object.hasOwn(resources, name) ? resources[name] : undefined;
  if (resource === undefined) {
    throw validationError(`Template error: instance of Fn::GetAtt references undefined resource ${name}`);
  }
  if (!resourceSchema[resource.type]?.attributes.includes(attribute)) {
    throw validationError(
      `Template error: resource ${name} does not support attribute type ${attribute} in Fn::GetAtt`,
    );
  }
}

function unresolved(names: readonly string[], block: string) {
  return validationError(
    `Template format error: Unresolved resource dependencies [${[...new Set(names)].join(', ')}] in the ${block} block of the template`,
  );
}
