import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { anyWrittenAfter, evidenceFor, isUnchanged } from './evidence.ts';

/** What a build is asked for, all but the files it reads. */
export interface BuildIdentity {
  readonly entry: string;
  readonly settings: string;
  readonly options: unknown;
  readonly version: string;
}

export interface Built {
  readonly zip: Uint8Array;
  readonly sourceMap: Uint8Array;
}

export interface ArtifactCache {
  /** What was built before from the same inputs; undefined when there is none, it changed, or it is damaged. */
  find(identity: BuildIdentity): Promise<Built | undefined>;
  /**
   * Of no effect when an input was written after `startedAt` (milliseconds since the epoch: what was built may be of
   * before or after), or when the folder cannot be written: a cache is never worth a failed deployment.
   */
  keep(
    identity: BuildIdentity,
    built: Built & { readonly inputs: readonly string[]; readonly startedAt: number },
  ): Promise<void>;
}

interface Manifest {
  readonly zip: string;
  readonly sourceMap: string;
  readonly evidence: Readonly<Record<string, string>>;
}

/**
 * Built artifacts by a hash of their inputs: `<identity>.json` tells what was read and what came of it, `<sha256>.zip`
 * and `<sha256>.map` hold it. Files appear whole, by renaming, so that runs side by side do not meet half of one.
 */
export function artifactCache(folder: string): ArtifactCache {
  return {
    find: async (identity) => {
      const manifest = parseManifest(await read(path.join(folder, `${nameOf(identity)}.json`)));
      if (manifest === undefined || !(await isUnchanged(manifest.evidence))) return undefined;
      const zip = await readHashed(folder, manifest.zip, 'zip');
      const sourceMap = await readHashed(folder, manifest.sourceMap, 'map');
      return zip === undefined || sourceMap === undefined ? undefined : { zip, sourceMap };
    },
    keep: async (identity, { zip, sourceMap, inputs, startedAt }) => {
      if (await anyWrittenAfter(inputs, startedAt)) return;
      const manifest: Manifest = {
        zip: sha256(zip),
        sourceMap: sha256(sourceMap),
        evidence: await evidenceFor(inputs),
      };
      try {
        await mkdir(folder, { recursive: true });
        await put(path.join(folder, `${manifest.zip}.zip`), zip);
        await put(path.join(folder, `${manifest.sourceMap}.map`), sourceMap);
        await put(path.join(folder, `${nameOf(identity)}.json`), JSON.stringify(manifest));
      } catch (error) {
        if (!(error instanceof Error && 'syscall' in error)) throw error;
      }
    },
  };
}

function nameOf(identity: BuildIdentity): string {
  return sha256(JSON.stringify([identity, esbuildVersion()]));
}

/** Read from its package file: importing esbuild to learn it would cost what the cache saves. */
function esbuildVersion(): string {
  const { version } = createRequire(import.meta.url)('esbuild/package.json') as { version: string };
  return version;
}

async function readHashed(folder: string, hash: string, extension: string): Promise<Uint8Array | undefined> {
  const content = await read(path.join(folder, `${hash}.${extension}`));
  return content !== undefined && sha256(content) === hash ? new Uint8Array(content) : undefined;
}

function parseManifest(text: Buffer | undefined): Manifest | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text.toString('utf8'));
    return isManifest(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false;
  const { zip, sourceMap, evidence } = value as Record<string, unknown>;
  const hash = /^[0-9a-f]{64}$/;
  return (
    typeof zip === 'string' &&
    hash.test(zip) &&
    typeof sourceMap === 'string' &&
    hash.test(sourceMap) &&
    typeof evidence === 'object' &&
    evidence !== null &&
    Object.values(evidence).every((one) => typeof one === 'string')
  );
}

async function put(file: string, content: Uint8Array | string): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function read(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch {
    return undefined;
  }
}

function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}
