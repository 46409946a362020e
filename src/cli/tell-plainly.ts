import { isProxyWebhookError, messageOf } from '../errors.ts';
import { exitCodeOf } from './exit-codes.ts';
import type { Surroundings } from './surroundings.ts';

const REPLACED =
  "proxywebhook's files were replaced or removed while this ran, so this is told without its usual form.";

/** Tells an error with nothing but what is loaded from the start, and gives its exit code. */
export function tellPlainly(
  error: unknown,
  { stdout, stderr }: Pick<Surroundings, 'stdout' | 'stderr'>,
  { json }: { readonly json: boolean },
): number {
  const exitCode = exitCodeOf(error);
  const ours = isProxyWebhookError(error) ? error : undefined;
  const code = ours?.code ?? 'internal';
  const [message, remedies, data] = [messageOf(error), ours?.remedies ?? [], ours?.data ?? {}];
  if (json) stdout.line(JSON.stringify({ type: 'error', code, exitCode, message, remedies, data }));
  else stderr.line([`✖ ${message} (${code})`, ...remedies.map((each) => `  → ${each}`)].join('\n'));
  stderr.line(REPLACED);
  return exitCode;
}
