import { readdirSync, readFileSync } from 'node:fs';
import { build, type Metafile } from 'esbuild';
import { beforeAll, expect, it } from 'vitest';

let metafile: Metafile;

/** As scripts/build.js splits it. */
beforeAll(async () => {
  const built = await build({
    absWorkingDir: new URL('../..', import.meta.url).pathname,
    entryPoints: { cli: 'src/cli/main.ts', index: 'src/index.ts', testing: 'src/testing.ts' },
    outdir: 'dist',
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    external: ['esbuild', 'mysql2', 'mysql2/*', '#handler'],
    logLevel: 'silent',
  });
  metafile = built.metafile;
});

/** What is loaded with a source: the chunk it is in, and those that it cannot do without. */
function loadedWith(source: string): readonly string[] {
  const chunks = new Set(
    Object.entries(metafile.outputs).flatMap(([chunk, { inputs }]) => (source in inputs ? chunk : [])),
  );
  for (const chunk of chunks) {
    for (const { path, kind } of metafile.outputs[chunk]?.imports ?? []) {
      if (kind === 'import-statement') chunks.add(path);
    }
  }
  return [...chunks].flatMap((chunk) => Object.keys(metafile.outputs[chunk]?.inputs ?? {}));
}

function packagesOf(inputs: readonly string[]): readonly string[] {
  return [...new Set(inputs.flatMap((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []))];
}

it('--help and --version load a handful of files, and no package', () => {
  const loaded = loadedWith('src/cli/main.ts');
  expect(packagesOf(loaded)).toEqual([]);
  expect(loaded.length).toBeLessThan(10);
});

it.each(['src/cli/perform.ts', 'src/cli/commands/up.ts', 'src/config/load.ts', 'src/synth.ts'])(
  '%s loads no package',
  (source) => {
    const loaded = loadedWith(source);
    expect(loaded).toContain(source);
    expect(packagesOf(loaded)).toEqual([]);
  },
);

it('yargs is loaded with what needs it alone', () => {
  expect(packagesOf(loadedWith('src/cli/parse-arguments.ts'))).toContain('yargs');
});

it('nothing that is bundled asks for `require`, which modules have not got', () => {
  const wanting = Object.values(metafile.outputs).flatMap(({ imports }) =>
    imports.filter(({ kind }) => kind === 'require-call' || kind === 'require-resolve'),
  );
  expect(wanting).toEqual([]);
});

it('of the SDK’s operations the package has those that are called', () => {
  const dist = new URL('../../dist/', import.meta.url);
  const chunks = readdirSync(dist).filter((name) => name.endsWith('.js'));
  const texts = chunks.map((name) => readFileSync(new URL(name, dist), 'utf8'));
  // The local cloud has shapes of its own, in other chunks.
  const text = texts.filter((each) => each.includes('"com.amazonaws.')).join('\n');
  const called = ['CreateChangeSet', 'DescribeDBProxyTargets', 'PutBucketPolicy', 'DescribeSubnets'];
  const others = [
    'PutBucketLifecycleConfiguration',
    'CreateVpcPeeringConnection',
    'AddLayerVersionPermission',
  ];
  expect(called.filter((operation) => !text.includes(operation))).toEqual([]);
  expect(others.filter((operation) => text.includes(operation))).toEqual([]);
});
