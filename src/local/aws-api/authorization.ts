import type { AwsApiError } from '../cloud.ts';
import type { World } from '../world.ts';
import { iamAction } from './iam-actions.ts';
import { type Asked, evaluate, type Policy } from './policy-evaluation.ts';
import { resourceArn } from './resource-arns.ts';
import type { ServiceName } from './served.ts';
import { callerArn } from './services/sts.ts';
import { notAuthorized } from './standing-errors.ts';

type Input = Readonly<Record<string, unknown>>;

/** Holds every call against policies, while there are any: the caller may do what they allow, and nothing else. */
export interface Authorization {
  enforce(policies: readonly Policy[] | undefined): void;
  /** What the policies say to something that nobody does. */
  decide(asked: Asked): 'allowed' | 'not-allowed' | 'denied';
  /** The error of a call that is not allowed. */
  refusal(service: ServiceName, action: string, input: Input): AwsApiError | undefined;
}

export function createAuthorization(world: World): Authorization {
  let policies: readonly Policy[] | undefined;
  return {
    enforce: (given) => {
      policies = given;
    },
    decide: (asked) => (policies === undefined ? 'allowed' : evaluate(policies, asked)),
    refusal(service, action, input) {
      // Everybody may ask who they are. Source: STS API reference, GetCallerIdentity.
      if (policies === undefined || service === 'sts') return undefined;
      for (const asked of demandsOf(world, service, action, input)) {
        const verdict = evaluate(policies, asked);
        if (verdict !== 'allowed') {
          const because =
            verdict === 'denied'
              ? 'with an explicit deny in an identity-based policy'
              : `because no identity-based policy allows the ${asked.action} action`;
          return notAuthorized(service, callerArn(world), asked.action, asked.resource, because);
        }
      }
      return undefined;
    },
  };
}

// Service Authorization Reference: each call its own action; with tags and with a service role, what these need too.
function demandsOf(world: World, service: ServiceName, action: string, input: Input): readonly Asked[] {
  const resource = resourceArn(world, service, input);
  const linked = input.AWSServiceName;
  const own: Asked = {
    action: iamAction(service, action),
    resource,
    ...(linked === undefined ? {} : { context: { 'iam:AWSServiceName': String(linked) } }),
  };
  if (service !== 'cloudformation') return [own];
  const tagged = action === 'CreateChangeSet' && Array.isArray(input.Tags) && input.Tags.length > 0;
  return [
    own,
    ...(tagged ? [{ action: 'cloudformation:TagResource', resource }] : []),
    ...(input.RoleARN === undefined
      ? []
      : [
          {
            action: 'iam:PassRole',
            resource: String(input.RoleARN),
            context: { 'iam:PassedToService': 'cloudformation.amazonaws.com' },
          },
        ]),
  ];
}
