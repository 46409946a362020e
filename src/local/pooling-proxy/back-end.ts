import { DatabaseRefused, type LoggedIn, type LoginRequest, logIn } from './login/back-login.ts';
import { FRESH, type SessionState, type StateStep, withDatabase } from './session-state.ts';
import { writeTo } from './wire/byte-reader.ts';
import { CAPABILITY } from './wire/capabilities.ts';
import { COMMAND, type ResponseShape } from './wire/commands.ts';
import { ERR, fieldsOf, frame, LONGEST_FRAME, NULL, readError } from './wire/packets.ts';
import { type Outcome, trackResponse } from './wire/response.ts';

/** A connection to the database, and what is known of its session. */
export interface BackEnd {
  readonly threadId: number;
  readonly serverVersion: string;
  /** Whose sessions may use it. */
  readonly username: string;
  readonly capabilities: number;
  readonly alive: boolean;
  state: SessionState;
  /** The session holds what is not in its state: it must be reset before somebody else gets it. */
  untracked: boolean;
  /** The clients that used it last, and whose LAST_INSERT_ID() it has. */
  lastClient: number | undefined;
  insertIdOf: number | undefined;
  /** Called when the connection ends by itself: for who borrowed it, and for the pool. */
  whenLost: (() => void) | undefined;
  whenEnded: (() => void) | undefined;
  write(bytes: Buffer): Promise<void>;
  /** Reads the answer to what was written, and hands it on piece by piece. */
  relay(shape: Exclude<ResponseShape, 'none'>, pass: (chunk: Buffer) => Promise<void>): Promise<Outcome>;
  /** A command of the proxy's own. Rejects with DatabaseRefused when the server answers with an error. */
  ask(code: number, text?: string): Promise<Outcome>;
  /** The rows of a query of the proxy's own, all values as text. */
  rows(sql: string): Promise<readonly (readonly (string | undefined)[])[]>;
  /** Forgets everything the session has set, but its database. */
  reset(): Promise<void>;
  take(step: StateStep): Promise<void>;
  /** Says goodbye and resolves when the server has closed it. */
  end(): Promise<void>;
  destroy(): void;
}

const GOODBYE_TIMEOUT = 2_000;
/** A server counts a connection a moment longer than the connection lives. */
const FORGOTTEN_AFTER = 10;

export async function openBackEnd(request: LoginRequest, username = request.user.username): Promise<BackEnd> {
  const { socket, reader, threadId, serverVersion }: LoggedIn = await logIn(request);
  const closed = new Promise<void>((resolve) => {
    if (socket.closed) resolve();
    socket.once('close', () => {
      resolve();
      if (ending) return;
      backEnd.whenLost?.();
      backEnd.whenEnded?.();
    });
  });
  let ending = false;

  const backEnd: BackEnd = {
    threadId,
    serverVersion,
    username,
    capabilities: request.capabilities,
    get alive() {
      return !ending && !socket.destroyed && socket.readable && socket.writable;
    },
    state: FRESH,
    untracked: false,
    lastClient: undefined,
    insertIdOf: undefined,
    whenLost: undefined,
    whenEnded: undefined,
    write: (bytes) => writeTo(socket, bytes),
    relay,
    ask: async (code, text) => (await whole(code, text)).outcome,
    rows: async (sql) => rowsOf((await whole(COMMAND.query, sql)).bytes),
    async reset() {
      await whole(COMMAND.resetConnection);
      // The server derived this mode from the login, and a reset forgets it.
      if ((request.capabilities & CAPABILITY.ignoreSpace) !== 0)
        await whole(COMMAND.query, "SET SESSION sql_mode = CONCAT(@@sql_mode, ',IGNORE_SPACE')");
      Object.assign(backEnd, { untracked: false, insertIdOf: undefined });
      backEnd.state = withDatabase(FRESH, backEnd.state.database);
    },
    async take(step) {
      if (step.kind === 'reset') await backEnd.reset();
      else if (step.kind === 'database') await whole(COMMAND.initDatabase, step.name);
      else await whole(COMMAND.query, step.sql);
    },
    async end() {
      ending = true;
      if (socket.destroyed) return;
      socket.resume();
      socket.end(frame(0, Buffer.from([COMMAND.quit])));
      const timer = setTimeout(() => socket.destroy(), GOODBYE_TIMEOUT);
      await closed;
      clearTimeout(timer);
      await new Promise((resolve) => setTimeout(resolve, FORGOTTEN_AFTER));
    },
    destroy: () => socket.destroy(),
  };
  return backEnd;

  async function relay(
    shape: Exclude<ResponseShape, 'none'>,
    pass: (chunk: Buffer) => Promise<void>,
  ): Promise<Outcome> {
    const tracker = trackResponse(shape);
    for (;;) {
      const chunk = await reader.some();
      const end = tracker.feed(chunk);
      await pass(chunk.subarray(0, end));
      if (end === undefined) continue;
      // A server speaks only when it is asked: whatever more there is, this connection cannot be trusted.
      if (end < chunk.length) socket.destroy();
      return tracker.outcome;
    }
  }

  async function whole(
    code: number,
    text = '',
  ): Promise<{ readonly outcome: Outcome; readonly bytes: Buffer }> {
    const chunks: Buffer[] = [];
    await writeTo(socket, frame(0, Buffer.concat([Buffer.from([code]), Buffer.from(text, 'utf8')])));
    const outcome = await relay(code === COMMAND.query ? 'results' : 'one', async (chunk) => {
      chunks.push(chunk);
    });
    const bytes = Buffer.concat(chunks);
    const error = outcome.error === undefined ? undefined : payloadsOf(bytes).find(([kind]) => kind === ERR);
    if (error !== undefined) throw new DatabaseRefused(readError(error));
    return { outcome, bytes };
  }
}

/** The rows of a small result in the text protocol. */
function rowsOf(bytes: Buffer): readonly (readonly (string | undefined)[])[] {
  const payloads = payloadsOf(bytes);
  const columns = payloads[0]?.[0] ?? 0;
  return payloads.slice(columns + 2, -1).map((payload) => {
    const fields = fieldsOf(payload);
    return Array.from({ length: columns }, () => {
      if (fields.next === NULL) return void fields.integer(1);
      return fields.bytes(Number(fields.lengthEncoded())).toString('utf8');
    });
  });
}

function payloadsOf(bytes: Buffer): readonly Buffer[] {
  const payloads: Buffer[] = [];
  for (let offset = 0; offset + 4 <= bytes.length; ) {
    const length = Math.min(bytes.readUIntLE(offset, 3), LONGEST_FRAME);
    payloads.push(bytes.subarray(offset + 4, offset + 4 + length));
    offset += 4 + length;
  }
  return payloads;
}
