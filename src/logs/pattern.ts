/**
 * A filter as CloudWatch takes it. A text is searched for as it stands, spaces and all; what begins with `{`, `[` or `%` is a
 * pattern already: of JSON members, of columns, a regular expression. Source: CloudWatch Logs User Guide, "Filter pattern syntax".
 */
export function filterPattern(filter: string): string {
  const text = filter.trim();
  if (/^[{[%]/.test(text)) return text;
  return `"${text.replaceAll(/[\\"]/g, (character) => `\\${character}`)}"`;
}
