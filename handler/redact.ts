/**
 * Replaces the values of headers that must not be stored, telling only their size in bytes.
 * Names are lower case and may hold `*` for any number of characters.
 */
export function redact(
  headers: Readonly<Record<string, string>>,
  names: readonly string[],
): Readonly<Record<string, string>> {
  const patterns = names.map(patternOf);
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) =>
      patterns.some((pattern) => pattern.test(name))
        ? [name, `[redacted, ${Buffer.byteLength(value)} bytes]`]
        : [name, value],
    ),
  );
}

function patternOf(name: string): RegExp {
  const escaped = name
    .toLowerCase()
    .split('*')
    .map((part) => part.replaceAll(/[^a-z0-9]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`, 's');
}
