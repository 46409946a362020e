import path from 'node:path';
import { expect } from 'vitest';
import type { LoadedConfig } from '../../src/config/load.ts';
import { parseConfig } from '../../src/config/parse.ts';
import type { DeploymentEvent } from '../../src/deployment/events.ts';
import { type ErrorCode, ProxyWebhookError } from '../../src/errors.ts';

export const NAME = 'proxywebhook-dev';

/** A configuration of the environment dev, as if read from a file at the root of the repository. */
export function loadedConfig(input: Readonly<Record<string, unknown>> = {}): LoadedConfig {
  const config = parseConfig(
    { environment: 'dev', ...input },
    { environment: 'dev', source: 'config.dev.json' },
  );
  return { config, file: path.resolve('config.dev.json'), directory: path.resolve('.') };
}

/** The error that work is expected to end with. */
export async function failure(work: Promise<unknown>): Promise<ProxyWebhookError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ProxyWebhookError);
  return error as ProxyWebhookError;
}

export function denied(action: string, code: ErrorCode = 'access-denied'): ProxyWebhookError {
  return new ProxyWebhookError(code, `Not allowed: ${action}.`);
}

/** A fault that says nothing about the operation, as the AWS adapters word it. */
export function transient(): ProxyWebhookError {
  return new ProxyWebhookError('unreachable', 'AWS throttled DescribeStackEvents.', {
    data: { retryable: true },
  });
}

export function steps(events: readonly DeploymentEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'step-started' ? [event.step] : []));
}
