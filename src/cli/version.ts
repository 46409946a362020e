import { readFileSync } from 'node:fs';

/** The version of this package, from the package.json above this file (`src/cli` and `dist` are not equally deep). */
export function packageVersion(): string {
  for (const above of ['../package.json', '../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(above, import.meta.url), 'utf8'));
      if (name === 'proxywebhook') return String(version);
    } catch {}
  }
  return 'unknown';
}
