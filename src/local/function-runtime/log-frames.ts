/** A log event that a process wrote as a frame. */
export interface FramedLine {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly text: string;
}

const HEADER = 16;

/**
 * Takes apart what Lambda's runtimes write to their telemetry pipe: type (4 bytes), length (4), microseconds (8), text.
 * Source: aws-lambda-nodejs-runtime-interface-client, LogPatch.
 */
export function readFrames(tell: (line: FramedLine) => void): (chunk: Uint8Array) => void {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    while (rest.length >= HEADER) {
      const length = rest.readInt32BE(4);
      if (rest.length < HEADER + length) return;
      const at = Number(rest.readBigInt64BE(8) / 1000n);
      tell({ at, text: rest.toString('utf8', HEADER, HEADER + length).replace(/\n$/, '') });
      rest = rest.subarray(HEADER + length);
    }
  };
}

/** Takes apart what a process writes past its runtime: a log event for each line. `end` gives a last line without break. */
export function readLines(tell: (text: string) => void): { take(chunk: Uint8Array): void; end(): void } {
  const decoder = new TextDecoder();
  let rest = '';
  const say = (text: string) => {
    if (text !== '') tell(text);
  };
  return {
    take(chunk) {
      const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) say(line.replace(/\r$/, ''));
    },
    end() {
      say(rest);
      rest = '';
    },
  };
}
