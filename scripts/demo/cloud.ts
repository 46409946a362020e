import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { CloudState } from '../../src/local/aws-api/state.ts';

/** The local cloud as a process of its own, spoken to over HTTP. */
export interface Cloud {
  readonly endpoint: string;
  readonly pid: number;
  /** Status of a stack as the local cloud itself sees it; `absent` when it never was, or is deleted. */
  readonly stackStatus: (name: string) => Promise<string>;
  readonly setTargets: (health: {
    readonly state: string;
    readonly reason?: string;
    readonly description?: string;
  }) => Promise<void>;
  /** Lets the next creation of a resource fail. */
  readonly failResource: (logicalId: string, reason: string) => Promise<void>;
  /** Everything it holds, as it sees it itself. */
  readonly state: () => Promise<CloudState>;
  /** A control of its own: POST or DELETE `/_local/NAME`. */
  readonly control: (method: 'POST' | 'DELETE', name: string, body?: unknown) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts it and waits until it is ready. `speed`: how many times faster than real time; none: everything at once.
 * `dataPlane`: what stacks make really runs. Everything takes as long every time.
 */
export async function startCloud({
  speed,
  dataPlane = false,
}: {
  readonly speed?: number;
  readonly dataPlane?: boolean;
} = {}): Promise<Cloud> {
  const schedule = speed === undefined ? ['--instant'] : ['--speed', String(speed)];
  const options = ['--steady', ...schedule, ...(dataPlane ? ['--data-plane'] : [])];
  const script = fileURLToPath(new URL('../local-cloud.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...options], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const first = createInterface({ input: child.stdout });
  const line = await Promise.race([
    once(first, 'line').then(([text]) => String(text)),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the local cloud ended with ${code}`))),
  ]);
  const { endpoint }: { endpoint: string } = JSON.parse(line);
  const control: Cloud['control'] = async (method, name, body) => {
    const answer = await fetch(`${endpoint}/_local/${name}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${name}: ${answer.status} ${await answer.text()}`);
  };
  const state = async () => (await (await fetch(`${endpoint}/_local/state`)).json()) as CloudState;
  return {
    endpoint,
    pid: child.pid ?? 0,
    control,
    state,
    async stackStatus(name) {
      const { stacks } = await state();
      const living = stacks.findLast((stack) => stack.name === name && stack.status !== 'DELETE_COMPLETE');
      return living?.status ?? 'absent';
    },
    setTargets: (health) => control('POST', 'targets', health),
    failResource: (logicalId, reason) =>
      control('POST', 'resource-faults', {
        logicalId,
        operation: 'create',
        at: 'end',
        reason,
        errorCode: 'InvalidRequest',
      }),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}
