/** What `--env` takes and the `environment` key holds. */
export const ENVIRONMENT_NAME = /^[A-Za-z0-9](-?[A-Za-z0-9])*$/;

/** A configuration with the names that it leaves out: its environment's, and the stack's, which is made of that. */
export function withNames(
  input: Readonly<Record<string, unknown>>,
  fallback: string,
): Record<string, unknown> {
  const environment = input.environment ?? fallback;
  const name = typeof environment === 'string' ? environment : fallback;
  return { ...input, environment, stackName: input.stackName ?? `proxywebhook-${name}` };
}
