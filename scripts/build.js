// Bundles the CLI and the library into dist with code splitting, so that a command loads what it needs alone, and lets the CLI write
// down its help, so that `--help` loads nothing (docs/decisions/0003-bundled-package.md has the figures).
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * The SDK's clients have a schema for each operation and shape of their service, most of which nothing here uses. esbuild keeps them all:
 * a property whose name is computed might do something. What makes one is marked as pure, so that those nobody asks for are left out.
 * @type {import('esbuild').Plugin}
 */
const unusedSchemas = {
  name: 'unused-schemas',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]@aws-sdk[\\/].+[\\/]schemas[\\/]schemas_\d+\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll(
        /^((?:export )?var [\w$]+) = (\[.*?\]);$/gms,
        '$1 = /* @__PURE__ */ (() => $2)();',
      ),
    }));
  },
};

/** @type {import('esbuild').BuildOptions} */
const options = {
  absWorkingDir: root,
  entryPoints: {
    cli: 'src/cli/main.ts',
    index: 'src/index.ts',
    handler: 'handler/create-handler.ts',
    testing: 'src/testing.ts',
    // Is asked once, below, and not published.
    'make-help': 'src/cli/make-help.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  // The SDK's CommonJS cannot be shaken: a third more to read at every start.
  mainFields: ['module', 'main'],
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  external: ['esbuild', 'mysql2', 'mysql2/*', '#handler'],
  plugins: [unusedSchemas],
  logLevel: 'warning',
};

if (process.argv.includes('--watch')) {
  await rm(`${root}/dist`, { recursive: true, force: true });
  const watcher = await context({ ...options, logLevel: 'info' });
  await watcher.watch();
} else {
  await removeAbandoned();
  // Beside dist, and put in its place once it is whole: who interrupts a build keeps what there was.
  const fresh = `dist.${process.pid}.tmp`;
  await build({ ...options, outdir: fresh });
  const { READY_WIDTHS, helpTexts } = await import(new URL(`../${fresh}/make-help.js`, import.meta.url).href);
  for (const width of READY_WIDTHS) {
    await writeFile(`${root}/${fresh}/help-${width}.json`, JSON.stringify(await helpTexts(width)));
  }
  await rm(`${root}/${fresh}/make-help.js`);
  await rm(`${root}/dist`, { recursive: true, force: true });
  await rename(`${root}/${fresh}`, `${root}/dist`);
}

/** Removes what builds left that were interrupted. */
async function removeAbandoned() {
  for (const name of await readdir(root)) {
    const pid = /^dist\.(\d+)\.tmp$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(`${root}/${name}`, { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
