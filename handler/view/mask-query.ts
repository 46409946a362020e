import { redact } from '../redact.ts';

/**
 * A query for showing: values under the names of redacted headers are replaced, `_` read as `-`, and the `*` of a pattern
 * such as `*-token` may stand for nothing at all.
 */
export function maskQuery(query: string, redactHeaders: readonly string[]): string {
  const parts = query.split('&').map((part) => {
    const [name = '', ...value] = part.split('=');
    return { name, value: value.join('='), key: keyOf(name) };
  });
  const keys = parts.flatMap(({ key }) => [key, `-${key}`]);
  const judged = redact(Object.fromEntries(keys.map((key) => [key, ''])), redactHeaders);
  return parts
    .map(({ name, value, key }) => {
      if (value === '') return name;
      const isSecret = judged[key] !== '' || judged[`-${key}`] !== '';
      return `${name}=${isSecret ? `[redacted, ${Buffer.byteLength(value)} bytes]` : value}`;
    })
    .join('&');
}

function keyOf(name: string): string {
  let decoded = name;
  try {
    decoded = decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    // Not encoded rightly: judged as it came.
  }
  return decoded.toLowerCase().replaceAll('_', '-');
}
