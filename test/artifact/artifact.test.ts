import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Artifact, artifactBucketName, buildArtifact } from '../../src/artifact/artifact.ts';
import { type ConfigInput, configSchema } from '../../src/config/schema.ts';

let folder: string;
let cache: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pwh-test-artifact-'));
  cache = path.join(folder, 'cache');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the artifact', () => {
  it('is the packaged handler with its settings, named by its content', async () => {
    const artifact = await build();
    const files = unzipSync(artifact.body);
    expect(Object.keys(files)).toEqual(['index.mjs', 'settings.json']);
    expect(JSON.parse(Buffer.from(files['settings.json'] ?? []).toString())).toMatchObject({
      auth: 'secret',
    });
    const hash = createHash('sha256').update(artifact.body).digest('hex');
    expect([artifact.key, artifact.bytes]).toEqual([`handler/${hash}.zip`, artifact.body.byteLength]);
    // What a cold start loads; mysql2 whole would make it 380 kB.
    expect(artifact.bytes).toBeLessThan(70_000);
  });

  it("leaves to a user's own handler what it may call of mysql2, which ours does without", async () => {
    symlinkSync(path.resolve(import.meta.dirname, '../../node_modules'), path.join(folder, 'node_modules'));
    writeFileSync(
      path.join(folder, 'mine.ts'),
      "import { createPool } from 'mysql2/promise';\nexport const handler = () => createPool({ host: '127.0.0.1' }).escape(\"it's\");\n",
    );
    const { body } = await build({ function: { entry: 'mine.ts' } });
    writeFileSync(path.join(folder, 'index.mjs'), unzipSync(body)['index.mjs'] ?? '');
    const { handler } = await import(pathToFileURL(path.join(folder, 'index.mjs')).href);
    expect(handler()).toBe("'it\\'s'");
  });

  it('holds no path of the machine it was made on, and no source map', async () => {
    const { body, sourceMap } = await build();
    const code = Buffer.from(unzipSync(body)['index.mjs'] ?? []).toString();
    expect(code).not.toContain(path.resolve(import.meta.dirname, '../..'));
    expect(code).not.toContain('sourceMappingURL');
    expect(JSON.parse(Buffer.from(sourceMap).toString()).sources.length).toBeGreaterThan(50);
  });

  it('has one key wherever a project lies, whenever its files were written and whatever is above it', async () => {
    const first = project('one', OWN);
    const second = path.join(folder, 'elsewhere/deeper/two');
    cpSync(first, second, { recursive: true });
    utimesSync(path.join(second, 'mine.ts'), 1, 1);
    writeFileSync(path.join(folder, 'elsewhere/package.json'), '{"type":"commonjs"}');
    const keys = [await build(ENTRY, first), await build(ENTRY, second)].map(({ key }) => key);
    expect(keys[0]).toBe(keys[1]);
  });

  it.each<[string, Partial<ConfigInput>, boolean]>([
    ['a setting of the handler', { capture: { retentionDays: 7 } }, true],
    ['the database', { database: { name: 'other' } }, true],
    ['the way to log in', { proxy: { auth: 'iam' } }, true],
    ['the memory', { function: { memoryMb: 512 } }, false],
    ['the tags', { tags: { team: 'a' } }, false],
    ['the Region', { region: 'eu-central-1' }, false],
  ])('changes its key with %s: %o → %s', async (_, change, changes) => {
    const [before, after] = [await build(), await build(change)];
    expect(before.key !== after.key).toBe(changes);
  });
});

