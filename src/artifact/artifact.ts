import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Config } from '../config/schema.ts';
import { artifactCache } from './artifact-cache.ts';
import { BUNDLE_OPTIONS, type Bundle, bundleHandler, dietOf, openLiveBundle } from './bundle.ts';
import { cacheDirectory as defaultCacheDirectory } from './cache-directory.ts';
import { replacements } from './diet.ts';
import { findEntry } from './entry.ts';
import { renderSettings } from './settings.ts';

/** The zipped handler: what is uploaded, under a key that is nothing but its content's hash. */
export interface Artifact {
  /** `handler/<sha256 of the zip in hex>.zip` */
  readonly key: string;
  readonly body: Uint8Array;
  readonly bytes: number;
  /** True when the handler was not bundled again. */
  readonly fromCache: boolean;
  /** Maps the bundle back to its sources; kept beside the zip, never in it. */
  readonly sourceMap: Uint8Array;
  /** The folder that paths in the source map are relative to. */
  readonly base: string;
}

export interface ArtifactRequest {
  readonly config: Config;
  /** The config file's folder: `function.entry` is relative to it. */
  readonly directory: string;
  /** Where built artifacts are kept. Default: the user's cache folder. */
  readonly cacheDirectory?: string;
}

/**
 * Bundles and zips the handler that a configuration asks for, or takes the zip that the same inputs made before.
 * Throws `bundle-failed`.
 */
export async function buildArtifact(request: ArtifactRequest): Promise<Artifact> {
  const { config, directory, cacheDirectory = defaultCacheDirectory() } = request;
  const entry = await findEntry(config.function.entry, directory);
  const settings = renderSettings(config);
  const cache = artifactCache(path.join(cacheDirectory, 'artifacts'));
  const identity = {
    entry: entry.file,
    settings,
    options: [BUNDLE_OPTIONS, replacements(dietOf(entry)).map(String)],
    version: entry.packageVersion,
  };

  const kept = await cache.find(identity);
  const base = path.dirname(entry.file);
  if (kept !== undefined) return describeArtifact(kept.zip, { sourceMap: kept.sourceMap, base }, true);

  const startedAt = Date.now();
  const bundle = await bundleHandler(entry, directory);
  const body = await packed(bundle, settings);
  await cache.keep(identity, { zip: body, sourceMap: bundle.sourceMap, inputs: bundle.inputs, startedAt });
  return describeArtifact(body, { sourceMap: bundle.sourceMap, base }, false);
}

/** The bucket that artifacts of an account and Region are kept in. */
export function artifactBucketName(account: string, region: string): string {
  return `proxywebhook-artifacts-${account}-${region}`;
}

/** An artifact that is built again and again while its sources change. */
export interface LiveArtifact {
  /** Throws `bundle-failed`. */
  build(): Promise<Artifact & Pick<Bundle, 'inputs'>>;
  dispose(): Promise<void>;
}

/** The same artifact as `buildArtifact` makes, byte for byte, past the cache. Throws `bundle-failed` for an entry that is not there. */
export async function openLiveArtifact({
  config,
  directory,
}: Pick<ArtifactRequest, 'config' | 'directory'>): Promise<LiveArtifact> {
  const entry = await findEntry(config.function.entry, directory);
  const settings = renderSettings(config);
  const live = await openLiveBundle(entry, directory);
  return {
    async build() {
      const bundle = await live.build();
      const mapped = { sourceMap: bundle.sourceMap, base: path.dirname(entry.file) };
      return { ...describeArtifact(await packed(bundle, settings), mapped, false), inputs: bundle.inputs };
    },
    dispose: () => live.dispose(),
  };
}

async function packed(bundle: Bundle, settings: string): Promise<Uint8Array> {
  // What the cache has needs no zipping.
  const { zip } = await import('./zip.ts');
  return zip({ 'index.mjs': bundle.code, 'settings.json': new TextEncoder().encode(settings) });
}

function describeArtifact(
  body: Uint8Array,
  mapped: Pick<Artifact, 'sourceMap' | 'base'>,
  fromCache: boolean,
): Artifact {
  const hash = createHash('sha256').update(body).digest('hex');
  return { key: `handler/${hash}.zip`, body, bytes: body.byteLength, fromCache, ...mapped };
}
