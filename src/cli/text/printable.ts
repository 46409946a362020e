/**
 * A text as it may be shown: of control characters only line ends, tabs and our own colours are left. What AWS, a handler
 * or a public URL says can then neither clear the screen, nor move the cursor, nor turn the direction of the text.
 */
export function printable(text: string): string {
  return text.replaceAll(NOT_SHOWN, (found) => (isShown(found) ? found : ''));
}

/** A colour (SGR) sequence as a whole, or any one control, format or bidirectional character. */
const NOT_SHOWN = /\p{Cc}\[[\d;]*m|[\p{Cc}\p{Cf}]/gu;
const ESCAPE = '\u001B';

function isShown(found: string): boolean {
  return found === '\n' || found === '\t' || (found.startsWith(ESCAPE) && found.endsWith('m'));
}
