import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Lambda Developer Guide, "Lambda runtimes". */
export const NODES = ['20', '22', '24'] as const;

/** The newest Node.js of a major version, this one or npm's, in the cache folder; a sentence when it cannot be had. */
export function nodeFor(major: string, cache: string): { readonly file: string } | string {
  if (process.versions.node.startsWith(`${major}.`)) return { file: process.execPath };
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${system}-${process.arch}`;
  const folder = path.join(cache, 'node', major);
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const file = path.join(folder, 'node_modules', name, 'bin', program);
  const problem = fetchPackage(`${name}@${major}`, folder, file);
  if (problem !== undefined) return problem;
  execFileSync(file, ['--version'], { stdio: 'pipe' });
  return { file };
}

/** The newest TypeScript of a version range, in the cache folder; a sentence when it cannot be had. */
export function typescriptFor(range: string, cache: string): { readonly file: string } | string {
  const folder = path.join(cache, 'typescript', range);
  const file = path.join(folder, 'node_modules/typescript/bin/tsc');
  // The compiler of version 7 is a package of its own, for this machine, which its installation brings.
  const problem = fetchPackage(`typescript@${range}`, folder, file);
  return problem ?? { file };
}

function fetchPackage(wanted: string, folder: string, file: string): string | undefined {
  if (existsSync(file)) return undefined;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'package.json'), '{"private":true}\n');
    const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
    execFileSync('npm', ['install', ...flags, wanted], { cwd: folder, stdio: 'pipe', timeout: 120_000 });
    return existsSync(file) ? undefined : `${wanted} has no ${path.basename(file)}`;
  } catch (error) {
    return `${wanted} cannot be had from npm's registry: ${String(error).split('\n')[0]}`;
  }
}
