// Bundles the CLI and the library into dist with code splitting, so that `--help` loads no SDK
// (docs/decisions/0003-bundled-package.md has the figures).
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * yargs lays its help out with string-width, in three copies, each of which builds a segmenter and compiles large expressions when it is
 * loaded: two fifths of what `--version` took. What it lays out is our own text, which the CLI measures itself everywhere else.
 * @type {import('esbuild').Plugin}
 */
const lightWidth = {
  name: 'light-width',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^string-width$/ }, ({ importer }) =>
      /[\\/]node_modules[\\/](yargs|cliui|wrap-ansi)[\\/]/.test(importer)
        ? { path: 'string-width', namespace: 'light-width' }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'light-width' }, () => ({
      contents: "export { textWidth as default } from './src/cli/text/layout.ts';",
      resolveDir: root,
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
  keepNames: true,
  legalComments: 'linked',
  external: ['esbuild', 'mysql2', 'mysql2/*', '#handler'],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  plugins: [lightWidth],
  logLevel: 'warning',
};

if (process.argv.includes('--watch')) {
  const watcher = await context({ ...options, logLevel: 'info' });
  await watcher.watch();
} else {
  await rm(`${root}/dist`, { recursive: true, force: true });
  await build(options);
}
