import { type DeployedState, planDown } from './deployment/down-plan.ts';
import { commandLine } from './deployment/status-advice.ts';
import type { OperationContext } from './deployment/to-the-end.ts';
import { ProxyWebhookError } from './errors.ts';

/**
 * Throws `refused` where something is protected that would go with a stack: RDS refuses a protected database only after
 * CloudFormation has taken away all around it. `retained` are logical IDs that are left alone.
 */
export function refuseProtected(
  deployed: DeployedState,
  /** What is refused, and why that deletes the stack. */
  what: string,
  context: Pick<OperationContext, 'account' | 'region' | 'environment'>,
  retained: readonly string[] = [],
): void {
  const { stack } = deployed;
  const resources = deployed.resources.filter(({ logicalId }) => !retained.includes(logicalId));
  const { protections } = planDown({ ...deployed, resources }, context, context.environment);
  if (protections.length === 0) return;
  const words = protections.map((protection) => protection.words);
  throw new ProxyWebhookError('refused', `${what} ${words.join(' ')} Nothing was changed.`, {
    remedies: [
      `Lift it and delete the stack: \`${commandLine('down', context.environment)} --lift-protection\`.`,
    ],
    data: { stackName: stack.name, status: stack.status, protections: words },
  });
}

/** Of a stack whose only way on is to be deleted. */
export function mustBeDeletedFirst(stackName: string, why: string): string {
  return `The stack ${stackName} must be deleted first (${why}), and is protected.`;
}
