import { compactJson, type Json } from '../src/cloudformation/json.ts';
import type { TemplateDocument } from '../src/cloudformation/template.ts';
import type { Finding } from './checks.ts';

/** IAM User Guide, "IAM and AWS STS quotas": all inline policies of a role together, white space not counted. */
const MOST_ROLE_POLICY = 10_240;

/** AWS PrivateLink Guide, "Control access to VPC endpoints using endpoint policies". */
const MOST_ENDPOINT_POLICY = 20_480;

/** Policies that grow with the routes' secrets. Expressions count as what they become, with long names. */
export function policySizeFindings({ Resources }: TemplateDocument): readonly Finding[] {
  return Object.entries(Resources).flatMap(([id, { Type, Properties }]): readonly Finding[] => {
    if (Type === 'AWS::IAM::Role')
      return tooLong(`${id}.Policies`, policiesOf(Properties.Policies), MOST_ROLE_POLICY);
    if (Type !== 'AWS::EC2::VPCEndpoint') return [];
    return tooLong(`${id}.PolicyDocument`, [Properties.PolicyDocument], MOST_ENDPOINT_POLICY);
  });
}

function tooLong(path: string, policies: readonly (Json | undefined)[], most: number): readonly Finding[] {
  const size = policies.reduce<number>(
    (sum, policy) => sum + compactJson(resolved(policy ?? null)).length,
    0,
  );
  if (size <= most) return [];
  return [{ check: 'policy-size', path, message: `${size} characters of policy, where AWS takes ${most}` }];
}

function policiesOf(policies: Json | undefined): readonly (Json | undefined)[] {
  const list = Array.isArray(policies) ? (policies as readonly { readonly PolicyDocument?: Json }[]) : [];
  return list.map(({ PolicyDocument }) => PolicyDocument);
}

/** The policy with a text of the right length in the place of every expression. */
function resolved(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(resolved);
  const [[name = '', argument = null] = []] = Object.entries(value);
  if (name === 'Fn::Sub')
    return String(Array.isArray(argument) ? argument[0] : argument).replaceAll(/\$\{[^}]+\}/g, longName);
  if (name === 'Ref' || name.startsWith('Fn::')) return 'x'.repeat(128);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item)]));
}

function longName(variable: string): string {
  switch (variable) {
    case '${AWS::AccountId}':
      return '123456789012';
    case '${AWS::Partition}':
      return 'aws-us-gov';
    case '${AWS::Region}':
      return 'ap-northeast-1';
    default:
      return 'x'.repeat(64);
  }
}
