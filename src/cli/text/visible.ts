/**
 * What somebody else wrote, on one line and as it is: control, format and bidirectional characters are seen as escapes, and do
 * nothing. With `lines`, line ends and tabs are left.
 */
export function visible(text: string, { lines = false }: { readonly lines?: boolean } = {}): string {
  return text.replaceAll(UNSEEN, (found) =>
    lines && (found === '\n' || found === '\t') ? found : escaped(found),
  );
}

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

function escaped(character: string): string {
  const known = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character];
  return known ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
