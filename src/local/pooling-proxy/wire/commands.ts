import type { ByteReader } from './byte-reader.ts';
import { LONGEST_FRAME } from './packets.ts';

/** First byte of a command packet (MySQL 8.4 internals, "Command Phase"). */
export const COMMAND = {
  quit: 0x01,
  initDatabase: 0x02,
  query: 0x03,
  fieldList: 0x04,
  refresh: 0x07,
  shutdown: 0x08,
  statistics: 0x09,
  processInfo: 0x0a,
  processKill: 0x0c,
  debug: 0x0d,
  ping: 0x0e,
  changeUser: 0x11,
  prepare: 0x16,
  execute: 0x17,
  sendLongData: 0x18,
  closeStatement: 0x19,
  resetStatement: 0x1a,
  setOption: 0x1b,
  fetch: 0x1c,
  resetConnection: 0x1f,
} as const;

/** How a server answers: nothing, one packet, results, rows up to an EOF, or a prepared statement. */
export type ResponseShape = 'none' | 'one' | 'results' | 'rows' | 'prepared';

/** How the server answers a command; undefined for commands that the proxy does not pass on. */
export function responseShape(code: number): ResponseShape | undefined {
  return SHAPES.get(code);
}

const SHAPES: ReadonlyMap<number, ResponseShape> = new Map([
  [COMMAND.initDatabase, 'one'],
  [COMMAND.query, 'results'],
  [COMMAND.fieldList, 'rows'],
  [COMMAND.refresh, 'one'],
  [COMMAND.statistics, 'one'],
  [COMMAND.processInfo, 'results'],
  [COMMAND.processKill, 'one'],
  [COMMAND.debug, 'one'],
  [COMMAND.ping, 'one'],
  [COMMAND.prepare, 'prepared'],
  [COMMAND.execute, 'results'],
  [COMMAND.sendLongData, 'none'],
  [COMMAND.closeStatement, 'none'],
  [COMMAND.resetStatement, 'one'],
  [COMMAND.setOption, 'one'],
  [COMMAND.fetch, 'rows'],
  [COMMAND.resetConnection, 'one'],
]);

export interface Command {
  readonly code: number;
  /** What follows the code; of a command that is too long to look at, its beginning. */
  readonly body: Buffer;
  /** Bytes after the code, 16 MB of a command that is longer than a frame. */
  readonly length: number;
  /** False: the rest has not been read yet. */
  readonly complete: boolean;
  /** The frames as they came, as far as they were read. */
  readonly bytes: Buffer;
  /** Reads the rest, frame headers included. */
  rest(): AsyncGenerator<Buffer, void>;
  /** Sequence number of an answer, once everything was read. */
  answerSequence(): number;
}

/** Reads the next command; of one with more than `longest` bytes after its code only the beginning. */
export async function readCommand(reader: ByteReader, longest: number): Promise<Command> {
  const header = await reader.exactly(4);
  const length = header.readUIntLE(0, 3);
  const payload = await reader.exactly(Math.min(length, longest + 1));
  let sequence = header[3] ?? 0;

  async function* rest(): AsyncGenerator<Buffer, void> {
    let left = length - payload.length;
    let last = length < LONGEST_FRAME;
    for (;;) {
      while (left > 0) {
        const chunk = await reader.some(left);
        left -= chunk.length;
        yield chunk;
      }
      if (last) return;
      const next = await reader.exactly(4);
      sequence = next[3] ?? 0;
      left = next.readUIntLE(0, 3);
      last = left < LONGEST_FRAME;
      yield next;
    }
  }
  return {
    code: payload[0] ?? -1,
    body: payload.subarray(1),
    length: length - 1,
    complete: payload.length === length && length < LONGEST_FRAME,
    bytes: Buffer.concat([header, payload]),
    rest,
    answerSequence: () => sequence + 1,
  };
}
