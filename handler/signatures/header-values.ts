/**
 * The values of a header that stand behind `prefix`, between blanks, commas or semicolons: whatever a sender lists, and
 * what API Gateway joins of repeated headers. At most 16: nobody has more secrets in use at once.
 */
export function valuesBehind(header: string | undefined, prefix = ''): readonly string[] {
  const escaped = prefix.replaceAll(/[^A-Za-z0-9]/g, '\\$&');
  const pattern = new RegExp(`(?:^|[\\s,;])${escaped}([^\\s,;]+)(?=[\\s,;]|$)`, 'g');
  return [...(header ?? '').matchAll(pattern)].map(([, value = '']) => value).slice(0, 16);
}
