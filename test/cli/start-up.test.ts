import { build, type Metafile } from 'esbuild';
import { expect, it } from 'vitest';

/** Packages in the chunks that are loaded before a command is known, as the build splits them. */
async function loadedAtStart(): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: new URL('../..', import.meta.url).pathname,
    entryPoints: { cli: 'src/cli/main.ts' },
    outdir: 'dist',
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    external: ['esbuild', 'mysql2', 'mysql2/*', '#handler'],
    logLevel: 'silent',
  });
  const chunks = new Set(['dist/cli.js']);
  for (const chunk of chunks) {
    for (const { path, kind } of metafile.outputs[chunk]?.imports ?? []) {
      if (kind === 'import-statement') chunks.add(path);
    }
  }
  return [...new Set([...chunks].flatMap((chunk) => packagesIn(metafile, chunk)))].sort();
}

function packagesIn({ outputs }: Metafile, chunk: string): readonly string[] {
  return Object.keys(outputs[chunk]?.inputs ?? {}).flatMap(
    (input) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? [],
  );
}

it('--help loads yargs, and no SDK, no zod and no ora', async () => {
  const packages = await loadedAtStart();
  expect(packages).toContain('yargs');
  expect(
    packages.filter((name) => /^(@aws-sdk|@smithy|zod|ora$|esbuild|mysql2|fflate|fast-xml)/.test(name)),
  ).toEqual([]);
});
