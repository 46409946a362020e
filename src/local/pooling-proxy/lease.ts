import type { BackEnd } from './back-end.ts';
import { applied, changeAfter } from './session-changes.ts';
import type { SessionPorts, SessionWish } from './session-ports.ts';
import { FRESH, type SessionState, stepsBetween, withDatabase, withSetting } from './session-state.ts';
import type { StateChange } from './statements/classify.ts';
import { type PinReason, pinMessage } from './statements/pin-reasons.ts';

/** Who a session is, as far as it matters to the connections that suit it. */
export type Borrower = Omit<SessionWish, 'state'>;

/** A session's database connection, for as long as it has one, and the state it takes from one to the next. */
export interface Lease {
  readonly connection: BackEnd | undefined;
  readonly pinned: boolean;
  /**
   * The connection it has, or one from the pool brought into the session's state. Rejects with BorrowTimeout,
   * DatabaseRefused, or StreamEnded.
   */
  take(): Promise<BackEnd>;
  /** Gives up waiting. */
  cancel(): void;
  /** Carries over what a statement changed. */
  follow(change: StateChange): Promise<void>;
  pin(reason: PinReason, bytes: number): void;
  /** Another session can have it; what this one left in it is removed first, when there may be something. */
  giveBack(reset: boolean): Promise<void>;
  /** Nobody can have it. */
  discard(): Promise<void>;
  /** What COM_RESET_CONNECTION does: all but the database is forgotten; a pinned session stays pinned. */
  forget(): Promise<void>;
}

/** `lost` is called when the connection ends by itself. */
export function sessionLease(
  borrower: Borrower,
  ports: Pick<SessionPorts, 'borrow' | 'giveBack' | 'discard' | 'namesOf' | 'tell'>,
  lost: () => void,
): Lease {
  const { database } = borrower;
  let connection: BackEnd | undefined;
  let state: SessionState | undefined;
  let pinned = false;
  let cancel = (): void => {};

  const initialState = (name: string | undefined): SessionState =>
    withSetting(withDatabase(FRESH, name), 'names', ports.namesOf(borrower.collation));

  async function take(): Promise<BackEnd> {
    if (connection !== undefined) return connection;
    const borrowing = ports.borrow({ ...borrower, state });
    cancel = borrowing.cancel;
    const backEnd = await borrowing.connection;
    cancel = () => {};
    try {
      state ??= initialState(database);
      await bring(backEnd, state);
    } catch (error) {
      await ports.discard(backEnd);
      throw error;
    }
    backEnd.lastClient = borrower.client;
    backEnd.whenLost = lost;
    connection = backEnd;
    return backEnd;
  }

  async function discard(): Promise<void> {
    const backEnd = connection;
    connection = undefined;
    pinned = false;
    if (backEnd === undefined) return;
    backEnd.whenLost = undefined;
    await ports.discard(backEnd);
  }

  async function giveBack(reset: boolean): Promise<void> {
    const backEnd = connection;
    if (backEnd === undefined) return;
    try {
      if (reset || backEnd.untracked) await backEnd.reset();
    } catch {
      return discard();
    }
    if (!backEnd.alive) return discard();
    connection = undefined;
    pinned = false;
    backEnd.whenLost = undefined;
    ports.giveBack(backEnd);
  }

  return {
    get connection() {
      return connection;
    },
    get pinned() {
      return pinned;
    },
    take,
    cancel: () => cancel(),
    async follow(change) {
      if (connection === undefined) return;
      if (change.kind === 'untracked') connection.untracked = true;
      const known = await changeAfter(change, connection);
      state = applied(state ?? FRESH, known);
      connection.state = applied(connection.state, known);
    },
    pin(reason, bytes) {
      if (pinned || connection === undefined) return;
      pinned = true;
      const { threadId } = connection;
      const message = pinMessage(threadId, reason);
      ports.tell({
        kind: 'pinned',
        client: borrower.client,
        databaseConnection: threadId,
        reason,
        bytes,
        message,
      });
    },
    giveBack,
    discard,
    async forget() {
      if (state !== undefined) state = initialState(state.database);
      if (connection === undefined || !pinned) return giveBack(true);
      await connection.reset();
      await bring(connection, state ?? initialState(database));
    },
  };
}

async function bring(backEnd: BackEnd, wanted: SessionState): Promise<void> {
  const steps = stepsBetween(backEnd.state, wanted);
  if (steps === undefined)
    throw new Error('The pool lent a connection that cannot be brought into the session.');
  for (const step of steps) await backEnd.take(step);
  backEnd.state = wanted;
}
