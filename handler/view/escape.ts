/**
 * Escapes text for an element or a quoted attribute. Characters that a reader does not see or that turn the direction
 * of what follows are shown by their number.
 */
export function escapeHtml(text: string): string {
  return text.replaceAll(UNSEEN, number).replaceAll(/[&<>"']/g, entity);
}

/** Escapes text for an element, never an attribute, that keeps white space: lines and tabs stay. */
export function escapeLines(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(UNSEEN, (character) => (/[\n\t]/.test(character) ? character : number(character)))
    .replaceAll(/[&<>]/g, entity);
}

// Controls, formatting characters (zero-width and bidirectional ones among them), separators of lines, lone surrogates.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function number(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}

function entity(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