describe('the cache of artifacts', () => {
  it('spares bundling when nothing changed', async () => {
    const first = await build();
    const second = await build();
    expect([first.fromCache, second.fromCache]).toEqual([false, true]);
    expect(second).toEqual({ ...first, fromCache: true });
  });

  it.each<[string, (directory: string) => void]>([
    ['the entry', (directory) => writeFileSync(path.join(directory, 'mine.ts'), `${OWN['mine.ts']}// b\n`)],
    [
      'a file it imports',
      (directory) => writeFileSync(path.join(directory, 'told.ts'), "export const told = 'b';"),
    ],
    [
      'a file beside it that could take the place of one',
      (directory) => writeFileSync(path.join(directory, 'told.tsx'), ''),
    ],
    [
      'the compiler options',
      (directory) => writeFileSync(path.join(directory, 'tsconfig.json'), '{"compilerOptions":{}}'),
    ],
  ])('bundles again when %s changed', async (_, change) => {
    const directory = project('one', OWN);
    await build(ENTRY, directory);
    expect((await build(ENTRY, directory)).fromCache).toBe(true);
    change(directory);
    expect((await build(ENTRY, directory)).fromCache).toBe(false);
  });

  it.each([
    ['.zip', 'nonsense'],
    ['.zip', ''],
    ['.map', 'nonsense'],
    ['.json', 'nonsense'],
    ['.json', '{"zip":"../../etc/passwd","sourceMap":"x","evidence":{}}'],
  ])('ignores a damaged %s file (%j) and makes it anew', async (extension, content) => {
    const { key } = await build();
    for (const name of readdirSync(path.join(cache, 'artifacts'))) {
      if (name.endsWith(extension)) writeFileSync(path.join(cache, 'artifacts', name), content);
    }
    const again = await build();
    expect([again.key, again.fromCache]).toEqual([key, false]);
    expect((await build()).fromCache).toBe(true);
  });

  it('is used by several runs at once', async () => {
    const artifacts = await Promise.all(Array.from({ length: 4 }, () => build()));
    expect(new Set(artifacts.map(({ key }) => key)).size).toBe(1);
    expect(readdirSync(path.join(cache, 'artifacts')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect((await build()).fromCache).toBe(true);
  });

  it('is done without when its folder cannot be made', async () => {
    writeFileSync(cache, 'a file');
    expect((await build()).fromCache).toBe(false);
  });
});

describe('a handler that cannot be bundled', () => {
  it.each<[string, Record<string, string>, RegExp[]]>([
    [
      'is told with file, line, column and the line itself',
      { 'mine.ts': 'const a = 1;\nexport const handler = const;\n' },
      [
        /The handler does not compile \(mine\.ts\)\./,
        /mine\.ts:2:24: Unexpected "const"/,
        /2 \| export const handler = const;/,
        / {5}\| +\^{5}/,
      ],
    ],
    [
      'is told with the file that is wrong, not the one that imports it',
      { 'mine.ts': "import './deep/other.ts';\nexport const handler = 1;", 'deep/other.ts': 'let x = ;' },
      [/deep\/other\.ts:1:9: Unexpected ";"/],
    ],
    [
      'names a package that is not there',
      { 'mine.ts': "import 'no-such-package';\nexport const handler = 1;" },
      [/mine\.ts:1:8: Could not resolve "no-such-package"/],
    ],
    [
      'is told when it exports no handler',
      { 'mine.ts': 'export const handle = 1;\nexport default 2;' },
      [/^mine\.ts exports no `handler`, which Lambda calls\. It exports: default, handle\.$/],
    ],
    [
      'is told when it exports nothing',
      { 'mine.ts': 'exports.handler = 1' },
      [/It exports: (default|nothing)\.$/],
    ],
    [
      'is told when it is not there',
      {},
      [/function\.entry names is not there: mine\.ts \(looked for .*mine\.ts\)/],
    ],
    ['is told when it is a folder', { 'mine.ts/index.ts': '' }, [/is not there: mine\.ts/]],
  ])('%s', async (_, files, told) => {
    const error: unknown = await build(ENTRY, project('broken', files)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'bundle-failed', remedies: [expect.any(String), ...rest(error)] });
    for (const words of told) expect((error as Error).message).toMatch(words);
  });
});

describe('the bucket', () => {
  it('is named after account and Region', () => {
    expect(artifactBucketName('123456789012', 'eu-west-1')).toBe(
      'proxywebhook-artifacts-123456789012-eu-west-1',
    );
  });
});

const ENTRY = { function: { entry: 'mine.ts' } };
const OWN = {
  'mine.ts':
    "import { createHandler } from 'proxywebhook/handler';\nimport { told } from './told';\nexport const handler = createHandler({ onStored: () => console.log(told) });\n",
  'told.ts': "export const told = 'a';\n",
};

function project(name: string, files: Readonly<Record<string, string>>): string {
  const directory = path.join(folder, name);
  mkdirSync(directory, { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    writeFileSync(path.join(directory, file), content);
  }
  return directory;
}

function build(config: Partial<ConfigInput> = {}, directory = folder): Promise<Artifact> {
  const parsed = configSchema.parse({ environment: 'test', stackName: 'proxywebhook-test', ...config });
  return buildArtifact({ config: parsed, directory, cacheDirectory: cache });
}

function rest(error: unknown): readonly unknown[] {
  return (error as { remedies: readonly string[] }).remedies.slice(1);
}
