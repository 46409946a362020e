import path from 'node:path';
import { type Artifact, type LiveArtifact, openLiveArtifact } from './artifact/artifact.ts';
import { anyWrittenAfter } from './artifact/evidence.ts';
import type { FolderWatch } from './artifact/watch-folders.ts';
import type { LoadedConfig } from './config/load.ts';
import type { Ports } from './deployment/ports.ts';
import type { Stack } from './deployment/stack.ts';
import { isProxyWebhookError, ProxyWebhookError } from './errors.ts';
import type { Run } from './run.ts';

/** What becomes of a file that was saved. Files are relative to the configuration's folder. */
export type ReloadEvent =
  | { readonly type: 'sources-changed'; readonly files: readonly string[] }
  /** New requests run the new code; those under way end on the old. */
  | {
      readonly type: 'reloaded';
      readonly files: readonly string[];
      /** From when the change was seen. */
      readonly milliseconds: number;
      readonly key: string;
      /** False: what was saved makes no difference to the code. */
      readonly changed: boolean;
    }
  /** What ran before runs on. */
  | { readonly type: 'reload-failed'; readonly files: readonly string[]; readonly error: ProxyWebhookError };

/** A deployed function whose code is kept as the sources say. */
export interface HotCode {
  /** Builds again when one of these files has to do with the code, and gives the function what came of it. */
  refresh(files: readonly string[]): Run<ReloadEvent, void>;
  close(): Promise<void>;
}

/** Opens the handler of a configuration for building; `refresh` looks at its sources from then on. */
export async function hotCode(
  { config, directory }: LoadedConfig,
  { parameters, outputs }: Stack,
  { artifacts, functions, account, clock }: Pick<Ports, 'artifacts' | 'functions' | 'account' | 'clock'>,
  watch: FolderWatch,
  tellBuilt: (artifact: Artifact) => void = () => {},
): Promise<HotCode> {
  const { ArtifactBucket: bucket = '', ArtifactKey: deployedKey = '' } = parameters;
  const functionName = outputs.FunctionName ?? '';
  const owner = (await account.identity()).account;
  let running = deployedKey;
  let live: LiveArtifact | undefined;
  /** What the last good build was made of; undefined after one that failed, which anything may mend. */
  let inputs: ReadonlySet<string> | undefined = new Set();
  let built = false;

  const build = async () => {
    live ??= await openLiveArtifact({ config, directory });
    for (let round = 1; ; round += 1) {
      const startedAt = Date.now();
      const artifact = await live.build();
      const own = artifact.inputs.filter((file) => !file.split(path.sep).includes('node_modules'));
      watch.add([...new Set(own.map((file) => path.dirname(file)))]);
      inputs = new Set([...own, ...STEERING.map((name) => path.join(directory, name))]);
      // What was written while it was read, before anybody looked, would never be told.
      if (built || round === MOST_ROUNDS || !(await anyWrittenAfter(own, startedAt))) return artifact;
    }
  };

  return {
    async *refresh(files) {
      const concerns = !built || inputs === undefined || files.some((file) => concernsAny(inputs, file));
      if (!concerns) return;
      const startedAt = clock.now();
      const first = !built;
      const shown = files.map((file) => path.relative(directory, file));
      if (!first) yield { type: 'sources-changed', files: shown };
      try {
        const artifact = await settled(build);
        const { key, body } = artifact;
        built = true;
        tellBuilt(artifact);
        const changed = key !== running;
        if (changed) {
          await artifacts.put(bucket, key, body, owner);
          await functions.updateCode(functionName, { bucket, key });
          running = key;
        }
        if (changed || !first) {
          const milliseconds = clock.now() - startedAt;
          yield { type: 'reloaded', files: shown, milliseconds, key, changed };
        }
      } catch (error) {
        if (!isProxyWebhookError(error)) throw error;
        built = true;
        inputs = undefined;
        watch.add(foldersOf(error));
        yield { type: 'reload-failed', files: shown, error: waitedFor(error) };
      }
    },
    async close() {
      await live?.dispose();
    },
  };
}

/** An error with what to do about it here: nobody has to run anything again, or to allow what another start does not need. */
export function waitedFor(error: ProxyWebhookError): ProxyWebhookError {
  const { code, message, data } = error;
  if (code === 'function-not-found') {
    return new ProxyWebhookError('stack-not-found', 'The function is not there: its stack was taken away.', {
      remedies: ['`npx proxywebhook up --local` brings it back, with what was saved.'],
      cause: error,
      data,
    });
  }
  if (code === 'refused') {
    const remedies = ['Start `dev` anew: it begins with an empty account, and the data stay.'];
    return new ProxyWebhookError(code, message, { remedies, cause: error, data });
  }
  if (code !== 'bundle-failed') return error;
  const remedies = error.remedies.filter((remedy) => !remedy.includes('run the command again'));
  return new ProxyWebhookError(code, message, {
    remedies: [...remedies, 'It is built again as soon as it is saved.'],
    cause: error,
    data,
  });
}

/** Folders that a failed build may be mended in. */
export function foldersOf({ data }: ProxyWebhookError): readonly string[] {
  return Array.isArray(data.folders) ? data.folders.map(String) : [];
}

/** True for one of the files, and for the folder of one: that was made anew. */
function concernsAny(inputs: ReadonlySet<string> | undefined, changed: string): boolean {
  if (inputs === undefined || inputs.has(changed)) return true;
  return [...inputs].some((file) => path.dirname(file) === changed);
}

/** First builds at most: the time of a file may lie ahead of ours for ever, as on a mount of another machine's. */
const MOST_ROUNDS = 3;

/** What decides how files are read, besides themselves. */
const STEERING = ['tsconfig.json', 'package.json'];

/** Milliseconds after which a build that failed is tried once more: an editor may have taken the file away to write it anew. */
const SETTLING = 60;

async function settled<Built>(build: () => Promise<Built>): Promise<Built> {
  return build().catch(async (error: unknown) => {
    if (!isProxyWebhookError(error) || error.code !== 'bundle-failed') throw error;
    await new Promise((resolve) => setTimeout(resolve, SETTLING));
    return build();
  });
}
