import { zipSync } from 'fflate';
import { afterEach } from 'vitest';
import {
  type Deployment,
  type FunctionRuntime,
  type FunctionRuntimeOptions,
  type LogLine,
  startFunctionRuntime,
} from '../../../src/local/function-runtime/function-runtime.ts';

/** A function runtime with what it logged, ended after the test. */
export interface TestRuntime extends FunctionRuntime {
  readonly lines: LogLine[];
  /** Makes or replaces the function `hook`. A text is the whole of `index.mjs`. */
  put(code: string | Readonly<Record<string, string>>, settings?: Partial<Deployment>): Promise<void>;
  /** Calls `hook` and reads its answer as JSON. */
  call(event?: unknown): Promise<Awaited<ReturnType<FunctionRuntime['invoke']>> & { readonly answer: never }>;
  messages(): readonly string[];
}

export async function testRuntime(options: FunctionRuntimeOptions = {}): Promise<TestRuntime> {
  const lines: LogLine[] = [];
  const runtime = await startFunctionRuntime({ ...options, tell: (line) => lines.push(line) });
  started.push(runtime);
  return {
    ...runtime,
    lines,
    put: (code, settings = {}) => runtime.deploy(deployment(code, settings)),
    async call(event = {}) {
      const invocation = await runtime.invoke('hook', Buffer.from(JSON.stringify(event)));
      return { ...invocation, answer: JSON.parse(Buffer.from(invocation.payload).toString()) as never };
    },
    messages: () => lines.map(({ message }) => message),
  };
}

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

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const started: FunctionRuntime[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((runtime) => runtime.stop()));
});
