// Stands in front of the pooling proxy, ends TLS with the proxy's own certificate and makes it anew towards the proxy, so that
// every packet is seen that a client sends: MySQL's client/server protocol asks for TLS in clear text and goes on inside.
//
// - `commands` holds each command of each connection in order: its code, the length of its text, and the text's beginning. What
//   belongs to a login is none.
// - A connection that does not ask for TLS is passed on and counted in `inClearText`: there must be none.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, TLSSocket } from 'node:tls';

export interface RecordedCommand {
  readonly connection: number;
  /** `0x03`: a query; MySQL's client/server protocol, "Command Phase". */
  readonly code: number;
  /** Of the text, in bytes. */
  readonly bytes: number;
  readonly text: string;
}

export interface PacketRecorder {
  readonly port: number;
  readonly commands: readonly RecordedCommand[];
  /** Numbers of the connections that have ended. */
  readonly ended: ReadonlySet<number>;
  connections(): number;
  inClearText(): number;
  stop(): Promise<void>;
}

export async function startPacketRecorder(
  target: number,
  certificate: { readonly key: string; readonly certificate: string; readonly authority: string },
): Promise<PacketRecorder> {
  const commands: RecordedCommand[] = [];
  const ended = new Set<number>();
  const open = new Set<Socket>();
  const counts = { connections: 0, inClearText: 0 };
  const secureContext = createSecureContext({ key: certificate.key, cert: certificate.certificate });

  const server = createServer({ noDelay: true }, (client) => {
    counts.connections += 1;
    const connection = counts.connections;
    const upstream = connect({ host: '127.0.0.1', port: target, noDelay: true });
    open.add(client).add(upstream);
    joinEnds(client, upstream, () => {
      ended.add(connection);
      open.delete(client);
      open.delete(upstream);
    });
    const record = commandReader((command) => commands.push({ connection, ...command }));
    const greet = (greeting: Buffer) => client.write(greeting);
    upstream.on('data', greet);
    client.once('data', (first: Buffer) => {
      upstream.off('data', greet);
      upstream.write(first.subarray(0, SSL_REQUEST));
      if (!asksForTls(first)) {
        counts.inClearText += 1;
        upstream.write(first.subarray(SSL_REQUEST));
        client.pipe(upstream).pipe(client);
        return;
      }
      // What followed at once belongs to TLS, which reads it from the socket's buffer.
      client.pause();
      if (first.length > SSL_REQUEST) client.unshift(first.subarray(SSL_REQUEST));
      const inside = new TLSSocket(client, { isServer: true, secureContext });
      const beyond = connectTls({ socket: upstream, ca: certificate.authority, servername: 'localhost' });
      joinEnds(inside, beyond, () => {});
      inside.on('data', (chunk: Buffer) => {
        record(chunk);
        beyond.write(chunk);
      });
      beyond.on('data', (chunk: Buffer) => inside.write(chunk));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    commands,
    ended,
    connections: () => counts.connections,
    inClearText: () => counts.inClearText,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

const CLIENT_SSL = 0x0800;
/** A packet's header and the fixed part of a login, which is all that a request for TLS has. */
const SSL_REQUEST = 36;

function asksForTls(first: Buffer): boolean {
  return (
    first.length >= SSL_REQUEST &&
    first.readUIntLE(0, 3) === SSL_REQUEST - 4 &&
    (first.readUInt32LE(4) & CLIENT_SSL) !== 0
  );
}

/** Reads commands, which are the packets that begin a conversation anew: their sequence number is 0. */
function commandReader(found: (command: Omit<RecordedCommand, 'connection'>) => void) {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 4) {
      const length = rest.readUIntLE(0, 3);
      if (rest.length < 4 + length) return;
      const payload = rest.subarray(4, 4 + length);
      if (rest[3] === 0)
        found({ code: payload[0] ?? 0, bytes: length - 1, text: payload.subarray(1, 200).toString('utf8') });
      rest = rest.subarray(4 + length);
    }
  };
}

function joinEnds(one: Socket, other: Socket, closed: () => void): void {
  for (const [here, there] of [
    [one, other],
    [other, one],
  ] as const) {
    here.on('error', () => there.destroy());
    here.on('end', () => there.end());
    here.on('close', () => {
      there.destroySoon();
      closed();
    });
  }
}
