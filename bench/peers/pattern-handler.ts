import { type Connection, type ConnectionOptions, createConnection } from 'mysql2/promise';

/**
 * What the handler of the "RDS Proxy" pattern does for one hit, written anew from a description of it: a connection that makes the
 * database, a second one that makes the table, inserts and reads everything, and a page of all of it. Its statement is put
 * together from strings, so it is called with safe paths only. Resolves with the page.
 */
export async function patternHandler(options: ConnectionOptions, path: string): Promise<string> {
  const first = await createConnection(options);
  await first.query('CREATE DATABASE IF NOT EXISTS pattern');
  const second = await createConnection({ ...options, database: 'pattern' });
  const rows = await hit(second, path);
  await Promise.all([first.end(), second.end()]);
  const cells = rows.map(({ id, url }) => `<tr><td>${id}</td><td>${url}</td></tr>`);
  return `<html><body><table><tr><th>id</th><th>url</th></tr>${cells.join('')}</table></body></html>`;
}

async function hit(
  connection: Connection,
  path: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  await connection.query(
    'CREATE TABLE IF NOT EXISTS hits (id INT AUTO_INCREMENT PRIMARY KEY, url VARCHAR(20))',
  );
  await connection.query(`INSERT INTO hits (url) VALUES ('${path}')`);
  const [rows] = await connection.query('SELECT * FROM hits');
  return rows as Readonly<Record<string, unknown>>[];
}
