import type { Reading } from './list-requests.ts';
import { type Part, requestStatement } from './selections.ts';
import { type WholeRequest, wholeRequest } from './stored-request.ts';

export interface FoundRequest {
  readonly request: WholeRequest;
  /** The part of the body that was asked for, byte for byte. */
  readonly body: Buffer;
}

/** Reads one request, and a part of its body when one is asked for. Undefined when there is none with this id. */
export async function readStored(
  { database, rows }: Reading,
  id: number,
  part?: Part,
): Promise<FoundRequest | undefined> {
  const [row] = await rows(requestStatement(database, id, part));
  if (row === undefined) return undefined;
  return {
    request: wholeRequest(row),
    body: Buffer.isBuffer(row.body) ? row.body : Buffer.alloc(0),
  };
}
