// Generates src/cloudformation/resource-types.generated.ts from AWS's own specification of the resource types.
import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';
import {
  Deprecation,
  type Property,
  type PropertyType,
  type Resource,
  type SpecDatabase,
  type TypeDefinition,
} from '@aws-cdk/service-spec-types';

/** The types our templates use: a type that is not here cannot be used, and does not compile. */
export const TEMPLATE_TYPES = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::EC2::Subnet',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPC',
  'AWS::EC2::VPCEndpoint',
  'AWS::Events::Rule',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::RDS::DBInstance',
  'AWS::RDS::DBProxy',
  'AWS::RDS::DBProxyTargetGroup',
  'AWS::RDS::DBSubnetGroup',
  'AWS::SecretsManager::Secret',
] as const;

/** Properties that the specification leaves open as JSON and that are policies. */
const POLICIES = new Set(['PolicyDocument', 'AssumeRolePolicyDocument']);

/** The generated file: the same specification gives the same text. */
export async function generateResourceTypes(): Promise<{ path: string; text: string }> {
  const database = await loadAwsServiceSpec();
  const resources = TEMPLATE_TYPES.map((type) => lookUp(database, type));
  const text = `// Generated from @aws-cdk/aws-service-spec by scripts/generate-resource-types.ts: npm run generate.
import type { Json } from './json.ts';
import type { PolicyDocument } from './policy.ts';

/** The resource types that templates may use. */
export type ResourceType = keyof ResourceTypes;

/** Properties as CloudFormation takes them and attributes as \`Fn::GetAtt\` gives them, by resource type. */
export interface ResourceTypes {
${resources.map((resource) => `  '${resource.cloudFormationType}': { readonly properties: ${nameOf(resource)}Properties; readonly attributes: ${attributes(resource)} };`).join('\n')}
}

/** What rendering and checking need of a type: how it takes tags (a list of Key and Value, or a map), and its attributes. */
export const resourceTypes: { readonly [Type in ResourceType]: { readonly tags?: 'list' | 'map'; readonly attributes: readonly string[] } } = {
${resources.map((resource) => `  '${resource.cloudFormationType}': { ${tags(resource)}attributes: [${attributeNames(resource).map(quote).join(', ')}] },`).join('\n')}
};

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

${resources.map((resource) => interfaces(database, resource)).join('\n\n')}
`;
  return { path: 'src/cloudformation/resource-types.generated.ts', text };
}

function lookUp(database: SpecDatabase, type: string): Resource {
  const [resource] = database.lookup('resource', 'cloudFormationType', 'equals', type);
  if (resource === undefined) throw new Error(`The specification does not know ${type}.`);
  return resource;
}

function interfaces(database: SpecDatabase, resource: Resource): string {
  const name = nameOf(resource);
  const nested = new Map<string, TypeDefinition>();
  const typeOf = (property: string, type: PropertyType): string => {
    if (POLICIES.has(property)) return 'PolicyDocument';
    switch (type.type) {
      case 'string':
        return type.allowedValues === undefined
          ? 'string'
          : [...type.allowedValues].sort().map(quote).join(' | ');
      case 'date-time':
        return 'string';
      case 'integer':
      case 'number':
        return 'number';
      case 'boolean':
        return 'boolean';
      case 'json':
        return property === 'Tags' ? 'Readonly<Record<string, string>>' : 'Json';
      case 'null':
        return 'null';
      case 'tag':
        return 'Tag';
      case 'array':
        return `readonly (${typeOf('', type.element)})[]`;
      case 'map':
        return `Readonly<Record<string, ${typeOf('', type.element)}>>`;
      case 'union':
        return [...new Set(type.types.map((each) => typeOf('', each)))].sort().join(' | ');
      case 'ref': {
        const definition = database.get('typeDefinition', type.reference.$ref);
        if (definition.name === 'Tag') return 'Tag';
        nested.set(`${name}_${definition.name}`, definition);
        return `${name}_${definition.name}`;
      }
    }
  };
  const body = (properties: Readonly<Record<string, Property>>) =>
    Object.entries(properties)
      .filter(([, { deprecated }]) => deprecated !== Deprecation.IGNORE)
      .sort(byName)
      .map(
        ([property, { required, type }]) =>
          `  readonly ${property}${required === true ? '' : '?'}: ${typeOf(property, type)}${required === true ? '' : ' | undefined'};`,
      )
      .join('\n');

  const service = resource.cloudFormationType.split('::')[1]?.toLowerCase();
  const page = `aws-resource-${service}-${resource.name.toLowerCase()}`;
  const texts = [
    `/** {@link https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/${page}.html} */\n` +
      `export interface ${name}Properties {\n${body(resource.properties)}\n}`,
  ];
  // Writing a definition may find further ones: a Map's iteration goes on to entries that are added meanwhile.
  for (const [nestedName, definition] of nested) {
    texts.push(`export interface ${nestedName} {\n${body(definition.properties)}\n}`);
  }
  return texts.join('\n\n');
}

function nameOf({ cloudFormationType }: Resource): string {
  return cloudFormationType.split('::').slice(1).join('');
}

function tags({ tagInformation }: Resource): string {
  if (tagInformation?.tagPropertyName !== 'Tags') return '';
  return `tags: '${tagInformation.variant === 'map' ? 'map' : 'list'}', `;
}

function attributes(resource: Resource): string {
  const names = attributeNames(resource);
  if (names.length === 0) return 'Readonly<Record<never, never>>';
  return `{ ${names.map((name) => `readonly '${name}': ${attributeType(resource.attributes[name]?.type)}`).join('; ')} }`;
}

function attributeNames(resource: Resource): readonly string[] {
  return Object.keys(resource.attributes)
    .filter((name) => attributeType(resource.attributes[name]?.type) !== undefined)
    .sort();
}

/** Undefined for what Fn::GetAtt cannot give as a value: whole objects. */
function attributeType(type: PropertyType | undefined): string | undefined {
  switch (type?.type) {
    case 'string':
    case 'date-time':
      return 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'array': {
      const element = attributeType(type.element);
      return element === undefined ? undefined : `readonly ${element}[]`;
    }
    default:
      return undefined;
  }
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function quote(text: string): string {
  return `'${text}'`;
}
