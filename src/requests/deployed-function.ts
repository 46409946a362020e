import type { Config } from '../config/schema.ts';
import { checkOwner } from '../deployment/ownership.ts';
import type { Ports } from '../deployment/ports.ts';
import type { Stack } from '../deployment/stack.ts';
import { commandLine, stackNotFound, statusAdvice } from '../deployment/status-advice.ts';
import { ProxyWebhookError } from '../errors.ts';
import { identify } from '../preflight/identity.ts';

/** The function of an environment, as its stack's outputs name it. */
export interface DeployedFunction {
  readonly environment: string;
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  readonly functionName: string;
  /** Without a slash at its end. */
  readonly webhookUrl: string;
}

/**
 * Finds the function of an environment by its stack, whatever the stack's last operation came to, as long as it has outputs.
 * Throws what `findStack` throws, and `stack-busy` while the first deployment runs, `deployment-failed` when it failed.
 */
export async function findFunction(
  config: Pick<Config, 'stackName' | 'environment' | 'account'>,
  ports: Pick<Ports, 'stacks' | 'account'>,
  signal?: AbortSignal,
): Promise<DeployedFunction> {
  const { stackName, environment } = config;
  const { account, region, stack } = await findStack(config, ports, signal);
  const { FunctionName: functionName, WebhookUrl: webhookUrl } = stack.outputs;
  if (functionName === undefined || webhookUrl === undefined) throw withoutFunction(stack, environment);
  return {
    environment,
    stackName,
    account,
    region,
    functionName,
    webhookUrl: webhookUrl.replace(/\/+$/, ''),
  };
}

/** Finds the stack of an environment. Throws `stack-not-found`, `wrong-account`, and `refused` for one that is another environment's. */
export async function findStack(
  config: Pick<Config, 'stackName' | 'environment' | 'account'>,
  ports: Pick<Ports, 'stacks' | 'account'>,
  signal?: AbortSignal,
): Promise<{ readonly account: string; readonly region: string; readonly stack: Stack }> {
  const { stackName, environment } = config;
  const [{ account, region }, stack] = await Promise.all([
    identify(config, ports.account),
    ports.stacks.describe(stackName, signal),
  ]);
  checkOwner(stack, environment);
  const { phase } = statusAdvice(stack?.status);
  if (stack === undefined || phase === 'absent' || phase === 'review') {
    throw stackNotFound({ stackName, account, region, environment });
  }
  return { account, region, stack };
}

/** Why a stack has no outputs, and what to do. */
export function withoutFunction(stack: Stack, environment: string): ProxyWebhookError {
  const { phase, meaning, next, command } = statusAdvice(stack.status);
  const suggested = command === undefined ? [] : [`\`${commandLine(command, environment)}\``];
  const code = phase === 'running' ? 'stack-busy' : phase === 'failed' ? 'deployment-failed' : 'refused';
  return new ProxyWebhookError(
    code,
    `The stack ${stack.name} has no function to ask (${stack.status}). ${
      phase === 'settled' ? 'Its outputs name none: something else than this version made it.' : meaning
    }`,
    {
      remedies:
        phase === 'settled'
          ? [`Deploy it with this version: \`${commandLine('up', environment)}\``]
          : [...(next === undefined ? [] : [next]), ...suggested],
      data: { stackName: stack.name, status: stack.status },
    },
  );
}
