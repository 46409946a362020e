import { isProxyWebhookError } from '../errors.ts';

/** Resolves to `instead` when AWS answers that the thing is not there: with one of its codes, or that the stack does not exist. */
export async function absentAs<Value, Instead>(
  instead: Instead,
  codes: RegExp,
  ask: () => Promise<Value>,
): Promise<Value | Instead> {
  try {
    return await ask();
  } catch (error) {
    if (isProxyWebhookError(error) && (error.code === 'stack-not-found' || codes.test(awsCode(error))))
      return instead;
    throw error;
  }
}

/** AWS's own code of an error, or the empty text. */
export function awsCode(error: unknown): string {
  return isProxyWebhookError(error) ? String(error.data.awsCode ?? '') : '';
}
