// A TCP proxy with one fault at a time. It stands in front of the pooling proxy, where it is the function's network, or
// between the pooling proxy and the database, where it is the database's. It knows no protocol, so TLS passes: what it
// counts are turns. A turn is what a client sends until it is answered: once a connection has logged in, a statement.
//
// - A fault holds for connections that are there and for new ones, until another is set. `set` resolves when it does.
// - `turn` counts from when the fault was set or, for a connection made later, from its first byte; the fault strikes at
//   that turn of each connection. 1 is the next statement of those that are idle; a login takes about five.
// - `times` ends a fault of turns by itself after as many strikes: what follows passes.
// - Bytes that a fault swallowed are lost: a connection that was struck stays silent, or is broken, for good.
// - `reset` and `end` are for what happens between requests: they break, or end in order, every connection there is.
// - The port is below those that systems give out by themselves, so that nobody takes it while nothing listens.
import { connect, type Server, type Socket } from 'node:net';
import { listen, sender } from './fault-proxy-sockets.ts';

export type Fault =
  | { readonly kind: 'none' }
  /** Nothing listens. */
  | { readonly kind: 'refuse' }
  | { readonly kind: 'reset-at-accept' }
  /** The turn does not reach the server; the connection is reset. */
  | ({ readonly kind: 'reset-before' } & Turn)
  /** The server has answered the turn; in place of the answer the connection is reset. */
  | ({ readonly kind: 'reset-after' } & Turn)
  /** Half of the answer's first bytes arrive, then the connection breaks. */
  | ({ readonly kind: 'torn-answer' } & Turn)
  /** Half of the turn's first bytes reach the server, then the connection breaks. */
  | ({ readonly kind: 'torn-turn' } & Turn)
  /** Every chunk is late, in both directions. */
  | { readonly kind: 'latency'; readonly milliseconds: number }
  /** The server takes the turn, no answer comes. */
  | ({ readonly kind: 'silence' } & Turn)
  /** Nothing comes through any more; connections are still accepted. */
  | { readonly kind: 'black-hole' };

interface Turn {
  readonly turn: number;
  readonly times?: number;
}

export interface FaultProxy {
  readonly port: number;
  set(fault: Fault): Promise<void>;
  /** Breaks every connection, towards both sides. */
  reset(): void;
  /** Ends every connection in order, as a server that closes idle ones. */
  end(): void;
  /** Connections there are. */
  connections(): number;
  /** Connections there were, the present ones included. */
  accepted(): number;
  /** How often a fault struck. */
  strikes(): number;
  /** Turns that clients took so far, on all connections. */
  turns(): number;
  stop(): Promise<void>;
}

const NONE: Fault = { kind: 'none' };

/** Starts the proxy on 127.0.0.1, before a port of the same address. */
export async function startFaultProxy(target: number): Promise<FaultProxy> {
  const links = new Set<Link>();
  const counts = { accepted: 0, strikes: 0, turns: 0 };
  let fault: Fault = NONE;
  let left = Number.POSITIVE_INFINITY;

  const situation: Situation = {
    fault: () => fault,
    strike: () => {
      counts.strikes += 1;
      left -= 1;
      if (left === 0) fault = NONE;
    },
    turned: () => {
      counts.turns += 1;
    },
    closed: (link) => links.delete(link),
  };
  const take = (client: Socket) => {
    counts.accepted += 1;
    if (fault.kind === 'reset-at-accept') {
      situation.strike();
      client.on('error', () => {});
      client.resetAndDestroy();
      return;
    }
    links.add(openLink(client, connect({ host: '127.0.0.1', port: target, noDelay: true }), situation));
  };

  const { server, port } = await listen(take);
  let listening: Server | undefined = server;
  async function close(): Promise<void> {
    const closing = listening;
    listening = undefined;
    // Nobody can connect any more once this was called; the connections there are do not count.
    closing?.close();
  }

  return {
    port,
    async set(next) {
      fault = next;
      left = 'times' in next && next.times !== undefined ? next.times : Number.POSITIVE_INFINITY;
      for (const link of links) link.faultChanged();
      if (next.kind === 'refuse') await close();
      else listening ??= (await listen(take, port)).server;
    },
    reset: () => {
      for (const link of links) link.break();
    },
    end: () => {
      for (const link of links) link.end();
    },
    connections: () => links.size,
    accepted: () => counts.accepted,
    strikes: () => counts.strikes,
    turns: () => counts.turns,
    async stop() {
      await close();
      for (const link of links) link.close();
    },
  };
}

interface Situation {
  fault(): Fault;
  strike(): void;
  turned(): void;
  closed(link: Link): void;
}

interface Link {
  faultChanged(): void;
  break(): void;
  close(): void;
  end(): void;
}

function openLink(client: Socket, server: Socket, situation: Situation): Link {
  const [toClient, toServer] = [sender(client), sender(server)];
  let turns = 0;
  /** The server has sent since the client did: what the client sends next is a turn. */
  let answered = true;
  /** The turn under way is the one that a fault is for. */
  let marked: Fault | undefined;
  let lost = false;
  const link: Link = {
    faultChanged: () => {
      turns = 0;
    },
    break: () => {
      reset(client);
      reset(server);
    },
    close: () => {
      client.destroy();
      server.destroy();
    },
    end: () => {
      client.end();
      server.end();
    },
  };
  const tear = (to: Socket, chunk: Buffer) => {
    to.write(chunk.subarray(0, Math.ceil(chunk.length / 2)), () => link.break());
    lost = true;
  };

  client.on('data', (chunk: Buffer) => {
    const fault = situation.fault();
    if (answered) {
      turns += 1;
      situation.turned();
      answered = false;
      marked = 'turn' in fault && fault.turn === turns ? fault : undefined;
      if (marked !== undefined) situation.strike();
    }
    if (lost) return;
    if (fault.kind === 'black-hole') {
      situation.strike();
      lost = true;
      return;
    }
    if (marked?.kind === 'reset-before') return link.break();
    if (marked?.kind === 'torn-turn') return tear(server, chunk);
    toServer(chunk, delayOf(fault));
  });
  server.on('data', (chunk: Buffer) => {
    answered = true;
    if (lost || situation.fault().kind === 'black-hole') {
      lost = true;
      return;
    }
    switch (marked?.kind) {
      case 'reset-after':
        return link.break();
      case 'torn-answer':
        return tear(client, chunk);
      case 'silence':
        lost = true;
        return;
      default:
        return toClient(chunk, delayOf(situation.fault()));
    }
  });
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on('error', () => reset(other));
    one.on('end', () => other.end());
    one.on('close', () => {
      other.destroySoon();
      situation.closed(link);
    });
  }
  return link;
}

/**
 * A socket that is closing in order already is not reset: libuv refuses that, and Node.js 20 then never gets rid of the handle and
 * spins when the process ends (`Environment::CleanupHandles`).
 */
function reset(socket: Socket): void {
  if (socket.writableEnded || socket.destroyed) socket.destroy();
  else socket.resetAndDestroy();
}

function delayOf(fault: Fault): number {
  return fault.kind === 'latency' ? fault.milliseconds : 0;
}
