/**
 * Replaces the values of headers that must not be stored, telling only their size in bytes.
 * Names are lower case and may hold `*` for any number of characters.
 */
export function redact(
  headers: Readonly<Record<string, string>>,
  names: readonly string[],
): Readonly<Record<string, string>> {
  const patterns = patternsOf(names);
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) =>
      patterns.some((pattern) => pattern.test(name))
        ? [name, `[redacted, ${Buffer.byteLength(value)} bytes]`]
        : [name, value],
    ),
  );
}

/** Of the settings, which are the same list for every request. */
const known = new WeakMap<readonly string[], readonly RegExp[]>();

function patternsOf(names: readonly string[]): readonly RegExp[] {
  const patterns = known.get(names) ?? names.map(patternOf);
  known.set(names, patterns);
  return patterns;
}

function patternOf(name: string): RegExp {
  const escaped = name
    .toLowerCase()
    .split('*')
    .map((part) => part.replaceAll(/[^a-z0-9]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`, 's');
}
