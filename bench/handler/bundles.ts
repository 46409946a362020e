import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { unzipSync } from 'fflate';
import { buildArtifact } from '../../src/artifact/artifact.ts';
import { BUNDLE_OPTIONS } from '../../src/artifact/bundle.ts';
import { zip } from '../../src/artifact/zip.ts';
import { configSchema } from '../../src/config/schema.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** A bundle unpacked into a folder of its own, as Lambda would run it. */
export interface Bundled {
  readonly name: string;
  readonly folder: string;
  readonly zipKb: number;
}

/** The artifact that `up` would upload. */
export async function ourBundle(folder: string, auth: 'secret' | 'iam'): Promise<Bundled> {
  const config = configSchema.parse({
    environment: 'bench',
    stackName: 'proxywebhook-bench',
    proxy: { auth },
    view: { access: 'public' },
  });
  const { body } = await buildArtifact({ config, directory: folder, cacheDirectory: folder });
  return unpacked(`ours, auth ${auth}`, folder, body);
}

/** Our handler with the driver as it is published. */
export async function wholeDriverBundle(folder: string, settings: Bundled): Promise<Bundled> {
  const code = await bundled({
    entryPoints: [path.join(ROOT, 'handler/index.ts')],
  });
  const text = unzippedSettings(settings);
  return unpacked('ours with the whole mysql2', folder, zip({ 'index.mjs': code, 'settings.json': text }));
}

/** A module that reads one secret: by our signed call, or by the SDK's client. */
export async function secretBundle(folder: string, by: 'signed call' | 'SDK'): Promise<Bundled> {
  const contents =
    by === 'SDK'
      ? `import { SecretsManagerClient, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
         const client = new SecretsManagerClient({});
         export const read = async () => (await client.send(new GetSecretValueCommand({ SecretId: process.env.SECRET_ARN }))).SecretString;`
      : `import { getSecretValue } from './handler/secrets-manager.ts';
         export const read = () => getSecretValue(process.env.SECRET_ARN, process.env, performance.now() + 5000);`;
  const code = await bundled({ stdin: { contents, resolveDir: ROOT, loader: 'ts' } });
  return unpacked(`GetSecretValue by ${by}`, folder, zip({ 'index.mjs': code }));
}

/** Median milliseconds of loading a bundle in a fresh process, the bundles in turn. */
export function importTimes(bundles: readonly Bundled[], rounds: number): Promise<readonly number[]> {
  return inTurn(bundles, rounds, (bundle) =>
    run(
      `const begun = performance.now(); await import(${moduleOf(bundle)}); console.log(performance.now() - begun); process.exit(0)`,
      {},
    ),
  );
}

/** Median milliseconds from a process's start to what `then` does with the module, the bundles in turn. */
export function coldStarts(
  bundles: readonly Bundled[],
  rounds: number,
  environment: Readonly<Record<string, string>>,
  then: string,
): Promise<readonly number[]> {
  return inTurn(bundles, rounds, (bundle) =>
    run(
      `const module = await import(${moduleOf(bundle)}); ${then}; console.log(performance.now()); process.exit(0)`,
      {
        ...environment,
        LAMBDA_TASK_ROOT: bundle.folder,
      },
    ),
  );
}

async function inTurn(
  bundles: readonly Bundled[],
  rounds: number,
  measure: (bundle: Bundled) => Promise<number>,
): Promise<readonly number[]> {
  const times = bundles.map(() => [] as number[]);
  for (let round = 0; round <= rounds; round += 1)
    for (const [index, bundle] of bundles.entries()) {
      const time = await measure(bundle);
      if (round > 0) times[index]?.push(time);
    }
  return times.map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0);
}

/** The servers that it speaks to are in this process, which therefore may not wait for it idly. */
async function run(code: string, environment: Readonly<Record<string, string>>): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], {
    env: { PATH: process.env.PATH, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...environment },
  }).catch((error: { readonly stderr?: string }) => {
    throw new Error(`A measured process failed: ${error.stderr?.slice(-500)}`);
  });
  return Number(stdout.trim().split('\n').at(-1));
}

async function bundled(options: Parameters<typeof build>[0]): Promise<Uint8Array> {
  const { outputFiles = [] } = await build({
    ...BUNDLE_OPTIONS,
    ...options,
    absWorkingDir: ROOT,
    outdir: ROOT,
    write: false,
    logLevel: 'silent',
  });
  const file = outputFiles.find(({ path: name }) => name.endsWith('.js'));
  if (file === undefined) throw new Error('esbuild wrote no file.');
  return file.contents;
}

const texts = new Map<string, Uint8Array>();
function unzippedSettings({ folder }: Bundled): Uint8Array {
  return texts.get(folder) ?? new Uint8Array();
}

function unpacked(name: string, parent: string, body: Uint8Array): Bundled {
  const folder = path.join(parent, name.replaceAll(/\W+/g, '-'));
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries(unzipSync(body))) {
    writeFileSync(path.join(folder, file), content);
    if (file === 'settings.json') texts.set(folder, content);
  }
  return { name, folder, zipKb: body.byteLength / 1000 };
}

function moduleOf({ folder }: Bundled): string {
  return JSON.stringify(path.join(folder, 'index.mjs'));
}
