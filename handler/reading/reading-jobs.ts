import { idOf, readCriteria, Unacceptable } from './criteria.ts';
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

type Given = Readonly<Record<string, unknown>>;

/** In bytes. Lambda takes 6 MB of answer (Lambda quotas, "Invocation payload"), and base64 is a third longer. */
const LONGEST_PART = 3 * 1024 * 1024;
const LONGEST_EXPORT = 4 * 1024 * 1024;

/** One page of requests. These reject with `Unacceptable` when a question cannot be meant, and with the driver's errors. */
export async function list(given: Given, reading: Reading): Promise<Given> {
  return { ...(await listRequests(reading, readCriteria(given, 50))) };
}

/** One request, with a part of its body when `offset` or `length` is given. */
export async function show(given: Given, reading: Reading): Promise<Given> {
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
export async function exportRequests(given: Given, reading: Reading): Promise<Given> {
  const criteria = readCriteria({ ...given, after: given.after ?? 0 });
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
