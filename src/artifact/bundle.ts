import path from 'node:path';
import type { BuildOptions, Metafile, Plugin } from 'esbuild';
import { ProxyWebhookError } from '../errors.ts';
import { compileError } from './compile-error.ts';
import { type Diet, diet } from './diet.ts';
import type { Entry } from './entry.ts';

export interface Bundle {
  readonly code: Uint8Array;
  readonly sourceMap: Uint8Array;
  /** Every file that was read into it, absolute. */
  readonly inputs: readonly string[];
}

/**
 * How a handler is bundled. ES modules, because esbuild then tells what is exported and a handler may await at its top
 * level; the banner gives mysql2, which is CommonJS, its `require` for Node's own modules.
 */
export const BUNDLE_OPTIONS = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  minify: true,
  treeShaking: true,
  charset: 'utf8',
  legalComments: 'none',
  sourcemap: 'external',
  sourcesContent: true,
  banner: {
    js: "import{createRequire as pwhRequire}from'node:module';const require=pwhRequire(import.meta.url);",
  },
} as const satisfies BuildOptions;

/** Bundles a handler module into one file. Throws `bundle-failed` with esbuild's own words. */
export async function bundleHandler(entry: Entry, directory: string): Promise<Bundle> {
  const { build } = await import('esbuild');
  const result = await build({
    ...BUNDLE_OPTIONS,
    absWorkingDir: path.dirname(entry.file),
    entryPoints: [{ in: entry.file, out: 'index' }],
    outdir: path.dirname(entry.file),
    write: false,
    metafile: true,
    logLevel: 'silent',
    plugins: [packagedHandler(entry), diet(dietOf(entry))],
    // The packaged handler is the same whichever project's tsconfig.json lies above it.
    ...(entry.packaged ? { tsconfigRaw: '{}' } : {}),
  }).catch((error: unknown) => {
    throw compileError(error, entry, directory);
  });
  const output = Object.values(result.metafile.outputs).find(({ entryPoint }) => entryPoint !== undefined);
  if (!output?.exports.includes('handler')) throw noHandler(entry, output?.exports ?? []);
  return {
    code: contentOf(result.outputFiles, '.js'),
    sourceMap: contentOf(result.outputFiles, '.map'),
    inputs: inputsOf(result.metafile, path.dirname(entry.file)),
  };
}

/** What a user's own handler calls of mysql2 is not known. */
export function dietOf({ packaged }: Entry): Diet {
  return packaged ? 'lean' : 'any';
}

/** Lets a user's handler import ours without having it installed: the deploying tool brings it. */
function packagedHandler(entry: Entry): Plugin {
  return {
    name: 'packaged-handler',
    setup(build) {
      build.onResolve({ filter: /^proxywebhook\/handler$/ }, () => ({ path: entry.packagedHandler }));
    },
  };
}

function contentOf(files: readonly { path: string; contents: Uint8Array }[], extension: string): Uint8Array {
  const file = files.find((one) => one.path.endsWith(extension));
  if (file === undefined) throw new ProxyWebhookError('internal', `esbuild wrote no ${extension} file.`);
  return file.contents;
}

function inputsOf(metafile: Metafile, base: string): readonly string[] {
  return Object.keys(metafile.inputs)
    .filter((name) => !/^[\w-]+:/.test(name) || path.isAbsolute(name))
    .map((name) => path.resolve(base, name))
    .sort();
}

function noHandler(entry: Entry, exported: readonly string[]): ProxyWebhookError {
  const found = exported.length === 0 ? 'nothing' : exported.join(', ');
  return new ProxyWebhookError(
    'bundle-failed',
    `${entry.name} exports no \`handler\`, which Lambda calls. It exports: ${found}.`,
    {
      remedies: [
        "Compose ours: import { createHandler } from 'proxywebhook/handler'; export const handler = createHandler();",
      ],
      data: { entry: entry.name, file: entry.file, exports: exported },
    },
  );
}
