// Both tools as they are installed from npm (ours from its packed tarball), each in a project of its own with the same stack in it.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const APP = fileURLToPath(new URL('app.cjs', import.meta.url));
/** 3.0.0 cannot read the assemblies that the library writes. */
const PEER = ['aws-cdk@2.1148.1', 'aws-cdk-lib@2.276.0', 'constructs@10.8.1'];
export const ACCOUNT = '123456789012';
const BUCKET = `proxywebhook-artifacts-${ACCOUNT}-us-east-1`;

export const STEPS = [
  '--version',
  '--help',
  'synth',
  'first up',
  'unchanged up',
  'changed up',
  'diff',
  'down',
] as const;
export type Step = (typeof STEPS)[number];

export interface Tool {
  readonly name: string;
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  readonly command: (step: Step) => readonly string[];
  /** What the function has, in MB: what a change changes. */
  readonly configure: (memoryMb: number) => void;
  readonly installed: Installed;
}

export interface Installed {
  /** Undefined when it was installed before. */
  readonly seconds: number | undefined;
  readonly megabytes: number;
  readonly packages: number;
}

export function ours(folder: string, endpoint: string): Tool {
  const directory = path.join(folder, 'ours');
  mkdirSync(directory);
  const packed = execFileSync(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', directory],
    { cwd: ROOT, encoding: 'utf8' },
  );
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  const installed = install(directory, [`./${filename}`]);
  const bin = path.join(directory, 'node_modules/proxywebhook/bin/proxywebhook.js');
  const words: Readonly<Record<Step, string>> = {
    '--version': '--version',
    '--help': '--help',
    synth: 'synth --env dev',
    'first up': 'up --env dev --yes --skip-verify',
    'unchanged up': 'up --env dev --yes --skip-verify',
    'changed up': 'up --env dev --yes --skip-verify',
    diff: 'diff --env dev',
    down: 'down --env dev --yes',
  };
  const configure = (memoryMb: number) =>
    writeFileSync(path.join(directory, 'config.dev.json'), JSON.stringify({ function: { memoryMb } }));
  configure(256);
  return {
    name: 'proxywebhook',
    directory,
    env: environment(folder, endpoint),
    command: (step) => [process.execPath, bin, ...words[step].split(' ')],
    configure,
    installed,
  };
}

/**
 * The CDK, with the stack that `template` is, under a name of its own. `code`: a folder with the bundled function. `given`: a folder
 * that it is installed in already; then installing is not measured.
 */
export function cdk(
  folder: string,
  endpoint: string,
  {
    template,
    code,
    given,
  }: { readonly template: string; readonly code: string; readonly given: string | undefined },
): Tool {
  const directory = path.join(folder, 'cdk');
  mkdirSync(directory);
  const installed = given === undefined ? install(directory, PEER) : linked(directory, given);
  cpSync(APP, path.join(directory, 'app.cjs'));
  cpSync(code, path.join(directory, 'code'), { recursive: true });
  writeFileSync(path.join(directory, 'cdk.json'), JSON.stringify({ app: 'node app.cjs' }));
  const values = {
    ZoneA: 'us-east-1a',
    ZoneB: 'us-east-1b',
    EngineVersion: '8.4',
    ViewKey: 'k'.repeat(43),
  };
  writeFileSync(path.join(directory, 'parameters.json'), JSON.stringify(values));
  const words: Readonly<Record<Step, string>> = {
    '--version': '--version',
    '--help': '--help',
    synth: 'synth --no-notices',
    'first up': 'deploy --no-notices --require-approval never',
    'unchanged up': 'deploy --no-notices --require-approval never',
    'changed up': 'deploy --no-notices --require-approval never',
    diff: 'diff --no-notices',
    down: 'destroy --no-notices --force',
  };
  const own = JSON.stringify(JSON.parse(template)).replaceAll('proxywebhook-dev', 'cdk-bench');
  const configure = (memoryMb: number) =>
    writeFileSync(
      path.join(directory, 'template.json'),
      own.replace(/"MemorySize":\d+/, `"MemorySize":${memoryMb}`),
    );
  configure(256);
  return {
    name: 'CDK',
    directory,
    env: {
      ...environment(folder, endpoint),
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_BENCH_TEMPLATE: 'template.json',
      CDK_BENCH_PARAMETERS: 'parameters.json',
      CDK_BENCH_CODE: 'code',
      CDK_BENCH_STACK: 'cdk-bench',
      CDK_BENCH_ACCOUNT: ACCOUNT,
      CDK_BENCH_BUCKET: BUCKET,
    },
    command: (step) => [
      process.execPath,
      path.join(directory, 'node_modules/aws-cdk/bin/cdk'),
      ...words[step].split(' '),
    ],
    configure,
    installed,
  };
}

function environment(folder: string, endpoint: string): Readonly<Record<string, string>> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    CI: 'true',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    // Whatever would ask the internet is refused at once.
    HTTPS_PROXY: 'http://127.0.0.1:9',
  };
}

function install(directory: string, packages: readonly string[]): Installed {
  writeFileSync(path.join(directory, 'package.json'), '{ "private": true }');
  const npm = (...words: string[]) =>
    execFileSync('npm', [...words, '--no-audit', '--no-fund', '--loglevel=error', ...packages], {
      cwd: directory,
    });
  npm('install');
  // Again, now that the cache has everything: the network's time is not the package's.
  rmSync(path.join(directory, 'node_modules'), { recursive: true });
  const begun = performance.now();
  npm('install', '--prefer-offline');
  const seconds = (performance.now() - begun) / 1000;
  const { bytes, packages: count } = sizeOf(path.join(directory, 'node_modules'));
  return { seconds, megabytes: bytes / 1e6, packages: count };
}

function linked(directory: string, given: string): Installed {
  const from = path.resolve(given, 'node_modules');
  symlinkSync(from, path.join(directory, 'node_modules'));
  const { bytes, packages } = sizeOf(from);
  return { seconds: undefined, megabytes: bytes / 1e6, packages };
}

/** A file with two names (esbuild links its program, at 11 MB) counts once, as in scripts/check-installed.js. */
function sizeOf(folder: string): { readonly bytes: number; readonly packages: number } {
  const sizes = new Map<number, number>();
  let packages = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile()) {
      const { ino, size } = statSync(file);
      sizes.set(ino, size);
    }
    const parent = path.basename(entry.parentPath);
    const isPackage =
      parent === 'node_modules' ||
      (parent.startsWith('@') && path.basename(path.dirname(entry.parentPath)) === 'node_modules');
    if (entry.isDirectory() && isPackage && existsSync(path.join(file, 'package.json'))) packages += 1;
  }
  const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  return { bytes, packages };
}
