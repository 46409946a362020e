const DIGITS = Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} AS d`).join(' UNION ALL ');
const BATCH = 100_000;

/** The statements that bring a table from one number of rows to another, quickly: the server makes the rows itself. */
export function fillStatements(
  table: 'ours' | 'bare' | 'pattern',
  from: number,
  to: number,
): readonly string[] {
  const statements: string[] = [];
  for (let start = from; start < to; start += BATCH) {
    const count = Math.min(BATCH, to - start);
    const numbers =
      `SELECT ${start} + a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d AS n ` +
      `FROM (${DIGITS}) a, (${DIGITS}) b, (${DIGITS}) c, (${DIGITS}) e, (${DIGITS}) f LIMIT ${count}`;
    statements.push(
      table === 'pattern'
        ? `INSERT INTO pattern.hits (url) SELECT CONCAT('/hooks/', n) FROM (${numbers}) AS numbers`
        : `INSERT INTO ${table === 'ours' ? 'webhooks' : 'bare'}.request ` +
            '(dedupe, received_at, request_id, method, path, query, headers, body_bytes, body_enc, body) ' +
            `SELECT UNHEX(MD5(CONCAT('fill', n))), UTC_TIMESTAMP(3), CONCAT('request-', n), 'POST', CONCAT('/hooks/', n), '', ` +
            `'{"content-type":"application/json","host":"hook.example"}', 40, 0, REPEAT('x', 40) FROM (${numbers}) AS numbers`,
    );
  }
  return statements;
}
