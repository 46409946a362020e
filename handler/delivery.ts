import type { ReadableRequest } from './readable-request.ts';
import type { Source } from './signatures/scheme.ts';

/** What fits the table's columns, in characters. */
const LONGEST_ID = 255;
const LONGEST_EVENT = 128;

/**
 * The sender's id of a delivery, from the first source that has one. A longer one than the table takes counts as none: cut
 * off, it could be another's.
 */
export function deliveryIdOf(request: ReadableRequest, sources: readonly Source[]): string | undefined {
  const id = first(request, sources);
  return id !== undefined && id.length <= LONGEST_ID ? id : undefined;
}

/** The sender's name for what happened. */
export function eventOf(request: ReadableRequest, sources: readonly Source[]): string | undefined {
  return first(request, sources)?.slice(0, LONGEST_EVENT);
}

function first(request: ReadableRequest, sources: readonly Source[]): string | undefined {
  for (const source of sources) {
    const value = request.read(source)?.trim();
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}
