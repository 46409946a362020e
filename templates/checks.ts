import { compactJson, type Json, utf8Bytes } from '../src/cloudformation/json.ts';
import type { ResourceDocument, TemplateDocument } from '../src/cloudformation/template.ts';
import { policySizeFindings } from './policy-size.ts';
import { referenceFindings } from './reference-checks.ts';

/** Something that AWS would refuse, or that would not work. `path` is a logical ID and the property. */
export interface Finding {
  readonly check: Check;
  readonly path: string;
  readonly message: string;
}

export type Check =
  | 'allocated-storage'
  | 'database-name'
  | 'environment-size'
  | 'parameter'
  | 'payload-format'
  | 'policy-size'
  | 'port'
  | 'protocol-type'
  | 'proxy-name'
  | 'reference'
  | 'route-key'
  | 'template-size';

/** A template that travels in the request itself. Source: CloudFormation User Guide, "CloudFormation quotas". */
export const MOST_TEMPLATE_BYTES = 51_200;

/** Lambda Developer Guide, "Lambda quotas": environment variables, all of a function together. */
const MOST_ENVIRONMENT_BYTES = 4096;

/** What no linter sees in a template, and AWS tells only after minutes. Values that are expressions are not looked at. */
export function checkTemplate(document: TemplateDocument): readonly Finding[] {
  const bytes = utf8Bytes(compactJson(document));
  return [
    ...Object.entries(document.Resources).flatMap(([id, resource]) => resourceFindings(id, resource)),
    ...referenceFindings(document),
    ...policySizeFindings(document),
    ...(bytes > MOST_TEMPLATE_BYTES
      ? [
          {
            check: 'template-size' as const,
            path: 'template',
            message: `${bytes} bytes, where CloudFormation takes ${MOST_TEMPLATE_BYTES}`,
          },
        ]
      : []),
  ];
}

function resourceFindings(id: string, resource: ResourceDocument): readonly Finding[] {
  const of = (check: Check, property: string, legal: (value: string) => boolean, allowed: string) => {
    const value = resource.Properties[property];
    if (!isLiteral(value) || legal(String(value))) return [];
    return [{ check, path: `${id}.${property}`, message: `${JSON.stringify(value)} is not ${allowed}` }];
  };
  return [...portFindings(id, resource.Properties), ...ofType()];

  function ofType(): readonly Finding[] {
    switch (resource.Type) {
      case 'AWS::RDS::DBProxy':
        return of('proxy-name', 'DBProxyName', isProxyName, PROXY_NAME);
      case 'AWS::RDS::DBInstance':
        return [
          ...of('allocated-storage', 'AllocatedStorage', isStorage, '20 to 65536 GiB, which gp3 has'),
          ...of(
            'database-name',
            'DBName',
            isDatabaseName,
            '1 to 64 letters, digits or _, beginning with a letter',
          ),
        ];
      case 'AWS::ApiGatewayV2::Api':
        return of('protocol-type', 'ProtocolType', (value) => value === 'HTTP', 'HTTP');
      case 'AWS::ApiGatewayV2::Integration':
        return of('payload-format', 'PayloadFormatVersion', (value) => value === '2.0', '2.0');
      case 'AWS::ApiGatewayV2::Route':
        return of('route-key', 'RouteKey', isRouteKey, '$default, or a method in capitals and a path');
      case 'AWS::Lambda::Function':
        return environmentFindings(id, resource.Properties);
      default:
        return [];
    }
  }
}

const PROXY_NAME =
  'at most 60 letters, digits and single hyphens, beginning with a letter and not ending in a hyphen';

// RDS API Reference, CreateDBProxy, DBProxyName.
function isProxyName(value: string): boolean {
  return value.length <= 60 && /^[A-Za-z](-?[A-Za-z0-9])*$/.test(value);
}

// RDS User Guide, "Amazon RDS DB instance storage".
function isStorage(value: string): boolean {
  return /^\d+$/.test(value) && Number(value) >= 20 && Number(value) <= 65_536;
}

// RDS API Reference, CreateDBInstance, DBName for MySQL.
function isDatabaseName(value: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(value);
}

// API Gateway Developer Guide, "Create routes for HTTP APIs".
function isRouteKey(value: string): boolean {
  return value === '$default' || /^(ANY|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT) \/\S*$/.test(value);
}

/** Any property, however deep, that is called a port. */
function portFindings(path: string, value: Json): readonly Finding[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]: readonly [string, Json]) => {
    const here = `${path}.${key}`;
    if (!/^(From|To)?Port$/.test(key) || !isLiteral(item)) return portFindings(here, item);
    const port = Number(item);
    if (Number.isInteger(port) && port >= 0 && port <= 65_535) return [];
    return [{ check: 'port', path: here, message: `${JSON.stringify(item)} is not a port from 0 to 65535` }];
  });
}

/** Expressions count as long as the longest of ours become: an ARN of a secret. */
function environmentFindings(
  id: string,
  { Environment }: ResourceDocument['Properties'],
): readonly Finding[] {
  const { Variables = {} } = (Environment ?? {}) as { readonly Variables?: Readonly<Record<string, Json>> };
  const bytes = Object.entries(Variables).reduce(
    (sum, [name, value]) => sum + utf8Bytes(name) + (isLiteral(value) ? utf8Bytes(String(value)) : 256),
    0,
  );
  if (bytes <= MOST_ENVIRONMENT_BYTES) return [];
  const message = `${bytes} bytes of variables, where Lambda takes ${MOST_ENVIRONMENT_BYTES}`;
  return [{ check: 'environment-size', path: `${id}.Environment`, message }];
}

function isLiteral(value: Json | undefined): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
