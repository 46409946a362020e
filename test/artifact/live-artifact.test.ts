import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildArtifact, type LiveArtifact, openLiveArtifact } from '../../src/artifact/artifact.ts';
import { type FolderWatch, watchFolders } from '../../src/artifact/watch-folders.ts';
import { configSchema } from '../../src/config/schema.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'live-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));
const write = (name: string, text: string) => writeFile(path.join(directory, name), text);

describe('an artifact that is built again and again', () => {
  let live: LiveArtifact | undefined;
  afterEach(() => live?.dispose());
  const config = configSchema.parse({ environment: 'dev', stackName: 's', function: { entry: 'mine.ts' } });

  it('is the one that `up` deploys, and knows what it was made of', async () => {
    await write('mine.ts', "import { value } from './value.ts';\nexport const handler = () => value;\n");
    await write('value.ts', "export const value = 'one';\n");
    live = await openLiveArtifact({ config, directory });
    const first = await live.build();
    const cacheDirectory = path.join(directory, 'cache');
    expect(first.key).toBe((await buildArtifact({ config, directory, cacheDirectory })).key);
    expect(first.inputs.map((file) => path.basename(file))).toEqual(['mine.ts', 'value.ts']);
    await write('value.ts', "export const value = 'two';\n");
    expect((await live.build()).key).not.toBe(first.key);
  });

  it('says what does not compile and where a change may mend it, and goes on', async () => {
    await mkdir(path.join(directory, 'parts'));
    await write('mine.ts', "import './parts/none.ts';\nexport const handler = () => 1;\n");
    live = await openLiveArtifact({ config, directory });
    await expect(live.build()).rejects.toMatchObject({
      code: 'bundle-failed',
      data: { folders: [directory, path.join(directory, 'parts')] },
    });
    await write('parts/none.ts', 'export const none = 1;\n');
    expect((await live.build()).inputs).toHaveLength(2);
  });
});

describe('folders that are watched', () => {
  let watch: FolderWatch;
  beforeEach(async () => {
    watch = watchFolders();
    await mkdir(path.join(directory, 'node_modules'));
    await mkdir(path.join(directory, 'below'));
    await write('a.ts', '1');
    watch.add([directory]);
  });
  afterEach(() => watch.close());
  const names = async () => (await watch.changes()).map((file) => path.relative(directory, file));

  it('tell a file that is written, as soon as its burst has ended', async () => {
    await Promise.all([write('a.ts', '2'), write('b.ts', '2')]);
    const told = new Set<string>();
    while (told.size < 2) for (const name of await names()) told.add(name);
    expect([...told].sort()).toEqual(['a.ts', 'b.ts']);
  });

  it('tell a file that another one was renamed to', async () => {
    await write('a.new', '2');
    await rename(path.join(directory, 'a.new'), path.join(directory, 'a.ts'));
    let told: readonly string[] = [];
    while (!told.includes('a.ts')) told = await names();
  });

  it('do not tell what is installed or lies deeper', async () => {
    await write('node_modules/x.js', '1');
    await write('below/x.ts', '1');
    await write('a.ts', '2');
    expect(await names()).not.toEqual(expect.arrayContaining([expect.stringMatching(/x\./)]));
    watch.add([path.join(directory, 'below')]);
    await write('below/x.ts', '2');
    let told: readonly string[] = [];
    while (!told.includes(path.join('below', 'x.ts'))) told = await names();
  });

  it('tell a change that comes right after another of the same file', async () => {
    for (let count = 0; count < 20; count += 1) {
      await write('a.ts', `first ${count}`);
      while (!(await names()).includes('a.ts'));
      await write('a.ts', `second ${count}`);
      while (!(await names()).includes('a.ts'));
    }
  });

  it('are looked at again when they were removed and made anew', async () => {
    const below = path.join(directory, 'below');
    watch.add([below]);
    await rm(below, { recursive: true });
    await mkdir(below);
    await write('below/x.ts', '1');
    // The folder above tells that it was removed; that it is looked at again shows in a file of it.
    const writing = setInterval(() => void write('below/x.ts', String(Math.random())), 50);
    try {
      while (!(await names()).includes(path.join('below', 'x.ts')));
    } finally {
      clearInterval(writing);
    }
  });

  it('are waited for when they are not there', async () => {
    watch.add([path.join(directory, 'later')]);
    await mkdir(path.join(directory, 'later'));
    await write('later/x.ts', '1');
    while (!(await names()).some((name) => name.startsWith('later')));
  });

  it('are given up with the signal', async () => {
    const controller = new AbortController();
    const waiting = watch.changes(controller.signal);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(watch.changes(controller.signal)).rejects.toThrow('enough');
  });
});
