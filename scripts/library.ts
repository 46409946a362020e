// The library as its users have it: `npm run check:library`. Packs the package, installs the tarball in a project of its own with the
// examples, checks types with TypeScript 5.9, 6 and 7 in both ways to resolve modules, strictly and libraries too, and runs what was
// compiled on Node.js 20, 22 and 24: the tests on this machine's whole path, a deployment against the local cloud. Compilers and
// Node.js come from npm's registry, into the cache folder. Ends with `N passed, N failed`.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDirectory } from '../src/artifact/cache-directory.ts';
import { NODES, nodeFor, typescriptFor } from './matrix/fetched.ts';

const COMPILERS = ['5.9', '6', '7'] as const;
const RESOLUTIONS = { nodenext: 'nodenext', bundler: 'esnext' } as const;
const root = fileURLToPath(new URL('..', import.meta.url));
const cache = cacheDirectory(process.env);
const project = mkdtempSync(path.join(tmpdir(), 'proxywebhook-library-'));
let [passed, failed] = [0, 0];

try {
  install();
  for (const range of COMPILERS) checkTypes(range);
  const cloud = await startCloud();
  try {
    for (const major of NODES) runOn(major, cloud.endpoint);
  } finally {
    cloud.stop();
  }
} finally {
  rmSync(project, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

/** A user's project: the tarball, Node's types, and nothing else of ours. */
function install(): void {
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', project];
  const [packed] = JSON.parse(execFileSync('npm', pack, { cwd: root, encoding: 'utf8' }));
  const manifest = { name: 'user', private: true, type: 'module' };
  writeFileSync(path.join(project, 'package.json'), JSON.stringify(manifest));
  const { version } = JSON.parse(
    readFileSync(path.join(root, 'node_modules/@types/node/package.json'), 'utf8'),
  );
  const packages = [`./${packed.filename}`, `@types/node@${version}`];
  execFileSync('npm', ['install', '--no-fund', '--no-audit', ...packages], { cwd: project, stdio: 'pipe' });
  cpSync(path.join(root, 'examples/library'), project, { recursive: true });
  cpSync(path.join(root, 'scripts/library/misspelt.ts'), path.join(project, 'misspelt.ts'));
  writeFileSync(path.join(project, 'config.dev.json'), '{ "region": "us-east-1" }\n');
}

function checkTypes(range: string): void {
  const compiler = typescriptFor(range, cache);
  if (typeof compiler === 'string') {
    tell(`TypeScript ${range}`, compiler);
    return;
  }
  const { stdout: version } = spawnSync(process.execPath, [compiler.file, '--version'], { encoding: 'utf8' });
  for (const [resolution, module] of Object.entries(RESOLUTIONS)) {
    const options = ['--module', module, '--moduleResolution', resolution, '--outDir', 'compiled'];
    const strict = ['--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', 'false', '--types', 'node'];
    const files = ['handler.ts', 'deploy.ts', 'webhook.test.ts', 'misspelt.ts'];
    const target = ['--target', 'es2022', '--rootDir', '.'];
    const { status, stdout } = spawnSync(
      process.execPath,
      [compiler.file, ...options, ...strict, ...target, ...files],
      { cwd: project, encoding: 'utf8' },
    );
    tell(
      `${version.trim().replace('Version', 'TypeScript')}, ${resolution}`,
      status === 0 ? undefined : stdout,
    );
  }
}

function runOn(major: string, endpoint: string): void {
  const node = nodeFor(major, cache);
  if (typeof node === 'string') {
    tell(`Node.js ${major}`, node);
    return;
  }
  const environment = {
    ...process.env,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const run = (args: readonly string[], wanted: RegExp) => {
    const { status, stdout, stderr } = spawnSync(node.file, args, {
      cwd: project,
      encoding: 'utf8',
      timeout: 180_000,
      env: environment,
    });
    const right = status === 0 && wanted.test(stdout);
    tell(
      `Node.js ${major}: ${args.join(' ')}`,
      right ? undefined : `ended with ${status}\n${stdout}\n${stderr}`,
    );
  };
  run(['--test', 'compiled/webhook.test.js'], /pass 2/);
  run(
    ['compiled/deploy.js', 'config.dev.json'],
    /create: \d+ changes[\s\S]*created: http\S+\nhealthy: \S+ AVAILABLE/,
  );
  run(['compiled/deploy.js', 'config.dev.json'], /none: 0 changes[\s\S]*unchanged: http/);
  run(['compiled/deploy.js', 'config.dev.json', 'down'], /deleted/);
}

/** The local cloud whose functions run, as a process of its own. */
async function startCloud(): Promise<{ readonly endpoint: string; stop(): void }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'scripts/local-cloud.ts', '--instant', '--data-plane'],
    {
      cwd: root,
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const line = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk;
      if (text.includes('\n')) resolve(text);
    });
    child.on('exit', (code) => reject(new Error(`The local cloud ended with ${code}.`)));
  });
  return { endpoint: JSON.parse(line).endpoint, stop: () => child.kill('SIGTERM') };
}

function tell(title: string, problem: string | undefined): void {
  if (problem === undefined) passed += 1;
  else failed += 1;
  console.log(problem === undefined ? `ok   ${title}` : `FAIL ${title}\n${problem}`);
}
