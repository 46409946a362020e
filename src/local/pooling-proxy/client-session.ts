import type { BackEnd } from './back-end.ts';
import { type Lease, sessionLease } from './lease.ts';
import { DatabaseRefused } from './login/back-login.ts';
import type { AdmittedClient } from './login/front-login.ts';
import { BorrowTimeout } from './pool.ts';
import type { SessionPorts } from './session-ports.ts';
import { classify, type Verdict } from './statements/classify.ts';
import { LONGEST_UNPINNED } from './statements/pin-reasons.ts';
import { StreamEnded, writeTo } from './wire/byte-reader.ts';
import { capabilitiesBehind, STATUS } from './wire/capabilities.ts';
import { COMMAND, type Command, readCommand, responseShape } from './wire/commands.ts';
import { errorPayload, frame, okPayload, type ServerError } from './wire/packets.ts';
import type { Outcome } from './wire/response.ts';

export interface Session {
  readonly pinned: boolean;
  /** Resolves when the client has gone or is to go, and its connection is given back. Rejects with LoginRefused. */
  run(): Promise<void>;
}

type Answerable = Pick<Command, 'answerSequence' | 'rest'>;

// RDS User Guide, "RDS Proxy concepts": client connections live at most 24 hours.
const LONGEST_LIFE = 24 * 3_600_000;
const NOTHING_TO_FOLLOW: Verdict = { pin: undefined, changes: [], readsInsertId: false };

