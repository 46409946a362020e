import { createHash } from 'node:crypto';
import { AwsApiError, type ServiceApi } from '../../cloud.ts';
import type { Role, World } from '../../world.ts';
import type { Authorization } from '../authorization.ts';
import { number, text } from './properties.ts';
import { servedCalls } from './served-calls.ts';

export function iam(world: World, { decide }: Pick<Authorization, 'decide'>): ServiceApi {
  return servedCalls({
    // One principal, whose policies are those that are enforced; without any it may do everything.
    SimulatePrincipalPolicy: ({ ActionNames, ResourceArns, ContextEntries }) => {
      const entries = (ContextEntries ?? []) as readonly {
        readonly ContextKeyName?: string;
        readonly ContextKeyValues?: readonly string[];
      }[];
      const context = Object.fromEntries(
        entries.map(({ ContextKeyName = '', ContextKeyValues = [] }) => [
          ContextKeyName,
          ContextKeyValues[0] ?? '',
        ]),
      );
      const resources = (ResourceArns ?? ['*']) as readonly string[];
      return {
        IsTruncated: false,
        EvaluationResults: ((ActionNames ?? []) as readonly string[]).flatMap((action) =>
          resources.map((resource) => ({
            EvalActionName: action,
            EvalResourceName: resource,
            EvalDecision: DECISIONS[decide({ action, resource, context })],
            MatchedStatements: [],
            MissingContextValues: [],
          })),
        ),
      };
    },
    GetRole: ({ RoleName }) => {
      const role = [...world.roles.values()].find(({ name }) => name === RoleName);
      if (role === undefined) {
        // IAM API reference, GetRole: NoSuchEntity, 404.
        throw new AwsApiError('NoSuchEntity', `The role with name ${RoleName} cannot be found.`, 404);
      }
      return { Role: describe(world, role) };
    },
    CreateServiceLinkedRole: ({ AWSServiceName, Description }) => {
      const service = String(AWSServiceName);
      const name = SERVICE_LINKED_ROLES[service];
      if (name === undefined) {
        throw new AwsApiError(
          'InvalidInput',
          `Service-linked roles of ${service} are not kept by the local cloud.`,
        );
      }
      if (world.roles.has(name)) {
        throw new AwsApiError(
          'InvalidInput',
          `Service role name ${name} has been taken in this account, please try a different suffix.`,
        );
      }
      const role: Role = {
        name,
        arn: `arn:aws:iam::${world.account}:role/aws-service-role/${service}/${name}`,
        serviceLinked: true,
        createdAt: world.clock.now(),
        properties: {
          Path: `/aws-service-role/${service}/`,
          AssumeRolePolicyDocument: trustPolicy(service),
          ...(Description === undefined ? {} : { Description }),
        },
      };
      world.roles.set(name, role);
      return { Role: describe(world, role) };
    },
  });
}

/** In IAM's words. Source: IAM API reference, EvaluationResult. */
const DECISIONS = { allowed: 'allowed', 'not-allowed': 'implicitDeny', denied: 'explicitDeny' } as const;

/** RDS User Guide, "Using service-linked roles"; API Gateway developer guide, same title. */
const SERVICE_LINKED_ROLES: Readonly<Record<string, string>> = {
  'rds.amazonaws.com': 'AWSServiceRoleForRDS',
  'ops.apigateway.amazonaws.com': 'AWSServiceRoleForAPIGateway',
};

function describe(world: World, { name, arn, properties, createdAt }: Role) {
  const policy = properties.AssumeRolePolicyDocument;
  return {
    Path: text(properties, 'Path') ?? '/',
    RoleName: name,
    RoleId: `AROA${createHash('sha256').update(arn).digest('hex').slice(0, 17).toUpperCase()}`,
    Arn: arn,
    CreateDate: new Date(createdAt ?? world.clock.now()),
    AssumeRolePolicyDocument:
      policy === undefined
        ? undefined
        : encodeURIComponent(typeof policy === 'string' ? policy : JSON.stringify(policy)),
    Description: text(properties, 'Description'),
    MaxSessionDuration: number(properties, 'MaxSessionDuration') ?? 3600,
  };
}

function trustPolicy(service: string) {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  };
}
