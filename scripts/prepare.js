// `prepare` runs on every `npm ci` in the repository: it builds, and never fails an install
// (bin/proxywebhook.js says what to run when dist is absent).
import { existsSync } from 'node:fs';

try {
  if (existsSync(new URL('../src/cli/main.ts', import.meta.url))) await import('./build.js');
} catch (error) {
  console.error(`proxywebhook was not built: ${error instanceof Error ? error.message : error}`);
  console.error('Run `npm run build` to see why.');
}
