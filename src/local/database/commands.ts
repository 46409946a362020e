import path from 'node:path';
import type { DatabaseProgram } from './program.ts';

/** What a server is started with. Paths are absolute. */
export interface ServerPlace {
  readonly data: string;
  readonly port: number;
  /** At most 100 characters: both servers give up on longer paths. */
  readonly socket: string;
  readonly pidFile: string;
  readonly initFile: string;
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly maxConnections: number;
}

/** The parameters that make MySQL's data folder. MariaDB's is made by `bootstrapParameters`. */
export function initialiseParameters(
  program: DatabaseProgram,
  data: string,
  asRoot: boolean,
): readonly string[] {
  return [
    '--no-defaults',
    '--initialize-insecure',
    `--datadir=${data}`,
    '--secure-file-priv=NULL',
    ...placed(program, asRoot),
  ];
}

/** The parameters with which MariaDB reads the statements that make its data folder from its standard input. */
export function bootstrapParameters(
  program: DatabaseProgram,
  data: string,
  asRoot: boolean,
): readonly string[] {
  return [
    '--no-defaults',
    '--bootstrap',
    `--datadir=${data}`,
    '--log-warnings=0',
    '--enforce-storage-engine=',
    '--max-allowed-packet=8M',
    '--net-buffer-length=16K',
    '--innodb-log-file-size=8M',
    ...placed(program, asRoot),
  ];
}

/** The parameters that start a server: on loopback with TLS, small, and with as much durability as a laptop needs. */
export function startParameters(
  program: DatabaseProgram,
  place: ServerPlace,
  asRoot: boolean,
): readonly string[] {
  const common = [
    '--no-defaults',
    `--datadir=${place.data}`,
    '--bind-address=127.0.0.1',
    `--port=${place.port}`,
    `--socket=${place.socket}`,
    `--pid-file=${place.pidFile}`,
    `--init-file=${place.initFile}`,
    `--ssl-cert=${place.certificateFile}`,
    `--ssl-key=${place.keyFile}`,
    `--max-connections=${place.maxConnections}`,
    '--skip-log-bin',
    '--innodb-buffer-pool-size=32M',
    '--innodb-flush-log-at-trx-commit=2',
    '--max-allowed-packet=64M',
    '--character-set-server=utf8mb4',
    ...placed(program, asRoot),
  ];
  return program.kind === 'mysql' ? [...common, ...MYSQL_ONLY] : [...common, ...MARIADB_ONLY];
}

/** The folder with MariaDB's statements and messages, of those that distributions use. */
export function shareFolders({ file, root }: DatabaseProgram): readonly string[] {
  const prefix = root === undefined ? path.resolve(file, '../..') : path.join(root, 'usr');
  return ['share/mysql', 'share/mariadb', 'share'].map((folder) => path.join(prefix, folder));
}

const MYSQL_ONLY = [
  '--secure-file-priv=NULL',
  '--loose-mysqlx=OFF',
  '--performance-schema=OFF',
  '--loose-innodb-redo-log-capacity=8M',
];

// MySQL 8.4's defaults, where MariaDB's are others.
const MARIADB_ONLY = [
  '--collation-server=utf8mb4_unicode_520_ci',
  '--innodb-log-file-size=8M',
  '--sql-mode=ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
];

function placed(program: DatabaseProgram, asRoot: boolean): readonly string[] {
  const user = asRoot ? ['--user=root'] : [];
  if (program.root === undefined) return user;
  const usr = path.join(program.root, 'usr');
  const [share = usr] = shareFolders(program);

  return [
    `--basedir=${usr}`,
    `--lc-messages-dir=${share}`,
    `--character-sets-dir=${path.join(share, 'charsets')}`,
    `--plugin-dir=${path.join(usr, 'lib/mysql/plugin')}`,
    ...user,
  ];
}
