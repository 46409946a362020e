// `npx tsx bench/dev.ts`: how long `dev` takes to start, to reload and to answer. See bench/README.md.
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openLiveArtifact } from '../src/artifact/artifact.ts';
import { cacheDirectory } from '../src/artifact/cache-directory.ts';
import { configSchema } from '../src/config/schema.ts';
import { unpack } from '../src/local/function-runtime/unpack.ts';
import { HANDLER, machineNoise, percentile, reloads, save, start, type Tool, timed } from './dev-server.ts';

const STARTS = 5;
const SAVES = 40;
const CALLS = 500;

const bin = fileURLToPath(new URL('../bin/proxywebhook.js', import.meta.url));
const caches = path.dirname(cacheDirectory(process.env));

/** `entry`: whether the project has a handler of its own. */
const dev = (entry: boolean, env: Readonly<Record<string, string>> = {}): Tool => ({
  name: 'proxywebhook dev',
  prepare: (directory) =>
    writeFile(
      path.join(directory, 'config.dev.json'),
      // Polling for new code is no load to be throttled.
      JSON.stringify({
        api: { throttle: { ratePerSecond: 10_000, burst: 5_000 } },
        ...(entry ? { function: { entry: 'handler.ts' } } : {}),
      }),
    ),
  command: [process.execPath, bin, 'dev', '--port', '0', '--json'],
  env,
  url: (written) => /"type":"serving","url":"([^"]+)"/.exec(written)?.[1],
});

const folders: string[] = [];
const project = async (tool: Tool): Promise<string> => {
  const directory = await mkdtemp(path.join(tmpdir(), 'bench-dev-'));
  folders.push(directory);
  await writeFile(path.join(directory, 'handler.ts'), HANDLER);
  await save(directory, 'first');
  await tool.prepare(directory);
  return directory;
};

try {
  console.log(`node ${process.version}; ${machineNoise()}`);
  const packaged = dev(false);
  const warm = await project(packaged);
  await (await start(packaged, warm)).stop();
  const starts: number[] = [];
  for (let count = 0; count < STARTS; count += 1) {
    const serving = await start(packaged, warm);
    starts.push(serving.firstAnswer);
    await serving.stop();
  }
  report('warm start to first answer (request stored)', starts, 2_000);

  const firstStarts: number[] = [];
  for (let count = 0; count < 2; count += 1) {
    const tool = dev(false, { XDG_CACHE_HOME: await programsOnly() });
    const serving = await start(tool, await project(tool));
    firstStarts.push(serving.firstAnswer);
    await serving.stop();
  }
  report('first start ever, a server program present', firstStarts, 6_000);

  const own = dev(true);
  const directory = await project(own);
  const serving = await start(own, directory);
  try {
    await reloads(serving.url, directory, 3);
    report('save to new code answering', await reloads(serving.url, directory, SAVES), 300);
    await timed(50, () => get(`${serving.url}/`));
    const through = await timed(CALLS, () => get(`${serving.url}/`));
    const direct = await directly(directory);
    report('a request through dev', through);
    report('the bundled handler called directly', direct);
    const added = percentile(through, 50) - percentile(direct, 50);
    console.log(`${'added by HTTP API and runtime, p50'.padEnd(46)} ${added.toFixed(2)} ms (at most 5)`);
  } finally {
    await serving.stop();
  }
  console.log(machineNoise());
} finally {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
}

function report(what: string, values: readonly number[], limit?: number): void {
  const [p50, p95] = [percentile(values, 50), percentile(values, 95)];
  const digits = p50 < 20 ? 2 : 0;
  const asked = limit === undefined ? '' : ` (at most ${limit})`;
  console.log(
    `${what.padEnd(46)} p50 ${p50.toFixed(digits)} ms, p95 ${p95.toFixed(digits)} ms${asked}, n=${values.length}`,
  );
}

async function get(url: string): Promise<void> {
  const answer = await fetch(url);
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status}`);
}

/** The same bundle in this process, called with an event and nothing between. */
async function directly(directory: string): Promise<readonly number[]> {
  const config = configSchema.parse({
    environment: 'dev',
    stackName: 's',
    function: { entry: 'handler.ts' },
  });
  const live = await openLiveArtifact({ config, directory });
  const code = path.join(directory, 'code');
  await mkdir(code);
  try {
    await unpack((await live.build()).body, code);
  } finally {
    await live.dispose();
  }
  const { handler } = await import(pathToFileURL(path.join(code, 'index.mjs')).href);
  return timed(CALLS, () => handler({ rawPath: '/' }, {}));
}

/** A cache that holds server programs and nothing that was made with them. */
async function programsOnly(): Promise<string> {
  const cache = await mkdtemp(path.join(tmpdir(), 'bench-cache-'));
  folders.push(cache);
  const from = path.join(caches, 'proxywebhook/database');
  const to = path.join(cache, 'proxywebhook/database');
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    if (/^(mysql|mariadb)-/.test(name)) await symlink(path.join(from, name), path.join(to, name));
  }
  return cache;
}
