// `prepare` runs on every `npm ci` in the repository, before every `npm pack`, and once more at the first `npx proxywebhook` in a
// clone: npx links the package into its cache as npm links any folder (npm docs, "scripts", Life Cycle Scripts). It builds code and
// types unless they are those of the sources. It fails a pack, and never an install (bin/proxywebhook.js says what to run when dist is absent).
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Is written last: a build that was interrupted, or one without types, has none. */
const stamp = path.join(root, 'dist/.made-of');
const SOURCES = ['src', 'handler', 'templates', 'scripts', 'package.json', 'package-lock.json'];
const SETTINGS = ['tsconfig.json', 'tsconfig.build.json'];

try {
  if (existsSync(path.join(root, 'src/cli/main.ts'))) {
    const madeOf = fingerprint([...SOURCES, ...SETTINGS]);
    if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== madeOf) {
      await import('./build.js');
      const compiler = createRequire(import.meta.url)
        .resolve('typescript/package.json')
        .replace(/package\.json$/, 'bin/tsc');
      run(compiler, '-p', 'tsconfig.build.json');
      run('scripts/prune-types.js');
      writeFileSync(stamp, madeOf);
    }
  }
} catch (error) {
  console.error(`proxywebhook was not built: ${error instanceof Error ? error.message : error}`);
  console.error('Run `npm run build` to see why.');
  // What is handed to others must be what the sources say.
  if (['pack', 'publish'].includes(process.env.npm_command ?? '')) process.exitCode = 1;
}

function run(...args) {
  execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
}

/** What all files have in them; times and places do not count. */
function fingerprint(names) {
  const hash = createHash('sha256');
  for (const name of names) {
    const isFolder = statSync(path.join(root, name)).isDirectory();
    for (const below of isFolder ? readdirSync(path.join(root, name), { recursive: true }).sort() : ['']) {
      const file = path.join(name, below);
      if (!statSync(path.join(root, file)).isFile()) continue;
      hash.update(`${file}\0`).update(
        createHash('sha256')
          .update(readFileSync(path.join(root, file)))
          .digest(),
      );
    }
  }
  return hash.digest('hex');
}
