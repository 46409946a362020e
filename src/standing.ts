import type { DeploymentEvent } from './deployment/events.ts';
import type { Stack } from './deployment/stack.ts';
import { isProxyWebhookError, ProxyWebhookError } from './errors.ts';
import type { Run } from './run.ts';
import type { UpOptions } from './up.ts';
import { verify } from './verify.ts';

/** What is left to do once the stack stands; an error of it tells the outputs, which are there all the same. */
export async function* standing(
  stack: Stack,
  protection: boolean,
  options: UpOptions,
): Run<DeploymentEvent, Stack> {
  try {
    const unprotected = await protect(stack, protection, options).then(
      () => undefined,
      deployedUnprotected(protection),
    );
    if (options.verify !== false) yield* prove(stack, options);
    if (unprotected !== undefined) throw unprotected;
    return { ...stack, terminationProtection: protection };
  } catch (error) {
    if (!isProxyWebhookError(error)) throw error;
    const { code, message, remedies, data } = error;
    throw new ProxyWebhookError(code, message, {
      remedies,
      cause: error,
      data: { ...data, outputs: stack.outputs },
    });
  }
}

async function protect(stack: Stack, wanted: boolean, { ports }: UpOptions): Promise<void> {
  if (stack.terminationProtection !== wanted) await ports.stacks.setTerminationProtection(stack.name, wanted);
}

function deployedUnprotected(wanted: boolean) {
  return (error: unknown): ProxyWebhookError => {
    if (!isProxyWebhookError(error)) throw error;
    const { code, message, remedies } = error;
    return new ProxyWebhookError(
      code,
      `The stack is deployed, but its termination protection could not be turned ${wanted ? 'on' : 'off'}. ${message}`,
      { remedies, cause: error },
    );
  };
}

async function* prove({ outputs }: Stack, options: UpOptions): Run<DeploymentEvent, void> {
  const { ProxyName: proxyName, FunctionName: functionName, WebhookUrl: webhookUrl } = outputs;
  if (proxyName === undefined || functionName === undefined || webhookUrl === undefined) {
    yield { type: 'warned', message: 'The stack has not got all outputs: whether it works was not checked.' };
    return;
  }
  yield* verify({ proxyName, functionName, webhookUrl }, options);
}
