import type { Duplex } from 'node:stream';

/** The other side closed the connection, or it broke. */
export class StreamEnded extends Error {
  constructor() {
    super('The connection ended.');
    this.name = 'StreamEnded';
  }
}

/** Reads what comes over a connection, for one reader at a time. All reject with StreamEnded at its end. */
export interface ByteReader {
  /** So many bytes, as soon as they have all come. */
  exactly(count: number): Promise<Buffer>;
  /** What has come, at least one byte and at most so many. */
  some(most?: number): Promise<Buffer>;
  /** The payload of the next packet of one frame. */
  packet(): Promise<{ readonly sequence: number; readonly payload: Buffer }>;
  /** Gives up reading; what had come too early goes back into the stream, for who reads next. */
  detach(): void;
}

/** So much is read ahead before the sender is made to wait. */
const AHEAD = 256 * 1024;

export function byteReader(stream: Duplex): ByteReader {
  let chunks: Buffer[] = [];
  let size = 0;
  let wanted = 1;
  let ended = false;
  let wake: (() => void) | undefined;
  const onData = (chunk: Buffer): void => {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= Math.max(AHEAD, wanted)) stream.pause();
    if (size >= wanted) wake?.();
  };
  const onEnd = (): void => {
    ended = true;
    wake?.();
  };
  stream.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onEnd);

  const available = async (count: number): Promise<void> => {
    wanted = count;
    while (size < count) {
      if (ended) throw new StreamEnded();
      stream.resume();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      wake = undefined;
    }
  };
  const take = (count: number): Buffer => {
    const first = chunks[0];
    const whole = first !== undefined && first.length >= count ? first : Buffer.concat(chunks);
    const kept = whole.subarray(count);
    if (whole === first) chunks.shift();
    else chunks = [];
    if (kept.length > 0) chunks.unshift(kept);
    size -= count;
    if (size < AHEAD && stream.isPaused()) stream.resume();
    return whole.subarray(0, count);
  };
  const exactly = async (count: number): Promise<Buffer> => {
    if (count === 0) return Buffer.alloc(0);
    await available(count);
    return take(count);
  };
  return {
    exactly,
    async some(most = Number.POSITIVE_INFINITY) {
      await available(1);
      return take(Math.min(chunks[0]?.length ?? 0, most));
    },
    async packet() {
      const header = await exactly(4);
      return { sequence: header[3] ?? 0, payload: await exactly(header.readUIntLE(0, 3)) };
    },
    detach() {
      stream.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onEnd);
      stream.pause();
      if (size > 0) stream.unshift(Buffer.concat(chunks));
      chunks = [];
      size = 0;
    },
  };
}

/** Resolves when more may be written, also when nobody will read it any more. */
export async function writeTo(stream: Duplex, chunk: Buffer): Promise<void> {
  if (stream.destroyed || !stream.writable || stream.write(chunk)) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done).off('error', done);
      resolve();
    };
    stream.on('drain', done).on('close', done).on('error', done);
  });
}
