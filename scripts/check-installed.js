// Packs the package, installs the tarball in an empty project as a user would, and tries what it offers.
// Prints its size and ends with `N passed, N failed`.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const LIMITS = { megabytes: 25, packages: 20 };
const root = fileURLToPath(new URL('..', import.meta.url));
const project = mkdtempSync(path.join(tmpdir(), 'proxywebhook-installed-'));
let passed = 0;
let failed = 0;

try {
  const [packed] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', project], root),
  );
  writeFileSync(path.join(project, 'package.json'), '{ "name": "user", "private": true, "type": "module" }');
  run('npm', ['install', '--no-fund', '--no-audit', `./${packed.filename}`], project);
  cpSync(path.join(root, 'config.example.json'), path.join(project, 'config.try.json'));
  const installed = path.join(project, 'node_modules', 'proxywebhook');
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

  check(
    '--version tells the version',
    () => run('npx', ['proxywebhook', '--version'], project).trim() === version,
  );
  check('--help names the commands', () =>
    /\bup\b[\s\S]*\bstatus\b[\s\S]*\bdown\b/.test(run('npx', ['proxywebhook', '--help'], project)),
  );
  check(
    'synth renders the template',
    () => 'Resources' in JSON.parse(run('npx', ['proxywebhook', 'synth', '--env', 'try'], project)),
  );
  check('the library can be imported', () =>
    run(
      'node',
      [
        '-e',
        "import('proxywebhook').then((library) => console.log(typeof library.up, typeof library.loadConfig))",
      ],
      project,
    ).includes('function function'),
  );
  check('the handler is in the package', () =>
    readdirSync(path.join(installed, 'handler')).includes('index.ts'),
  );
  check('dev --once deploys to this machine and stores a request', () =>
    /Database: .+\n[\s\S]*Stored a request as id \d+/.test(
      run(
        'npx',
        ['proxywebhook', 'dev', '--once', '--ephemeral', '--port', '0'],
        mkdtempSync(path.join(project, 'dev-')),
      ),
    ),
  );
  check('the test API starts and stops', () =>
    run(
      'node',
      [
        '--input-type=module',
        '-e',
        "import { startDev } from 'proxywebhook/testing'; const dev = await startDev(); console.log((await fetch(dev.url, { method: 'POST' })).status); await dev.stop();",
      ],
      project,
    ).includes('200'),
  );
  check('nothing of the tests is in the package', () =>
    packed.files.every(({ path: file }) => !/^(test|src|scripts)\//.test(file)),
  );

  const packages = Object.keys(
    JSON.parse(readFileSync(path.join(project, 'package-lock.json'), 'utf8')).packages,
  ).filter((name) => name !== '' && statSync(path.join(project, name), { throwIfNoEntry: false }));
  const megabytes = size(path.join(project, 'node_modules')) / 1e6;
  console.log(
    `installed: ${megabytes.toFixed(1)} MB in ${packages.length} packages; tarball ${(packed.size / 1e6).toFixed(1)} MB`,
  );
  check(`at most ${LIMITS.megabytes} MB`, () => megabytes <= LIMITS.megabytes);
  check(`at most ${LIMITS.packages} packages`, () => packages.length <= LIMITS.packages);
} finally {
  rmSync(project, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function check(title, holds) {
  let error = '';
  let ok = false;
  try {
    ok = holds();
  } catch (thrown) {
    error = `: ${thrown instanceof Error ? thrown.message : thrown}`;
  }
  if (ok) passed += 1;
  else failed += 1;
  console.log(`${ok ? 'ok' : 'NOT OK'}  ${title}${error}`);
}

function run(command, args, cwd) {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Bytes of all files below a folder; a file with two names (esbuild links its binary) counts once. */
function size(folder) {
  const seen = new Map();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const { ino, size: bytes } = statSync(path.join(entry.parentPath, entry.name));
    seen.set(ino, bytes);
  }
  return [...seen.values()].reduce((sum, bytes) => sum + bytes, 0);
}
