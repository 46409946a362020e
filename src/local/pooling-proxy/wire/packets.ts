/** The longest payload of one frame; a longer packet goes on in the next frame. */
export const LONGEST_FRAME = 0xff_ffff;

export const OK = 0x00;
export const MORE_DATA = 0x01;
export const LOCAL_FILE = 0xfb;
export const NULL = 0xfb;
export const EOF = 0xfe;
export const ERR = 0xff;

/** A payload of less than 16 MB with its header. */
export function frame(sequence: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUIntLE(payload.length, 0, 3);
  header[3] = sequence & 0xff;
  return Buffer.concat([header, payload]);
}

/** An OK packet that changed nothing. */
export function okPayload(status: number): Buffer {
  return Buffer.from([OK, 0, 0, status & 0xff, status >> 8, 0, 0]);
}

export function errorPayload({ code, state, message }: ServerError): Buffer {
  const number = Buffer.from([ERR, 0, 0]);
  number.writeUInt16LE(code, 1);
  return Buffer.concat([number, Buffer.from(`#${state}${message}`, 'utf8')]);
}

/** What an ERR packet says. `state` is the SQLSTATE, five characters. */
export interface ServerError {
  readonly code: number;
  readonly state: string;
  readonly message: string;
}

export function readError(payload: Buffer): ServerError {
  const code = payload.length >= 3 ? payload.readUInt16LE(1) : 0;
  const rest = payload.subarray(3).toString('utf8');
  return rest.startsWith('#')
    ? { code, state: rest.slice(1, 6), message: rest.slice(6) }
    : { code, state: 'HY000', message: rest };
}

/** Reads a payload from its beginning; what is beyond its end reads as zeros and empty text. */
export interface Fields {
  /** Little-endian, of at most six bytes. */
  integer(bytes: number): number;
  lengthEncoded(): bigint;
  /** Bytes up to the next NUL, which is skipped. */
  upToNul(): Buffer;
  bytes(count: number): Buffer;
  rest(): Buffer;
  /** The next byte, undefined at the end. */
  readonly next: number | undefined;
}

export function fieldsOf(payload: Buffer): Fields {
  let offset = 0;
  const bytes = (count: number): Buffer => {
    const part = payload.subarray(offset, offset + count);
    offset = Math.min(offset + count, payload.length);
    return part;
  };
  const integer = (count: number): number => {
    const part = bytes(count);
    return part.length === 0 ? 0 : part.readUIntLE(0, part.length);
  };
  return {
    integer,
    bytes,
    lengthEncoded() {
      const first = integer(1);
      if (first < 0xfb) return BigInt(first);
      if (first === 0xfc) return BigInt(integer(2));
      if (first === 0xfd) return BigInt(integer(3));
      if (first !== 0xfe) return 0n;
      const part = bytes(8);
      return part.length === 8 ? part.readBigUInt64LE() : 0n;
    },
    upToNul() {
      const end = payload.indexOf(0, offset);
      const part = payload.subarray(offset, end < 0 ? payload.length : end);
      offset = end < 0 ? payload.length : end + 1;
      return part;
    },
    rest: () => bytes(payload.length - offset),
    get next() {
      return payload[offset];
    },
  };
}

/** Text of less than 64 KB with its length before it. */
export function lengthEncoded(content: Buffer): Buffer {
  if (content.length < 0xfb) return Buffer.concat([Buffer.from([content.length]), content]);
  return Buffer.concat([Buffer.from([0xfc, content.length & 0xff, content.length >> 8]), content]);
}
