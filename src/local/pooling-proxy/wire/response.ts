import { STATUS } from './capabilities.ts';
import type { ResponseShape } from './commands.ts';
import { EOF, ERR, fieldsOf, LOCAL_FILE, LONGEST_FRAME, OK } from './packets.ts';

/** What a response told, as far as it has been read. */
export interface Outcome {
  /** Of the last OK or EOF packet; undefined when there was none. */
  readonly status: number | undefined;
  /** Number of the server's error, which ends the response. */
  readonly error: number | undefined;
  /** How many results of the response came to their end without an error. */
  readonly results: number;
  /** The last AUTO_INCREMENT value that an OK packet told, 0 when none did. */
  readonly insertId: bigint;
}

/** Finds the end of a response in the bytes that pass, and what they tell of the session. */
export interface ResponseTracker {
  /** Takes the next bytes. The number of bytes up to the response's end, once it is among them. */
  feed(chunk: Buffer): number | undefined;
  readonly outcome: Outcome;
}

/** So much of a packet is looked at: an OK packet's numbers fit. */
const HEAD = 24;

export function trackResponse(shape: Exclude<ResponseShape, 'none'>): ResponseTracker {
  let status: number | undefined;
  let error: number | undefined;
  let insertId = 0n;
  let results = 0;

  let phase: 'first' | 'columns' | 'rows' | 'definitions' = shape === 'rows' ? 'rows' : 'first';
  let definitions = 0;

  /** True when this packet is the response's last. */
  function isLast(head: Buffer, length: number): boolean {
    const kind = head[0];
    const isEof = kind === EOF && length < 9;
    if (kind === ERR) {
      error = head.length >= 3 ? head.readUInt16LE(1) : 0;
      return true;
    }
    if (isEof && length >= 5) status = head.readUInt16LE(3);
    switch (phase) {
      case 'first':
        return isEndOfFirst(head, kind);
      case 'columns':
        if (!isEof) return false;
        if (shape === 'results' && ((status ?? 0) & STATUS.cursorExists) !== 0) return endResult();
        phase = 'rows';
        return false;
      case 'definitions':
        if (isEof) definitions -= 1;
        return definitions === 0;
      case 'rows':
        return isEof && endResult();
    }
  }

  function isEndOfFirst(head: Buffer, kind: number | undefined): boolean {
    if (shape === 'prepared') {
      phase = 'definitions';
      const fields = fieldsOf(head.subarray(5));
      definitions = [fields.integer(2), fields.integer(2)].filter((count) => count > 0).length;
      return definitions === 0;
    }
    if (kind === OK && head.length >= 7) readOk(head);
    if (shape === 'one') return true;
    if (kind === OK || kind === LOCAL_FILE) return endResult();
    phase = 'columns';
    return false;
  }

  function readOk(head: Buffer): void {
    const fields = fieldsOf(head.subarray(1));
    fields.lengthEncoded();
    const id = fields.lengthEncoded();
    if (id !== 0n) insertId = id;
    status = fields.integer(2);
  }

  function endResult(): boolean {
    results += 1;
    phase = 'first';
    return ((status ?? 0) & STATUS.moreResults) === 0;
  }

  const packets = packetEnds(isLast);
  return {
    feed: packets,
    get outcome() {
      return { status, error, results, insertId };
    },
  };
}

/** Walks through frames that come in pieces, shows each packet's beginning once, and tells where the last one ends. */
function packetEnds(
  isLast: (head: Buffer, length: number) => boolean,
): (chunk: Buffer) => number | undefined {
  const header = Buffer.alloc(4);
  const head = Buffer.alloc(HEAD);
  let headerSize = 0;
  let headSize = 0;
  let length = 0;
  let left = 0;
  let continues = false;
  let shown = false;
  let last = false;

  return (chunk) => {
    let offset = 0;
    for (;;) {
      if (headerSize < 4) {
        if (offset >= chunk.length) return undefined;
        const taken = chunk.copy(header, headerSize, offset, offset + 4 - headerSize);
        headerSize += taken;
        offset += taken;
        if (headerSize < 4) return undefined;
        length = header.readUIntLE(0, 3);
        left = length;
        headSize = 0;
        shown = continues;
      }
      const available = Math.min(left, chunk.length - offset);
      if (!shown) {
        headSize += chunk.copy(head, headSize, offset, offset + Math.min(HEAD - headSize, available));
        if (headSize === Math.min(HEAD, length)) {
          shown = true;
          last = isLast(head.subarray(0, headSize), length);
        }
      }
      left -= available;
      offset += available;
      if (left > 0) return undefined;
      continues = length === LONGEST_FRAME;
      headerSize = 0;
      if (last && !continues) return offset;
    }
  };
}
