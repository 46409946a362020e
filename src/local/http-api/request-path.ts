/**
 * A request's path as the function sees it: decoded, cut at a question mark that this brings out, decoded once more.
 * Undefined for what cannot be decoded (rules path-decoded, path-refused).
 */
export function decodePath(path: string): string | undefined {
  const once = percentDecode(path);
  if (once === undefined) return undefined;
  return percentDecode(once.split('?', 1)[0] ?? '');
}

/** The decoded path, undefined when it cannot be decoded, and the query as it came. */
export function pathAndQuery(target: string): readonly [path: string | undefined, query: string] {
  const relative = target.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '');
  const at = relative.indexOf('?');
  const path = at < 0 ? relative : relative.slice(0, at);
  const whole = path === '' ? '/' : path;
  return [whole.startsWith('/') ? decodePath(whole) : undefined, at < 0 ? '' : relative.slice(at + 1)];
}

/** Parameters of a query by their decoded names, duplicates joined (rule query-parameters); undefined without any. */
export function queryParameters(query: string): Readonly<Record<string, string>> | undefined {
  const values = new Map<string, string[]>();
  for (const pair of query.split('&').filter((one) => one !== '')) {
    const at = pair.indexOf('=');
    const name = formDecode(at < 0 ? pair : pair.slice(0, at));
    const known = values.get(name);
    const value = at < 0 ? '' : formDecode(pair.slice(at + 1));
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  if (values.size === 0) return undefined;
  return Object.fromEntries([...values].map(([name, all]) => [name, all.join(',')]));
}

function formDecode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  return percentDecode(spaced) ?? spaced;
}

/** Undefined for a percent sign without two hexadecimal digits; bytes that are no UTF-8 become U+FFFD. */
function percentDecode(text: string): string | undefined {
  if (!text.includes('%')) return text;
  if (/%(?![\da-f]{2})/i.test(text)) return undefined;
  const runs = text.replaceAll(/(?:%[\da-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
  return runs;
}
