import type { Readable } from 'node:stream';
import { printable } from './text/printable.ts';
import { type Style, styleFor } from './text/style.ts';

/** The part of `process` that the command line needs; a test passes its own. */
export interface ProcessLike {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & {
    readonly isTTY?: boolean | undefined;
    /** Of a terminal: single keys instead of lines. */
    readonly setRawMode?: (raw: boolean) => unknown;
  };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  cwd(): string;
  on(signal: SignalName, listener: () => void): unknown;
  off(signal: SignalName, listener: () => void): unknown;
}

/** What interrupts: Ctrl-C, whoever ends processes, a terminal that is closed. */
export type SignalName = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

export type OutputStream = NodeJS.WritableStream & {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
};

/** One stream to write to, and how wide and colourful it may be. */
export interface Output {
  readonly stream: OutputStream;
  readonly isTerminal: boolean;
  /** Now; undefined when nothing limits the width. */
  readonly width: () => number | undefined;
  readonly style: Style;
  readonly write: (text: string) => void;
  /** Writes a text and ends its line. */
  readonly line: (text?: string) => void;
  /** Writes as it is, whatever it holds. Resolves when it is written, to whether somebody still reads. */
  readonly exactly: (content: string | Uint8Array) => Promise<boolean>;
}

/** Where a command runs: decided once, from streams and environment. */
export interface Surroundings {
  /** Results. */
  readonly stdout: Output;
  /** Progress, questions and errors. */
  readonly stderr: Output;
  readonly stdin: ProcessLike['stdin'];
  readonly env: ProcessLike['env'];
  readonly directory: string;
  /** Whether a block that redraws itself may be drawn on stderr. */
  readonly live: boolean;
  /** Whether someone is there to answer a question. */
  readonly canAsk: boolean;
}

/**
 * The narrowest terminal that a live block is drawn on. One that tells no width (0: a container's, one that `script` makes) is none:
 * ora divides by it, and would count lines for ever.
 */
export const LIVE_COLUMNS = 60;

/** Looks around: terminals, widths, colours (NO_COLOR, FORCE_COLOR, TERM), CI. Broken pipes are swallowed from here on. */
export function surroundingsOf(
  process: ProcessLike,
  stdout = outputTo(process.stdout, process.env),
): Surroundings {
  const { env, stdin } = process;
  // A terminal that was closed cannot be read.
  stdin.on('error', () => {});
  const ci = !['', '0', 'false', undefined].includes(env.CI);
  const stderr = outputTo(process.stderr, env);
  return {
    stdout,
    stderr,
    stdin,
    env,
    directory: process.cwd(),
    live: stderr.isTerminal && !ci && env.TERM !== 'dumb' && (process.stderr.columns ?? 80) >= LIVE_COLUMNS,
    canAsk: stdin.isTTY === true && stderr.isTerminal && !ci,
  };
}

/** Nobody reads any more: a pipe was closed, or a terminal (EIO). */
const GONE: ReadonlySet<string> = new Set(['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED']);

/** One of them alone. */
export function outputTo(stream: OutputStream, env: ProcessLike['env']): Output {
  let broken = false;
  // `proxywebhook up | head` must not end a deployment: what nobody reads is not written.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!GONE.has(error.code ?? '')) throw error;
    broken = true;
  });
  const write = (text: string) => {
    if (!broken && text !== '') stream.write(text);
  };
  const isTerminal = stream.isTTY === true;
  return {
    stream,
    isTerminal,
    width: () => positive(stream.columns) ?? positive(Number(env.COLUMNS)) ?? (isTerminal ? 80 : undefined),
    style: styleFor(wantsColour(isTerminal, env)),
    write,
    line: (text = '') => write(`${printable(text)}\n`),
    exactly: (content) =>
      new Promise((resolve) => {
        if (broken) resolve(false);
        else stream.write(content, (error) => resolve(error === undefined || error === null));
      }),
  };
}

// As Node.js decides (tty.WriteStream.getColorDepth): FORCE_COLOR before NO_COLOR before the terminal's own.
function wantsColour(isTerminal: boolean, env: ProcessLike['env']): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = env;
  if (force !== undefined) return force !== '0' && force !== 'false';
  return isTerminal && (no === undefined || no === '') && term !== 'dumb';
}

function positive(columns: number | undefined): number | undefined {
  return columns !== undefined && columns > 0 ? columns : undefined;
}
