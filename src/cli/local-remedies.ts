import { isProxyWebhookError, ProxyWebhookError } from '../errors.ts';

/**
 * An error of a command that spoke to a running `dev`, with what to do there: the same commands, but with `--local`, and
 * nothing that would lead to an account of AWS.
 */
export function withLocalRemedies(error: unknown): unknown {
  if (!isProxyWebhookError(error) || error.remedies.length === 0) return error;
  const { code, message, data, cause } = error;
  const remedies = error.remedies
    .filter((remedy) => !/--region|--profile/.test(remedy))
    .map((remedy) => remedy.replaceAll(COMMAND, '$1 --local'));
  const told = new ProxyWebhookError(code, message, { remedies, data, cause });
  if (error.stack !== undefined) told.stack = error.stack;
  return told;
}

/** A command that is not told yet whom to speak to; its environment goes. */
const COMMAND =
  /(npx proxywebhook (?![^`]* --local)(?:requests (?:list|show|tail|export)|up|down|status|events|diff|open|send)\b)(?: --env [\w-]+)?/g;
