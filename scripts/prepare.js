// `prepare` runs on every `npm ci` in the repository and before every `npm pack`: it builds code and types, and never
// fails an install (bin/proxywebhook.js says what to run when dist is absent).
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
try {
  if (existsSync(`${root}/src/cli/main.ts`)) {
    await import('./build.js');
    const compiler = createRequire(import.meta.url)
      .resolve('typescript/package.json')
      .replace(/package\.json$/, 'bin/tsc');
    execFileSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
    execFileSync(process.execPath, ['scripts/prune-types.js'], { cwd: root, stdio: 'inherit' });
  }
} catch (error) {
  console.error(`proxywebhook was not built: ${error instanceof Error ? error.message : error}`);
  console.error('Run `npm run build` to see why.');
}
