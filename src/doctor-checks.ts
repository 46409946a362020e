import type { ErrorCode, ProxyWebhookError } from './errors.ts';
import { compareVersions } from './preflight/nearest-offers.ts';

export type CheckArea =
  | 'machine'
  | 'configuration'
  | 'credentials'
  | 'permissions'
  | 'preflight'
  | 'stack'
  | 'live';

/** One thing that was looked at. */
export interface Check {
  readonly area: CheckArea;
  /** Stable. */
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'fail' | 'not-checked';
  readonly message: string;
  /** What to do, in the order to try it. */
  readonly remedies: readonly string[];
  /** Of a failure: what it amounts to. */
  readonly code?: ErrorCode;
}

export function ok(area: CheckArea, name: string, message: string): Check {
  return { area, name, state: 'ok', message, remedies: [] };
}

export function warned(
  area: CheckArea,
  name: string,
  message: string,
  remedies: readonly string[] = [],
): Check {
  return { area, name, state: 'warn', message, remedies };
}

export function unchecked(
  area: CheckArea,
  name: string,
  why: string,
  remedies: readonly string[] = [],
): Check {
  return { area, name, state: 'not-checked', message: `not checked: ${why}`, remedies };
}

export function failed(area: CheckArea, name: string, { code, message, remedies }: ProxyWebhookError): Check {
  return { area, name, state: 'fail', message, remedies, code };
}

/** What was found out about the machine; values of variables are not in it, they may hold passwords. */
export interface MachineFacts {
  /** `22.3.0`. */
  readonly node: string;
  /** The least that is supported. */
  readonly leastNode: string;
  /** Where artifacts and servers are kept, and the bytes free there; undefined where that is not known. */
  readonly cache: { readonly directory: string; readonly freeBytes?: number };
  /** Names of variables that are set and concern how the network is reached. */
  readonly variables: readonly string[];
  /** A file of certificates that is named but cannot be read. */
  readonly unreadableCertificates?: string;
  /** A database server for `dev`, in words; undefined where none was found. */
  readonly database?: string;
  /** Why one cannot be fetched either. */
  readonly cannotFetch?: string;
}

const ROOM = 1024 ** 3;

export function machineChecks(facts: MachineFacts): readonly Check[] {
  return [nodeCheck(facts), ...diskChecks(facts), databaseCheck(facts), ...networkChecks(facts)];
}

function nodeCheck({ node, leastNode }: MachineFacts): Check {
  if (compareVersions(node, leastNode) >= 0) return ok('machine', 'node', `Node.js ${node}`);
  return {
    area: 'machine',
    name: 'node',
    state: 'fail',
    code: 'usage',
    message: `Node.js ${node} is older than ${leastNode}, the oldest that works.`,
    remedies: ['Install a newer one: https://nodejs.org'],
  };
}

function diskChecks({ cache: { directory, freeBytes } }: MachineFacts): readonly Check[] {
  if (freeBytes === undefined) return [unchecked('machine', 'disk', `how much is free in ${directory}`)];
  const free = `${(freeBytes / ROOM).toFixed(1)} GiB free in ${directory}`;
  if (freeBytes >= ROOM) return [ok('machine', 'disk', free)];
  return [
    warned('machine', 'disk', `${free}: \`dev\` needs about 1 for a database server and its data.`, [
      'Make room, or let XDG_CACHE_HOME name another folder.',
    ]),
  ];
}

function databaseCheck({ database, cannotFetch }: MachineFacts): Check {
  if (database !== undefined) return ok('machine', 'database', `for \`dev\`: ${database}`);
  if (cannotFetch === undefined)
    return ok('machine', 'database', 'for `dev`: none found; it fetches one when it starts');
  return warned('machine', 'database', `No database server for \`dev\` was found, and ${cannotFetch}.`, [
    'Install MySQL 8.4 or MariaDB, or start Docker; docs/database.md has all ways. Deploying to AWS needs none.',
  ]);
}

function networkChecks({ variables, unreadableCertificates }: MachineFacts): readonly Check[] {
  const has = (name: string) => variables.includes(name);
  const proxies = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].filter(has);
  return [
    ...(proxies.length === 0
      ? []
      : [
          warned(
            'machine',
            'proxy',
            `${proxies.join(', ')} set: downloads of \`dev\` go through the proxy, calls to AWS go past it.`,
            [
              'Where AWS is reached through the proxy only, run where it is not needed, or use VPC endpoints.',
            ],
          ),
        ]),
    ...(has('AWS_CA_BUNDLE') && !has('NODE_EXTRA_CA_CERTS')
      ? [
          warned('machine', 'certificates', 'AWS_CA_BUNDLE is set, which Node.js does not read.', [
            'Let NODE_EXTRA_CA_CERTS name the same file.',
          ]),
        ]
      : []),
    ...(unreadableCertificates === undefined
      ? []
      : [
          warned(
            'machine',
            'certificates',
            `NODE_EXTRA_CA_CERTS names ${unreadableCertificates}, which cannot be read.`,
            ['Correct its path, or unset it.'],
          ),
        ]),
    ...(has('NODE_TLS_REJECT_UNAUTHORIZED=0')
      ? [
          warned(
            'machine',
            'tls',
            'NODE_TLS_REJECT_UNAUTHORIZED is 0: certificates are not checked, and credentials may go to anybody.',
            ['Unset it; for a certificate of your own, NODE_EXTRA_CA_CERTS.'],
          ),
        ]
      : []),
  ];
}
