import { type Answer, bytes, json } from '../answer.ts';
import { idOf } from '../reading/criteria.ts';
import type { Reading } from '../reading/list-requests.ts';
import { readStored } from '../reading/read-request.ts';
import type { Part } from '../reading/selections.ts';

/** What one answer holds: Lambda takes 6 MB, in base64 (Lambda quotas, "Invocation payload"). Bytes. */
export const LONGEST_ANSWER = 4 * 1024 * 1024;

/**
 * A body as it came, as a download of no type: whole, by `Range` (one range; of a longer one its beginning), or from
 * `offset` for `length` bytes. A body too long for one answer is told so. Undefined when there is no such request.
 */
export async function rawBody(
  reading: Reading,
  id: number,
  query: Readonly<Record<string, string>>,
  range: string,
): Promise<Answer | undefined> {
  const known = await readStored(reading, id);
  if (known === undefined) return undefined;
  const total = known.request.bytes;
  const asked = rangeOf(range, total);
  if (asked === 'beyond')
    return json(416, { message: 'Out of range' }, { 'content-range': `bytes */${total}` });
  const part = asked ?? partOf(query, total);
  const length = Math.min(part.length, LONGEST_ANSWER, Math.max(0, total - part.offset));
  if (asked === undefined && query.length === undefined && length < total - part.offset) {
    const message = `The body has ${total} bytes: ask for parts of ${LONGEST_ANSWER} bytes at most, by Range or by ?offset=…&length=…`;
    return json(400, { message });
  }
  const found = length === 0 ? known : await readStored(reading, id, { offset: part.offset, length });
  if (found === undefined) return undefined;
  const name = part.offset === 0 && length === total ? `request-${id}` : `request-${id}-from-${part.offset}`;
  return bytes(found.body, {
    name,
    ...(asked === undefined ? {} : { range: `bytes ${part.offset}-${part.offset + length - 1}/${total}` }),
  });
}

/** One range of RFC 9110, section 14.1.2; undefined for none, several, or what is not one. */
function rangeOf(header: string, total: number): Part | 'beyond' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim()) ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const length = Math.min(Number(last), total);
    return length === 0 ? 'beyond' : { offset: total - length, length };
  }
  const offset = Number(first);
  const end = last === '' ? total : Number(last) + 1;
  if (last !== '' && end <= offset) return undefined;
  return offset >= total ? 'beyond' : { offset, length: Math.min(end, total) - offset };
}

function partOf(query: Readonly<Record<string, string>>, total: number): Part {
  const offset = Math.min(idOf(query, 'offset') ?? 0, total);
  return { offset, length: idOf(query, 'length') ?? total - offset };
}
