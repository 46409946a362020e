import { type ChildProcess, spawn } from 'node:child_process';
import { readFrames, readLines } from './log-frames.ts';
import { LOOK_AT_MEMORY_EVERY, residentMemory } from './memory.ts';
import { killGroup, signalGroup } from './our-death.ts';
import { type RuntimeMessage, type RuntimeRequest, serveRuntimeApi } from './runtime-api.ts';
import { type FunctionVariables, processVariables } from './variables.ts';

export interface EnvironmentSettings extends FunctionVariables {
  readonly taskRoot: string;
  /** The folder of the bootstrap, and its file in it. */
  readonly runtimeDirectory: string;
  readonly bootstrap: string;
  readonly logStream: string;
  /** The port a debugger connects to. */
  readonly inspectPort?: number | undefined;
  /** Stops the process between requests. */
  readonly freeze: boolean;
  /** Told of everything the process writes. */
  readonly log: (at: number, message: string) => void;
}

/** How loading the code or serving a request ended. Everything but the first two leaves no process. */
export type Outcome =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answered'; readonly payload: Uint8Array; readonly failed: boolean }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'init-error'; readonly payload: Uint8Array }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'memory' }
  /** The process ended by itself, or was killed; `asked` when it had the request. */
  | { readonly kind: 'exit'; readonly reason: string; readonly asked: boolean };

export interface Environment {
  readonly pid: number;
  readonly logStream: string;
  /** Resolves when the code has been loaded, or could not be. Milliseconds; endless when undefined. */
  init(limit: number | undefined): Promise<Outcome>;
  /** Hands over a request as soon as the process asks for it. */
  serve(request: (deadline: number) => RuntimeRequest, limit: number | undefined): Promise<Outcome>;
  /** In MB, so far. */
  maxMemory(): number;
  isFrozen(): boolean;
  hasEnded(): boolean;
  /** Resolves when the process is gone and everything it wrote was told. */
  kill(): Promise<void>;
  readonly ended: Promise<void>;
}

/** Starts a process that runs the bootstrap in an environment of its own, behind a Runtime API of its own. */
export async function startEnvironment(settings: EnvironmentSettings): Promise<Environment> {
  const { memoryMb, freeze, log } = settings;
  let chunks = 0;
  let loading = true;
  let asking = false;
  let frozen = false;
  let gone = false;
  let most = 0;
  /** Set by who ends the process, so that its end tells the reason. */
  let cause: Outcome | undefined;
  let queued: (() => void) | undefined;
  let settle: ((outcome: Outcome) => void) | undefined;
  let looking: NodeJS.Timeout | undefined;

  const api = await serveRuntimeApi(hear);
  const child = launch(settings, api.address);
  const pid = child.pid ?? 0;
  const framed = readFrames(({ at, text }) => log(at, text));
  for (const stream of [child.stdout, child.stderr]) {
    const lines = readLines((text) => log(Date.now(), text));
    stream?.on('data', (chunk: Buffer) => {
      chunks += 1;
      lines.take(chunk);
    });
    stream?.on('end', () => lines.end());
  }
  child.stdio[3]?.on('data', (chunk: Buffer) => {
    chunks += 1;
    framed(chunk);
  });
  const ended = endOf(child).then((reason) => {
    gone = true;
    api.close();
    finish(cause ?? { kind: 'exit', reason, asked: queued === undefined });
  });

  function hear(message: RuntimeMessage): void {
    switch (message.type) {
      case 'next':
        asking = true;
        if (loading) finish({ kind: 'ready' });
        loading = false;
        if (queued !== undefined) queued();
        else if (freeze) frozen = signalGroup(pid, 'SIGSTOP');
        break;
      case 'response':
      case 'error':
        most = Math.max(most, (message.rssKb ?? 0) / 1024);
        finish({ kind: 'answered', payload: message.payload, failed: message.type === 'error' });
        break;
      case 'init-error':
        cause = { kind: 'init-error', payload: message.payload };
        break;
      case 'too-large':
        finish({ kind: 'too-large' });
    }
  }

  function finish(outcome: Outcome): void {
    const settled = settle;
    settle = undefined;
    clearInterval(looking);
    settled?.(outcome);
  }

  function end(why: Outcome): void {
    cause ??= why;
    killGroup(pid);
  }

  async function look(): Promise<void> {
    const memory = await residentMemory(pid);
    most = Math.max(most, memory?.most ?? 0);
    if (memory !== undefined && memory.now > memoryMb && settle !== undefined) end({ kind: 'memory' });
  }

  async function outcomeWithin(limit: number | undefined, begin: () => void): Promise<Outcome> {
    const timer = limit === undefined ? undefined : setTimeout(() => end({ kind: 'timeout' }), limit);
    looking = setInterval(() => void look(), LOOK_AT_MEMORY_EVERY);
    const outcome = await new Promise<Outcome>((resolve) => {
      settle = resolve;
      if (gone) finish(cause ?? { kind: 'exit', reason: 'the environment has ended', asked: false });
      else begin();
    });
    clearTimeout(timer);
    // What was written before the answer may still be in the pipes.
    for (let before = -1, quiet = 0; quiet < 2; before = chunks) {
      await new Promise((resolve) => setImmediate(resolve));
      quiet = before === chunks ? quiet + 1 : 0;
    }
    return outcome;
  }

  return {
    pid,
    logStream: settings.logStream,
    init: (limit) => outcomeWithin(limit, () => asking && finish({ kind: 'ready' })),
    serve: (request, limit) =>
      outcomeWithin(limit, () => {
        queued = () => {
          queued = undefined;
          asking = false;
          if (frozen) {
            frozen = false;
            signalGroup(pid, 'SIGCONT');
          }
          api.give(request(Date.now() + (limit ?? 900_000)));
        };
        if (asking) queued();
      }),
    maxMemory: () => Math.ceil(most),
    isFrozen: () => frozen,
    hasEnded: () => gone,
    async kill() {
      killGroup(pid);
      await ended;
    },
    ended,
  };
}

