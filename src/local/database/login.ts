import type { DatabaseProgram } from './program.ts';

/** Where a server is and who comes. */
export interface Login {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** PEM. Undefined: a connection without TLS will do. */
  readonly certificateAuthority?: string;
}

/** What a server says of itself. */
export interface Answer extends Pick<DatabaseProgram, 'kind' | 'version'> {
  readonly pidFile: string;
}

/** Logs in and out again. Rejects with mysql2's error: its `code` tells. Without an answer it gives up after `patience` milliseconds. */
export async function logIn(login: Login, patience = 2000): Promise<Answer> {
  const { createConnection } = await import('mysql2/promise');
  const { host, port, username, password, certificateAuthority } = login;
  const connection = await createConnection({
    host,
    port,
    user: username,
    password,
    connectTimeout: patience,
    ...(certificateAuthority === undefined
      ? {}
      : { ssl: { ca: certificateAuthority, rejectUnauthorized: true } }),
  });
  const query = connection.query({
    sql: 'SELECT VERSION() AS version, @@version_comment AS comment, @@pid_file AS pidFile',
    timeout: patience,
  });
  try {
    const [rows] = await query;
    const [row] = rows as unknown as readonly Readonly<Record<string, unknown>>[];
    const version = String(row?.version);
    return {
      kind: /mariadb/i.test(`${version} ${String(row?.comment)}`) ? 'mariadb' : 'mysql',
      version: /\d+\.\d+\.\d+/.exec(version)?.[0] ?? version,
      pidFile: String(row?.pidFile),
    };
  } finally {
    connection.destroy();
  }
}
