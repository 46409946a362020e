import { homedir } from 'node:os';
import path from 'node:path';
import type { DevCloud } from '../../local/dev-cloud.ts';
import { unbroken } from '../text/layout.ts';
import { packageVersion } from '../version.ts';
import { labelled, type Paper, type Row } from '../views/view.ts';

/** What the head tells of a `dev` that is ready. */
export interface Serving {
  readonly url: string;
  readonly endpoint: string;
  readonly environment: string;
  /** The configuration file as the user knows it; undefined when there is none. */
  readonly config?: string;
  readonly database: DevCloud['database'];
  /** Undefined while there is no proxy. */
  readonly pool?: { readonly maxDatabaseConnections: number };
  /** The data are gone with this process. */
  readonly ephemeral: boolean;
  readonly startedInMilliseconds: number;
}

/** Where everything is, and what to try. */
export function headText(serving: Serving, paper: Paper, { hotkeys }: { readonly hotkeys: boolean }): string {
  const { style } = paper;
  const { url, endpoint, environment, config, startedInMilliseconds } = serving;
  const rows: readonly Row[] = [
    ['url', style.accent(style.bold(url))],
    ['database', databaseText(serving.database, serving.ephemeral)],
    ...(serving.pool === undefined ? [] : [['proxy', poolText(serving.pool)] as const]),
    ['aws', `${endpoint}, no account is used`],
    ['see', `${unbroken('npx proxywebhook status --local')} in another terminal`],
    ['config', `environment ${environment}, ${config ?? 'no file: every key has its default'}`],
    // Whole, so that it can be copied.
    ['try', unbroken(`curl ${url}/hello -d '{"id":1}'`)],
    ...(hotkeys
      ? [['keys', 'r replay, c cold start, p pool, o open the page, h help, q quit'] as const]
      : []),
  ];
  const title = `proxywebhook dev ${packageVersion()}`;
  const took = style.dim(`ready in ${(startedInMilliseconds / 1000).toFixed(1)} s`);
  return `\n${style.bold(title)}  ${took}\n\n${labelled(rows, paper, '  ')}\n`;
}

/** Which database it is, where it came from, and where its data are. */
export function databaseText(database: DevCloud['database'], ephemeral = false): string {
  const { kind, version, program, host, port, dataDirectory, found } = database;
  const engine = `${kind === 'mysql' ? 'MySQL' : 'MariaDB'} ${version}`;
  const from = [
    FOUND[found],
    ...(program === undefined || found !== 'system' ? [] : [shortPath(program)]),
  ].join(', ');
  const kept = dataDirectory === undefined ? '' : `, data in ${shortPath(dataDirectory)}`;
  return `${engine} (${from}) on ${host}:${port}${ephemeral ? ', data go when this ends' : kept}`;
}

const FOUND: Readonly<Record<DevCloud['database']['found'], string>> = {
  url: 'yours',
  running: 'it ran already',
  cache: 'fetched before',
  system: 'of this machine',
  docker: 'in a container',
  packages: 'from the distribution',
  download: 'downloaded',
};

function poolText({ maxDatabaseConnections }: NonNullable<Serving['pool']>): string {
  const most = maxDatabaseConnections === 1 ? '1 connection' : `${maxDatabaseConnections} connections`;
  return `at most ${most} to the database, TLS required; stands in for RDS Proxy`;
}

/** As one would type it: from here, or from the home folder. */
function shortPath(file: string): string {
  const here = path.relative(process.cwd(), file);
  if (!here.startsWith('..') && !path.isAbsolute(here)) return here;
  const home = path.relative(homedir(), file);
  return home.startsWith('..') || path.isAbsolute(home) ? file : path.join('~', home);
}