/** Serves one client that has logged in, from the answer to its login to its end. */
export function clientSession(id: number, admitted: AdmittedClient, ports: SessionPorts): Session {
  const { socket, reader } = admitted;
  const { clock } = ports;
  const endOfLife = clock.now() + LONGEST_LIFE;
  let client = admitted;
  let lease = leaseFor(client);
  let status: number = STATUS.autocommit;
  let insertId = 0n;
  let gone = false;
  /** A command is on its way through: what the connection would do next, nobody knows before it has passed. */
  let busy = false;

  return {
    get pinned() {
      return lease.pinned;
    },
    async run() {
      socket.once('close', () => {
        gone = true;
        lease.cancel();
      });
      try {
        await welcome();
        for (;;) {
          const command = await nextCommand();
          if (command.code === COMMAND.quit) break;
          await handle(command);
        }
      } catch (error) {
        if (!(error instanceof StreamEnded)) throw error;
      } finally {
        await leave();
      }
    },
  };

  function leaseFor({ username, capabilities, collation, database }: AdmittedClient): Lease {
    const behind = capabilitiesBehind(capabilities);
    const borrower = { client: id, username, capabilities: behind, collation, database };
    return sessionLease(borrower, ports, () => {
      if (!busy) socket.destroySoon();
    });
  }

  /** Answers the login; a database that the client named is looked for first. */
  async function welcome(): Promise<void> {
    const { sequence, database } = client;
    if (database !== undefined) {
      const found = await take({ answerSequence: () => sequence, rest: nothing });
      if (found === undefined) throw new StreamEnded();
      await settle();
    }
    await answer(sequence, okPayload(STATUS.autocommit));
  }

  async function nextCommand(): Promise<Command> {
    const patience = Math.min(ports.idleTimeout, endOfLife - clock.now());
    const timer = clock.after(patience, () => socket.destroySoon());
    try {
      return await readCommand(reader, LONGEST_UNPINNED);
    } finally {
      timer.cancel();
    }
  }

  async function handle(command: Command): Promise<void> {
    const shape = responseShape(command.code);
    switch (command.code) {
      case COMMAND.ping:
        if (lease.connection !== undefined) return forward(command, NOTHING_TO_FOLLOW);
        return answer(command.answerSequence(), okPayload(status));
      case COMMAND.resetConnection:
        forgetStatus();
        await lease.forget();
        return answer(command.answerSequence(), okPayload(status));
      case COMMAND.changeUser:
        return changeUser(command);
      case COMMAND.initDatabase: {
        const name = command.body.toString('utf8');
        return forward(command, { ...NOTHING_TO_FOLLOW, changes: [[{ kind: 'database', name }]] });
      }
      case COMMAND.query:
        return forward(command, verdictOf(command));
      case COMMAND.prepare:
        return forward(command, { ...NOTHING_TO_FOLLOW, pin: 'prepared-statement' });
      case COMMAND.setOption:
        return forward(command, { ...NOTHING_TO_FOLLOW, pin: 'session-setting' });
    }
    if (shape === undefined) return refuse(command, UNKNOWN_COMMAND);
    if (shape === 'none' && lease.connection === undefined) return drain(command);
    return forward(command, NOTHING_TO_FOLLOW);
  }

  function verdictOf({ body, complete, length }: Command): Verdict {
    if (!complete || length > LONGEST_UNPINNED) return { ...NOTHING_TO_FOLLOW, pin: 'long-statement' };
    const backslashEscapes = (status & STATUS.noBackslashEscapes) === 0;
    return classify(body.toString('utf8'), { backslashEscapes });
  }

  /** Sends a command on, its answer back, and then the connection to the pool, when nothing binds it to this session. */
  async function forward(command: Command, verdict: Verdict): Promise<void> {
    const backEnd = await take(command);
    if (backEnd === undefined) return;
    if (verdict.pin !== undefined) lease.pin(verdict.pin, command.length);
    const shape = responseShape(command.code) ?? 'one';
    let answered = false;
    busy = true;
    try {
      if (verdict.readsInsertId) await restoreInsertId(backEnd);
      await backEnd.write(command.bytes);
      for await (const chunk of command.rest()) await backEnd.write(chunk);
      if (shape !== 'none') {
        const outcome = await backEnd.relay(shape, (chunk) => {
          answered = true;
          return writeTo(socket, chunk);
        });
        const done = shape === 'one' && outcome.error === undefined ? 1 : outcome.results;
        for (const change of verdict.changes.slice(0, done).flat()) await lease.follow(change);
        await learn(backEnd, outcome);
      }
    } catch (error) {
      if (!answered && !gone && !backEnd.alive) await answer(command.answerSequence(), errorPayload(LOST));
      if (error instanceof StreamEnded || error instanceof DatabaseRefused) throw new StreamEnded();
      throw error;
    }
    busy = false;
    if (!gone) return settle();
    // RDS Proxy closes the database connection of a client that went in the middle of a request; here not before the
    // server is done with it, because until then it is one connection more.
    await lease.discard();
    throw new StreamEnded();
  }

  async function restoreInsertId(backEnd: BackEnd): Promise<void> {
    if (backEnd.insertIdOf === id) return;
    await backEnd.ask(COMMAND.query, `SET last_insert_id = ${insertId}`);
    backEnd.insertIdOf = id;
  }

  async function learn(backEnd: BackEnd, outcome: Outcome): Promise<void> {
    status = outcome.status ?? status;
    if (outcome.insertId !== 0n) {
      insertId = outcome.insertId;
      backEnd.insertIdOf = id;
    }
    // An error tells no status: whether the transaction survived it, only the server knows.
    if (outcome.error !== undefined && !lease.pinned && backEnd.alive)
      status = (await backEnd.ask(COMMAND.ping)).status ?? status;
  }

  /** A connection for a command; undefined when there is none and the client was told why. */
  async function take(command: Answerable): Promise<BackEnd | undefined> {
    const since = clock.now();
    try {
      if (gone) throw new StreamEnded();
      const backEnd = await lease.take();
      if (gone) throw new StreamEnded();
      return backEnd;
    } catch (error) {
      if (gone) throw new StreamEnded();
      if (error instanceof BorrowTimeout) {
        ports.tell({ kind: 'borrow-timeout', client: id, milliseconds: Math.round(clock.now() - since) });
        await refuse(command, { code: 9501, state: 'HY000', message: error.message });
      } else await refuse(command, error instanceof DatabaseRefused ? error : LOST);
      return undefined;
    }
  }

  async function settle(): Promise<void> {
    if (!lease.pinned && (status & STATUS.inTransaction) === 0) await lease.giveBack(false);
  }

  async function leave(): Promise<void> {
    if (busy) {
      lease.connection?.destroy();
      await lease.discard();
    }
    await lease.giveBack(lease.pinned || (status & STATUS.inTransaction) !== 0);
  }

  async function changeUser(command: Command): Promise<void> {
    await leave();
    forgetStatus();
    client = await ports.changeUser(client, command);
    lease = leaseFor(client);
    await welcome();
  }

  function forgetStatus(): void {
    status = STATUS.autocommit;
    insertId = 0n;
  }

  function answer(sequence: number, payload: Buffer): Promise<void> {
    return writeTo(socket, frame(sequence, payload));
  }

  async function refuse(command: Answerable, error: ServerError): Promise<void> {
    await drain(command);
    await answer(command.answerSequence(), errorPayload(error));
  }
}

async function drain(command: Answerable): Promise<void> {
  for await (const _ of command.rest());
}

async function* nothing(): AsyncGenerator<Buffer, void> {}

const UNKNOWN_COMMAND: ServerError = { code: 1047, state: '08S01', message: 'Unknown command' };
/** RDS User Guide, "Troubleshooting for RDS Proxy". */
const LOST: ServerError = { code: 1105, state: 'HY000', message: 'Unknown error' };
