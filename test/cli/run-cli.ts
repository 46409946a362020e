/**
 * Runs `main` in this process with streams of its own: nothing of the real process is touched. A stream is a terminal
 * when it has columns. What a terminal shows is in `screen`; what was written is in `stdout` and `stderr`.
 */
import { EventEmitter } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { screenText } from '../../scripts/screen.ts';
import { main } from '../../src/cli/main.ts';
import type { OutputStream, ProcessLike, SignalName } from '../../src/cli/surroundings.ts';
import type { UseCases } from '../../src/cli/use-cases.ts';

export interface CliOptions {
  /** Both output streams are terminals this wide; without it they are pipes. */
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly directory?: string;
  /** Typed at the terminal, a line each, when a question is asked; `^C` and `^D` are those keys. */
  readonly typed?: readonly string[];
  readonly useCases?: Partial<UseCases>;
  /** Is given what sends a signal. */
  readonly signals?: (signal: (name: SignalName) => void) => void;
  /** Is given every piece of stdout as it was written. */
  readonly bytes?: (chunk: Uint8Array) => void;
  /** Called with every piece of stderr, and with what sends a signal. */
  readonly watch?: (written: string, signal: (name: SignalName) => void) => void;
}

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams as a terminal shows them, in the order they were written. */
  readonly screen: string;
  readonly lines: readonly unknown[];
}

export async function runCli(argv: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const { columns, env = {}, directory = '/nowhere', typed = [], useCases, watch } = options;
  const written = { stdout: '', stderr: '', both: '' };
  const signals = new EventEmitter();
  options.signals?.((signal) => signals.emit(signal));
  const stdin = Object.assign(new PassThrough(), { isTTY: columns !== undefined, setRawMode: () => stdin });
  const answers = [...typed];
  const stream = (name: 'stdout' | 'stderr') =>
    terminal(columns, (text, chunk) => {
      if (name === 'stdout') options.bytes?.(chunk);
      written[name] += text;
      written.both += columns === undefined ? text : text.replaceAll(/(?<!\r)\n/g, '\r\n');
      if (name !== 'stderr') return;
      watch?.(text, (signal) => signals.emit(signal));
      if (answers.length === 0 || !/[\]:?)] $/.test(stripVTControlCharacters(text))) return;
      const answer = answers.shift() ?? '';
      setTimeout(() => stdin.write(KEYS[answer] ?? `${answer}\r`), 5);
    });
  const process: ProcessLike = {
    argv: ['node', 'proxywebhook', ...argv],
    env,
    stdin,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    cwd: () => directory,
    on: (signal, listener) => signals.on(signal, listener),
    off: (signal, listener) => signals.off(signal, listener),
  };
  const code = await main(process, useCases);
  stdin.destroy();
  return {
    code,
    stdout: written.stdout,
    stderr: written.stderr,
    screen: screenText(written.both, columns ?? 10_000),
    get lines() {
      return written.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
    },
  };
}

const KEYS: Readonly<Record<string, string>> = { '^C': '\u0003', '^D': '\u0004' };

/** A stream as `tty.WriteStream` is one: it knows its width, and moves its cursor by writing. */
export function terminal(
  columns: number | undefined,
  wrote: (text: string, chunk: Uint8Array) => void,
): OutputStream {
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      wrote(String(chunk), Buffer.from(chunk));
      done();
    },
  });
  if (columns === undefined) return stream;
  return Object.assign(stream, {
    isTTY: true,
    columns,
    cursorTo: (x: number) => stream.write(`\u001B[${x + 1}G`),
    moveCursor: (_: number, y: number) => y < 0 && stream.write(`\u001B[${-y}A`),
    clearLine: (_: number) => stream.write('\u001B[K'),
  });
}
