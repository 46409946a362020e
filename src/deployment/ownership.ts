import { ProxyWebhookError } from '../errors.ts';
import type { Stack } from './stack.ts';
import { isAbsent, isInReview } from './states.ts';

/** The tag that says whose a stack is; AWS copies it to every resource. */
export const ENVIRONMENT_TAG = 'proxywebhook:environment';

/** The tags of a stack: the configuration's own, and ours. */
export function stackTags(config: {
  readonly environment: string;
  readonly tags: Readonly<Record<string, string>>;
}): Readonly<Record<string, string>> {
  return { ...config.tags, [ENVIRONMENT_TAG]: config.environment };
}

/** Throws `refused` for a stack that something else made, or that is another environment's: a name may be taken twice. */
export function checkOwner(stack: Stack | undefined, environment: string): void {
  // An empty stack in review has not got its tags yet, and nothing to lose.
  if (stack === undefined || isAbsent(stack.status) || isInReview(stack.status)) return;
  const owner = stack.tags[ENVIRONMENT_TAG];
  if (owner === environment) return;
  throw new ProxyWebhookError(
    'refused',
    owner === undefined
      ? `The stack ${stack.name} was not made by proxywebhook: it has no tag ${ENVIRONMENT_TAG}. Nothing was touched.`
      : `The stack ${stack.name} belongs to the environment ${owner}, not to ${environment}. Nothing was touched.`,
    {
      remedies: [
        `Choose another "stackName" for ${environment} in its config.`,
        ...(owner === undefined ? [] : [`Or, if ${owner} is meant: --env ${owner}.`]),
      ],
      data: {
        stackName: stack.name,
        stackArn: stack.arn,
        environment,
        ...(owner === undefined ? {} : { owner }),
      },
    },
  );
}
