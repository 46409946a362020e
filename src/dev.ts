import path from 'node:path';
import type { Artifact } from './artifact/artifact.ts';
import { type FolderWatch, watchFolders } from './artifact/watch-folders.ts';
import type { LoadedConfig } from './config/load.ts';
import type { DeploymentEvent } from './deployment/events.ts';
import type { Clock, Ports } from './deployment/ports.ts';
import type { Stack } from './deployment/stack.ts';
import { foldersOf, type HotCode, hotCode, type ReloadEvent, waitedFor } from './dev-reload.ts';
import { isProxyWebhookError, ProxyWebhookError } from './errors.ts';
import type { Run } from './run.ts';
import { up } from './up.ts';

export interface DevOptions {
  /** Of a local cloud. */
  readonly ports: Ports;
  /** Reads the configuration again, after its file has changed. */
  readonly reload: () => Promise<LoadedConfig>;
  /** True: what is wrong with the handler or the configuration at the start is told and waited for, not thrown. */
  readonly patient: boolean;
  /** True: it ends when the stack stands, and keeps nothing fresh. */
  readonly once?: boolean;
  /** Is given the map of the code that runs from now on, before it does. */
  readonly built?: (artifact: Pick<Artifact, 'sourceMap' | 'base'>) => void;
  /** Aborting it is how this ends. */
  readonly signal: AbortSignal;
  readonly cacheDirectory?: string;
}

export type DevEvent =
  | DeploymentEvent
  | ReloadEvent
  /** The stack stands, from the first deployment or from one after a change of the configuration. */
  | { readonly type: 'deployed'; readonly stack: Stack; readonly milliseconds: number }
  /** A configuration that could not be used is again what is deployed. */
  | { readonly type: 'configuration-mended' };

/**
 * Deploys to a local cloud by `up` itself, then keeps function and stack as the sources and the configuration say, until
 * the signal is aborted. Throws what `up` throws; with `patient` only what no change of a source can mend.
 */
export async function* dev(loaded: LoadedConfig, options: DevOptions): Run<DevEvent, void> {
  const { ports, signal } = options;
  const watch = watchFolders();
  let wanted = loaded;
  /** The configuration's file cannot be used as it is now; it could not, and is again what is deployed. */
  let [unread, mended] = [false, false];
  let standing: { readonly loaded: LoadedConfig; readonly code: HotCode } | undefined;
  try {
    watch.add([wanted.directory]);
    for (;;) {
      if (standing === undefined || !isSame(wanted, standing.loaded)) {
        const stack = yield* deployed(wanted, watch, options, standing !== undefined);
        if (stack !== undefined) {
          await standing?.code.close();
          if (options.once) return;
          standing = { loaded: wanted, code: await hotCode(wanted, stack, ports, watch, options.built) };
          yield* standing.code.refresh([]);
        }
      }
      const files = await watch.changes(signal);
      if (files.includes(wanted.file)) {
        const reread = yield* readAgain(wanted, options);
        mended = unread && reread !== undefined;
        unread = reread === undefined;
        wanted = reread ?? wanted;
      }
      if (standing === undefined || !isSame(wanted, standing.loaded)) {
        yield { type: 'sources-changed', files: files.map((file) => path.relative(wanted.directory, file)) };
      } else {
        if (mended) yield { type: 'configuration-mended' };
        yield* standing.code.refresh(files);
      }
      mended = false;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await standing?.code.close();
    watch.close();
  }
}

/** Brings a stack up and finds it; undefined when something is wrong that is waited for. */
async function* deployed(
  loaded: LoadedConfig,
  watch: FolderWatch,
  { ports, patient, signal, cacheDirectory, built }: DevOptions,
  stands: boolean,
): Run<DevEvent, Stack | undefined> {
  const startedAt = ports.clock.now();
  const { entry } = loaded.config.function;
  watch.add(entry === undefined ? [] : [path.dirname(path.resolve(loaded.directory, entry))]);
  try {
    const deploying = up(loaded, {
      ports: { ...ports, clock: onLoopback(ports.clock) },
      approve: async () => true,
      preflight: false,
      retryMilliseconds: RETRY,
      signal,
      ...(built === undefined ? {} : { built }),
      ...(cacheDirectory === undefined ? {} : { cacheDirectory }),
    });
    for await (const event of deploying) yield withoutForecast(event);
  } catch (error) {
    if (signal.aborted || !isProxyWebhookError(error) || error.code === 'internal') throw error;
    // What stands serves on, whatever came of the change.
    const waits = stands || (patient && MENDED_BY_SAVING.has(error.code));
    if (!waits) throw error;
    yield { type: 'reload-failed', files: [], error: waitedFor(error) };
    watch.add(foldersOf(error));
    if (error.code !== 'unhealthy') return undefined;
  }
  const stack = await ports.stacks.describe(loaded.config.stackName, signal);
  if (stack === undefined) {
    throw new ProxyWebhookError('stack-not-found', `The stack ${loaded.config.stackName} is gone.`);
  }
  yield { type: 'deployed', stack, milliseconds: ports.clock.now() - startedAt };
  return stack;
}

/** Milliseconds that a function which does not work is tried: on one machine nothing has to become known elsewhere. */
const RETRY = 2_000;

const MENDED_BY_SAVING: ReadonlySet<string> = new Set([
  'bundle-failed',
  'invalid-config',
  'refused',
  'unhealthy',
]);

/** The configuration as it is now; undefined, and told, when it cannot be used. */
async function* readAgain(
  { file }: LoadedConfig,
  { reload }: DevOptions,
): Run<DevEvent, LoadedConfig | undefined> {
  try {
    return await reload();
  } catch (error) {
    if (!isProxyWebhookError(error)) throw error;
    yield { type: 'reload-failed', files: [file], error };
    return undefined;
  }
}

function isSame(one: LoadedConfig, other: LoadedConfig): boolean {
  return JSON.stringify(one.config) === JSON.stringify(other.config);
}

/** How long resources take on AWS says nothing of this machine. */
function withoutForecast(event: DeploymentEvent): DeploymentEvent {
  if (event.type !== 'ticked' && event.type !== 'resource-changed') return event;
  const { secondsLeft, ...progress } = event.progress;
  return { ...event, progress };
}

/** A clock whose waits are short: what is asked again after a second on AWS has changed here within milliseconds. */
function onLoopback({ now, sleep }: Clock): Clock {
  return { now, sleep: (milliseconds, signal) => sleep(Math.min(milliseconds, LONGEST_SLEEP), signal) };
}

const LONGEST_SLEEP = 100;
