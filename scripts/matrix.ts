// The real bundle on every Node.js that Lambda runs, against every server that is at hand, with both ways to log in, every packet
// recorded: `npm run test:matrix`. Node.js comes from npm's registry, into the cache folder; servers are those that are
// installed, were fetched, or are named in PROXYWEBHOOK_MATRIX_SERVERS (paths, separated as in PATH). One line a cell; ends with
// 1 when one failed. A series that cannot be had is told in a line, and is no failure.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { cacheDirectory } from '../src/artifact/cache-directory.ts';
import { findPrograms, inspect } from '../src/local/database/find.ts';
import type { DatabaseProgram } from '../src/local/database/program.ts';
import { NODES, nodeFor } from './matrix/fetched.ts';

const WANTED = [
  {
    title: 'MySQL 8.4',
    is: ({ kind, version }: DatabaseProgram) => kind === 'mysql' && version.startsWith('8.4.'),
  },
  { title: 'MariaDB', is: ({ kind }: DatabaseProgram) => kind === 'mariadb' },
] as const;

const cache = cacheDirectory(process.env);
const { programs, missing } = await servers();
for (const line of missing) console.log(line);
let [passed, failed] = [0, 0];
for (const major of NODES) {
  const node = nodeFor(major, cache);
  if (typeof node !== 'object') {
    failed += 1;
    console.log(`FAIL Node ${major}: ${node}`);
    continue;
  }
  for (const program of programs) {
    const { stdout, stderr, status } = spawnSync(node.file, ['--import', 'tsx', ...cell(program)], {
      encoding: 'utf8',
      timeout: 120_000,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    process.stdout.write(stdout);
    const lines = stdout.split('\n');
    passed += lines.filter((line) => line.startsWith('ok ')).length;
    const told = lines.filter((line) => line.startsWith('FAIL')).length;
    failed += told;
    if (told === 0 && status !== 0) {
      failed += 1;
      console.log(
        `FAIL Node ${major} × ${program.kind} ${program.version}: ended with ${status}\n${stderr.slice(-2000)}`,
      );
    }
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function cell({ file, kind, version, root }: DatabaseProgram): readonly string[] {
  const place = root === undefined ? [] : ['--root', root];
  return ['scripts/matrix/cell.ts', '--file', file, '--kind', kind, '--version', version, ...place];
}

/** One server of each series, and what is wanted and not to be had. */
async function servers(): Promise<{ programs: readonly DatabaseProgram[]; missing: readonly string[] }> {
  const found = await findPrograms({
    environment: { ...process.env, PROXYWEBHOOK_MYSQLD: undefined },
    keptFolder: path.join(cache, 'database'),
    platform: process.platform,
  });
  const named = await Promise.all([...given(), ...unpacked()].map((file) => inspect({ file })));
  const all = [...named.flatMap(({ program }) => program ?? []), ...found.programs];
  const programs = [...new Map(all.map((one) => [seriesOf(one), one])).values()];
  return {
    programs,
    missing: WANTED.filter(({ is }) => !programs.some(is)).map(
      ({ title }) =>
        `none ${title}: neither installed nor fetched on this machine, and the matrix fetches no server; ` +
        'name one in PROXYWEBHOOK_MATRIX_SERVERS',
    ),
  };
}

function given(): readonly string[] {
  return (process.env.PROXYWEBHOOK_MATRIX_SERVERS ?? '').split(path.delimiter).filter(Boolean);
}

/** Servers that run where they lie. */
function unpacked(): readonly string[] {
  const folder = path.join(cache, 'mysql');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => path.join(folder, name, 'usr/sbin/mysqld'))
    .filter((file) => existsSync(file));
}

function seriesOf({ kind, version }: DatabaseProgram): string {
  return `${kind} ${version.split('.').slice(0, 2).join('.')}`;
}
