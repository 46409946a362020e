import type { RunningDatabase } from '../database/running-database.ts';

/** What is done in the server with its own account. All of it may be done again. */
export interface Administration {
  makeSchema(name: string): Promise<void>;
  /** Makes an account, or gives it this password, with the rights of RDS's master user. */
  makeAccount(username: string, password: string): Promise<void>;
  dropAccount(username: string): Promise<void>;
}

/** Logs in, does the work, and logs out. Rejects with the server's words, which hold no password. */
export async function administrate(
  { host, port, credentials, certificateAuthority }: RunningDatabase,
  work: (server: Administration) => Promise<void>,
): Promise<void> {
  const { createConnection } = await import('mysql2/promise');
  const connection = await createConnection({
    host,
    port,
    user: credentials.username,
    password: credentials.password,
    connectTimeout: 5000,
    ...(certificateAuthority === undefined
      ? {}
      : { ssl: { ca: certificateAuthority, rejectUnauthorized: true } }),
  });
  const run = async (sql: string, values: readonly string[] = []) => {
    await connection.query(sql, [...values]).catch((error: unknown) => {
      const { code = 'an error' } = error as { readonly code?: string };
      throw new Error(`The database refused ${sql.split(' ', 2).join(' ')}: ${code}.`);
    });
  };
  try {
    await work({
      makeSchema: (name) => run(`CREATE DATABASE IF NOT EXISTS ${connection.escapeId(name)}`),
      async makeAccount(username, password) {
        await run("CREATE USER IF NOT EXISTS ?@'%'", [username]);
        await run("ALTER USER ?@'%' IDENTIFIED BY ?", [username, password]);
        await run(`GRANT ${MASTER_RIGHTS} ON *.* TO ?@'%' WITH GRANT OPTION`, [username]);
      },
      dropAccount: (username) => run("DROP USER IF EXISTS ?@'%'", [username]),
    });
  } finally {
    await connection.end().catch(() => connection.destroy());
  }
}

/** RDS User Guide, "Master user account privileges": those of MySQL that MariaDB has as well. */
const MASTER_RIGHTS =
  'SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, PROCESS, REFERENCES, INDEX, ALTER, SHOW DATABASES, ' +
  'CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, REPLICATION SLAVE, REPLICATION CLIENT, CREATE VIEW, SHOW VIEW, ' +
  'CREATE ROUTINE, ALTER ROUTINE, CREATE USER, EVENT, TRIGGER';
