import { afterEach } from 'vitest';
import {
  type Deployment,
  type FunctionRuntime,
  type FunctionRuntimeOptions,
  type LogLine,
  startFunctionRuntime,
} from '../../../src/local/function-runtime/function-runtime.ts';
import { deployment } from './deployment.ts';

export { deployment, until } from './deployment.ts';

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
