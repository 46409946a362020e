import { zipSync } from 'fflate';
import type { Deployment } from '../../../src/local/function-runtime/function-runtime.ts';

/** The function `hook` with this code: a text is the whole of `index.mjs`. */
export function deployment(
  code: string | Readonly<Record<string, string>>,
  settings: Partial<Deployment> = {},
): Deployment {
  const files = typeof code === 'string' ? { 'index.mjs': code } : code;
  return {
    name: 'hook',
    zip: zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]))),
    handler: 'index.handler',
    environment: {},
    memoryMb: 256,
    timeoutSeconds: 15,
    region: 'us-east-1',
    account: '123456789012',
    ...settings,
  };
}

/** Waits for a condition, not for a time. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const last = performance.now() + 10_000;
  while (!(await condition())) {
    if (performance.now() > last) throw new Error('The condition was not met within 10 s.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
