/**
 * Values as literals that are nothing but digits and letters: no text of a sender is ever text of a statement, whatever
 * the server's SQL mode. Hexadecimal, or base64 where that is shorter.
 */

/** The name's shape is checked where the configuration is read; here it only must not end the quotes. */
export function nameOf(database: string, table: 'request' | 'schema' = 'request'): string {
  return `\`${database.replaceAll('`', '``')}\`.\`${table}\``;
}

/** `'YYYY-MM-DD hh:mm:ss.mmm'`, UTC, of milliseconds since the epoch. */
export function time(milliseconds: number): string {
  return `'${new Date(milliseconds).toISOString().slice(0, 23).replace('T', ' ')}'`;
}

/** What is not ASCII becomes a question mark. At most so many characters. */
export function ascii(value: string, longest: number): string {
  return text('ascii', Buffer.from(value.replaceAll(/\P{ASCII}/gu, '?').slice(0, longest), 'latin1'));
}

/** Any text; lone surrogates become U+FFFD. At most so many code points. */
export function unicode(value: string, longest: number): string {
  const kept = value.length <= longest ? value : [...value].slice(0, longest).join('');
  return text('utf8mb4', Buffer.from(kept, 'utf8'));
}

export function bytes(content: Buffer): string {
  return content.length === 0 ? "''" : `FROM_BASE64('${content.toString('base64')}')`;
}

/** From this many bytes on, base64 with the conversion around it is shorter. */
const LONG = 100;

function text(charset: 'ascii' | 'utf8mb4', content: Buffer): string {
  if (content.length >= LONG) return `CONVERT(${bytes(content)} USING ${charset})`;
  return `_${charset} X'${content.toString('hex')}'`;
}
