import { readFileSync } from 'node:fs';

/** The version of this package. */
export function packageVersion(): string {
  return manifest()?.version ?? 'unknown';
}

/** The oldest Node.js that it works on: `20.19`. */
export function engineOfPackage(): string {
  return manifest()?.engines?.node?.replace(/^\D*/, '') ?? '20.19';
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly engines?: { readonly node?: string };
}

/** The package.json above this file (`src/cli` and `dist` are not equally deep). */
function manifest(): Manifest | undefined {
  for (const above of ['../package.json', '../../package.json']) {
    try {
      const found: Manifest = JSON.parse(readFileSync(new URL(above, import.meta.url), 'utf8'));
      if (found.name === 'proxywebhook') return found;
    } catch {}
  }
  return undefined;
}