/** In a group of its own: Ctrl-C is for us, and what a handler starts is frozen and ended with it. */
function launch(settings: EnvironmentSettings, runtimeApi: string): ChildProcess {
  const windows = process.platform === 'win32';
  const variables = processVariables(settings, {
    runtimeApi,
    taskRoot: settings.taskRoot,
    runtimeDirectory: settings.runtimeDirectory,
    logStream: settings.logStream,
    telemetryDescriptor: windows ? undefined : 3,
  });
  const inspect = settings.inspectPort === undefined ? [] : [`--inspect=127.0.0.1:${settings.inspectPort}`];
  const heap = `--max-old-space-size=${Math.floor(settings.memoryMb * 0.9)}`;
  return spawn(process.execPath, [heap, ...inspect, settings.bootstrap], {
    cwd: settings.taskRoot,
    // Without it no Windows program opens a socket.
    env: windows ? { SystemRoot: process.env.SystemRoot, ...variables } : variables,
    stdio: windows ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: !windows,
    windowsHide: true,
  });
}

/** Resolves with Lambda's words for how a process ended, when it has and its pipes are empty. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`Runtime failed to start: ${error.message}`));
    child.once('exit', (code, signal) => {
      if (child.pid !== undefined) killGroup(child.pid);
      const reason =
        signal !== null
          ? `Runtime exited with error: signal: ${SIGNALS[signal] ?? signal}`
          : code === 0
            ? 'Runtime exited without providing a reason'
            : `Runtime exited with error: exit status ${code}`;
      // A process that took itself out of the group may hold the pipes open.
      const late = setTimeout(() => resolve(reason), 500);
      child.once('close', () => {
        clearTimeout(late);
        resolve(reason);
      });
    });
  });
}

const SIGNALS: Readonly<Record<string, string>> = {
  SIGKILL: 'killed',
  SIGABRT: 'aborted',
  SIGTERM: 'terminated',
  SIGSEGV: 'segmentation fault',
  SIGINT: 'interrupt',
};
