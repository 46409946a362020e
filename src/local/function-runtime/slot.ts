import path from 'node:path';
import { type Environment, type Outcome, startEnvironment } from './environment.ts';
import type { Deployment } from './function-runtime.ts';
import { errorTypeOf } from './invocation.ts';
import { type LogLine, logStreamName, type PlatformEvent, platformLine } from './log-lines.ts';

/** One deployment of a function: what its environments run. */
export interface Generation {
  readonly deployment: Deployment;
  /** The folder the zip was unpacked to. */
  readonly code: string;
}

/** An execution environment with its log stream and what is known of its use. */
export interface Slot {
  readonly generation: Generation;
  readonly environment: Environment;
  /** How loading the code ended, and how long it took in milliseconds. */
  readonly loaded: Promise<{ readonly outcome: Outcome; readonly milliseconds: number }>;
  readonly inspectPort: number | undefined;
  readonly say: (at: number, message: string) => void;
  readonly report: (event: PlatformEvent) => void;
  state: 'starting' | 'idle' | 'busy';
  /** Ends with the request it serves. */
  retired: boolean;
  /** Requests it was given so far. */
  requests: number;
  /** What was logged since the request under way began. */
  lines: string[] | undefined;
}

export interface SlotOptions {
  readonly generation: Generation;
  readonly bootstrap: string;
  readonly freeze: boolean;
  /** In milliseconds; none under a debugger. */
  readonly initLimit: number | undefined;
  readonly tell: (line: LogLine) => void;
  readonly inspectPort: number | undefined;
  /** Given when the code is loaded once more, within a request: its lines go where those of the first time went. */
  readonly again?: Pick<Slot, 'lines'> & { readonly logStream: string };
}

/** Starts an environment, and lets it load the code. */
export async function openSlot(options: SlotOptions): Promise<Slot> {
  const { generation, bootstrap, tell, inspectPort, again } = options;
  const { deployment, code } = generation;
  const logStream = again?.logStream ?? logStreamName(Date.now());
  let lines = again?.lines;

  const say = (at: number, message: string) => {
    const kept = slot === undefined ? lines : slot.lines;
    // 4 KB of them are asked for at most.
    if (kept !== undefined && kept.push(message) > 8192) kept.splice(0, 4096);
    tell({ at, functionName: deployment.name, stream: logStream, message });
  };
  const report = (event: PlatformEvent) => {
    const at = Date.now();
    const line = platformLine(event, deployment.logFormat ?? 'Text', at);
    if (line !== undefined) say(at, line);
  };
  let slot: Slot | undefined;

  if (again === undefined) report({ type: 'initStart', runtimeVersion: `nodejs:local (${process.version})` });
  const started = performance.now();
  const environment = await startEnvironment({
    name: deployment.name,
    handler: deployment.handler,
    memoryMb: deployment.memoryMb,
    region: deployment.region,
    environment: deployment.environment,
    extraEnvironment: deployment.extraEnvironment ?? {},
    logGroup: deployment.logGroup ?? `/aws/lambda/${deployment.name}`,
    logFormat: deployment.logFormat ?? 'Text',
    taskRoot: code,
    runtimeDirectory: path.dirname(bootstrap),
    bootstrap,
    logStream,
    inspectPort,
    freeze: options.freeze,
    log: say,
  });
  const loaded = environment.init(options.initLimit).then((outcome) => {
    const milliseconds = performance.now() - started;
    if (outcome.kind !== 'ready') {
      report({
        type: 'initReport',
        phase: again === undefined ? 'init' : 'invoke',
        duration: milliseconds,
        status: outcome.kind === 'timeout' ? 'timeout' : 'error',
        errorType: failureType(outcome),
      });
    } else if (slot?.state === 'starting') {
      slot.state = 'idle';
    }
    return { outcome, milliseconds };
  });
  slot = {
    generation,
    environment,
    loaded,
    inspectPort,
    say,
    report,
    state: 'starting',
    retired: false,
    requests: 0,
    lines,
  };
  lines = undefined;
  return slot;
}

function failureType(outcome: Outcome): string | undefined {
  switch (outcome.kind) {
    case 'init-error':
      return errorTypeOf(outcome.payload);
    case 'exit':
      return 'Runtime.ExitError';
    case 'memory':
      return 'Runtime.OutOfMemory';
    default:
      return undefined;
  }
}
