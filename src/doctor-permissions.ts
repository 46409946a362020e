import type { Config } from './config/schema.ts';
import { ENVIRONMENT_TAG } from './deployment/ownership.ts';
import type { Account, Identity } from './deployment/ports.ts';
import type { SimulatedAction } from './deployment/simulation.ts';
import { type Check, failed, ok, unchecked, warned } from './doctor-checks.ts';
import { isProxyWebhookError } from './errors.ts';
import type { When } from './policy/permission.ts';
import { policy } from './policy.ts';

/**
 * Whether whoever runs `up`, `diff`, `down`, `status` and `events` may make the calls they make, and those that CloudFormation
 * makes in their name: IAM is asked, nothing is called. What conditions ask for is told along; where IAM cannot decide, that is said.
 */
export async function permissionChecks(
  config: Config,
  identity: Identity,
  { simulate }: Pick<Account, 'simulate'>,
): Promise<readonly Check[]> {
  const print = `The policy that is needed: npx proxywebhook policy --env ${config.environment}`;
  const principal = principalOf(identity);
  if (principal === undefined) {
    return [ok('permissions', 'permissions', 'the root user of the account may do everything')];
  }
  const { permissions } = policy(config, 'deployer', identity);
  const questions = new Map<
    string,
    { resources: readonly string[]; context: Readonly<Record<string, string>>; actions: string[] }
  >();
  for (const { action, resources, when } of permissions) {
    const context = contextOf(when, config.environment);
    const key = JSON.stringify([resources, context]);
    const question = questions.get(key) ?? { resources, context, actions: [] };
    if (!question.actions.includes(action)) question.actions.push(action);
    questions.set(key, question);
  }
  let answers: readonly SimulatedAction[];
  try {
    answers = (
      await Promise.all([...questions.values()].map((question) => simulate(principal, question)))
    ).flat();
  } catch (error) {
    if (!isProxyWebhookError(error)) throw error;
    if (error.code === 'no-credentials') return [failed('permissions', 'permissions', error)];
    return [
      unchecked('permissions', 'permissions', `IAM did not say what is allowed. ${error.message}`, [print]),
    ];
  }
  const named = (decision: SimulatedAction['decision']) => [
    ...new Set(answers.filter((answer) => answer.decision === decision).map(({ action }) => action)),
  ];
  const [denied, unknown] = [named('denied'), named('unknown')];
  const count = new Set(permissions.map(({ action }) => action)).size;
  return [
    ...(denied.length === 0
      ? [
          ok(
            'permissions',
            'permissions',
            `IAM allows ${unknown.length === 0 ? `all ${count} actions` : `${count - unknown.length} of ${count} actions`} that are needed`,
          ),
        ]
      : [
          {
            area: 'permissions',
            name: 'permissions',
            state: 'fail',
            code: 'access-denied',
            message: `${denied.length} of ${count} actions are not allowed to ${principal}: ${denied.join(', ')}.`,
            remedies: [print],
          } as const,
        ]),
    ...(unknown.length === 0
      ? []
      : [
          warned(
            'permissions',
            'conditions',
            `IAM could not decide on ${unknown.length} actions: ${unknown.join(', ')}. Their policies have conditions that only a real call meets.`,
          ),
        ]),
  ];
}

/**
 * The user or role that a policy is attached to; undefined for the root user. A session's ARN leaves out the path of its role.
 * Source: IAM User Guide, "IAM identifiers".
 */
export function principalOf({
  arn,
  partition,
  account,
}: Pick<Identity, 'account' | 'arn' | 'partition'>): string | undefined {
  if (arn.endsWith(':root')) return undefined;
  const role = /:assumed-role\/([^/]+)\//.exec(arn)?.[1];
  if (role === undefined) return arn;
  const path = role.startsWith('AWSReservedSSO_') ? 'aws-reserved/sso.amazonaws.com/' : '';
  return `arn:${partition}:iam::${account}:role/${path}${role}`;
}

function contextOf(when: When | undefined, environment: string): Readonly<Record<string, string>> {
  switch (when?.kind) {
    case undefined:
      return {};
    case 'ours':
      return { [`aws:ResourceTag/${ENVIRONMENT_TAG}`]: environment };
    case 'passed-to':
      return { 'iam:PassedToService': when.service };
    case 'linked-to':
      return { 'iam:AWSServiceName': when.service };
  }
}
