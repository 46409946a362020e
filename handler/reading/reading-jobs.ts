import { type Criteria, idOf, readCriteria, Unacceptable } from './criteria.ts';
import { listRequests, type Reading } from './list-requests.ts';
import { readStored } from './read-request.ts';
import type { WholeRequest } from './stored-request.ts';

/** A part of a body in an answer that is JSON. Sizes are bytes; `total` is the whole body's. */
export interface BodyPart {
  readonly base64: string;
  readonly offset: number;
  readonly bytes: number;
  readonly total: number;
}

export type ReadingJob = 'list' | 'show' | 'export';

/** In bytes. Lambda takes 6 MB of answer (Lambda quotas, "Invocation payload"), and base64 is a third longer. */
const LONGEST_PART = 3 * 1024 * 1024;
const LONGEST_EXPORT = 4 * 1024 * 1024;

/** What `requests` asks the function for. Throws `Unacceptable` when that cannot be meant, and the driver's errors. */
export async function runReadingJob(
  job: ReadingJob,
  given: Readonly<Record<string, unknown>>,
  reading: Reading,
): Promise<Readonly<Record<string, unknown>>> {
  switch (job) {
    case 'list':
      return { ...(await listRequests(reading, readCriteria(given, 50))) };
    case 'show':
      return show(given, reading);
    case 'export':
      return exportRequests(readCriteria({ ...given, after: given.after ?? 0 }), reading);
  }
}

/** One request, with a part of its body when `offset` or `length` is given. */
async function show(
  given: Readonly<Record<string, unknown>>,
  reading: Reading,
): Promise<Readonly<Record<string, unknown>>> {
  const id = idOf(given, 'id');
  if (id === undefined) throw new Unacceptable('id must be given.');
  const [offset, length] = [idOf(given, 'offset'), idOf(given, 'length')];
  const part =
    offset === undefined && length === undefined
      ? undefined
      : { offset: offset ?? 0, length: Math.min(length ?? LONGEST_PART, LONGEST_PART) };
  const found = await readStored(reading, id, part);
  if (found === undefined) throw new Unacceptable(`There is no request ${id}.`);
  const { request, body } = found;
  return {
    request,
    ...(part !== undefined && request.hasBody ? { body: bodyPart(body, part.offset, request.bytes) } : {}),
  };
}

/** Whole requests, oldest first, as many as one answer holds; of a body beyond that, its beginning. */
async function exportRequests(
  criteria: Criteria,
  reading: Reading,
): Promise<Readonly<Record<string, unknown>>> {
  const page = await listRequests(reading, criteria);
  const requests: (WholeRequest & { readonly body?: BodyPart })[] = [];
  let room = LONGEST_EXPORT;
  for (const { id, bytes } of page.requests) {
    if (requests.length > 0 && room < base64Length(bytes)) return { requests, next: requests.at(-1)?.id };
    const found = await readStored(reading, id, { offset: 0, length: LONGEST_PART });
    if (found === undefined) continue;
    const { request, body } = found;
    requests.push(request.hasBody ? { ...request, body: bodyPart(body, 0, request.bytes) } : request);
    room -= base64Length(body.length) + JSON.stringify(request).length;
  }
  return { requests, next: page.next, searchedTo: page.searchedTo };
}

function bodyPart(body: Buffer, offset: number, total: number): BodyPart {
  return { base64: body.toString('base64'), offset, bytes: body.length, total };
}

function base64Length(bytes: number): number {
  return Math.ceil(Math.min(bytes, LONGEST_PART) / 3) * 4;
}
