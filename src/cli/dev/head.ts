import type { DevCloud } from '../../local/dev-cloud.ts';
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
    ['aws', `${endpoint}, without an account; from another terminal: npx proxywebhook status --local`],
    ['config', `environment ${environment}, ${config ?? 'no file: every key has its default'}`],
    ['try', `curl -X POST ${url}/hello -H 'content-type: application/json' -d '{"id":"evt_1"}'`],
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
  const from = [FOUND[found], ...(program === undefined ? [] : [program])].join(', ');
  const kept = dataDirectory === undefined ? '' : `, data in ${dataDirectory}`;
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
