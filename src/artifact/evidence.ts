import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

const ABSENT = 'absent';
const STEERING = ['tsconfig.json', 'package.json', 'node_modules/.package-lock.json'];

/**
 * What a bundle rests on, by path: each file it read, and what decides which files are read – the names beside its own
 * sources, and the package and compiler files above them. Values are hashes of the content (of the names for a folder).
 */
export async function evidenceFor(inputs: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const own = inputs.filter((file) => !file.split(path.sep).includes('node_modules'));
  const folders = new Set(own.map((file) => path.dirname(file)));
  const above = new Set([...folders].flatMap(withParents));
  const steering = [...above].flatMap((folder) => STEERING.map((name) => path.join(folder, name)));
  const places = [...inputs, ...steering, ...[...folders].map((folder) => folder + path.sep)];
  return Object.fromEntries(await Promise.all(places.map(async (place) => [place, await hashOf(place)])));
}

/** True when everything is still as it was. */
export async function isUnchanged(evidence: Readonly<Record<string, string>>): Promise<boolean> {
  const checks = Object.entries(evidence).map(async ([place, hash]) => (await hashOf(place)) === hash);
  return (await Promise.all(checks)).every(Boolean);
}

/** True when a file was written (or went away) after a moment, in milliseconds since the epoch. */
export async function anyWrittenAfter(files: readonly string[], moment: number): Promise<boolean> {
  const checks = files.map(async (file) => {
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    return mtimeMs > moment + 1;
  });
  return (await Promise.all(checks)).some(Boolean);
}

async function hashOf(place: string): Promise<string> {
  try {
    const content = place.endsWith(path.sep)
      ? (await readdir(place)).sort().join('\n')
      : await readFile(place);
    return createHash('sha256').update(content).digest('hex');
  } catch {
    return ABSENT;
  }
}

function withParents(folder: string): readonly string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...withParents(parent)];
}
