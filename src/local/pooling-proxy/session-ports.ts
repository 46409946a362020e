import type { WorldClock } from '../world.ts';
import type { BackEnd } from './back-end.ts';
import type { AdmittedClient } from './login/front-login.ts';
import type { ProxyEvent } from './options.ts';
import type { SessionState } from './session-state.ts';
import type { Command } from './wire/commands.ts';

/** What a session asks of the pool: a connection that suits it. */
export interface SessionWish {
  readonly client: number;
  readonly username: string;
  readonly capabilities: number;
  readonly collation: number;
  /** The one the client named when it logged in. */
  readonly database: string | undefined;
  /** Undefined before the first connection, when the names of the client's character set are not known yet. */
  readonly state: SessionState | undefined;
}

export interface SessionPorts {
  readonly clock: WorldClock;
  /** Milliseconds. */
  readonly idleTimeout: number;
  borrow(wish: SessionWish): { readonly connection: Promise<BackEnd>; cancel(): void };
  giveBack(connection: BackEnd): void;
  discard(connection: BackEnd): Promise<void>;
  /** The character set and collation of a number, as SET takes them; known once there has been a connection. */
  namesOf(collation: number): string;
  /** Lets the client log in again as somebody else. Rejects with LoginRefused. */
  changeUser(client: AdmittedClient, command: Command): Promise<AdmittedClient>;
  tell(event: ProxyEvent): void;
}
