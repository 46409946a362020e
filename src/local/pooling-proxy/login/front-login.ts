import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import type { PoolingProxyOptions } from '../options.ts';
import { type ByteReader, byteReader } from '../wire/byte-reader.ts';
import { CAPABILITY, OFFERED, STATUS } from '../wire/capabilities.ts';
import { fieldsOf, frame, type ServerError } from '../wire/packets.ts';
import { type Channel, type Claim, LoginRefused, proveIdentity } from './identity.ts';

/** What the proxy says of itself, and by what it judges a login. */
export interface LoginDesk {
  readonly options: Pick<
    PoolingProxyOptions,
    'users' | 'auth' | 'clientPasswordAuth' | 'verifyToken' | 'requireTls'
  >;
  readonly secureContext: SecureContext;
  /** Number the client is told as its connection's. */
  readonly connection: number;
  readonly serverVersion: string;
  /** Port the proxy listens on. */
  readonly port: number;
  /** Who has logged in with the password itself since the proxy started: a scramble is enough then. */
  readonly remembered: Set<string>;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** A client that has proved who it is; its answer is still to be sent, with the number `sequence`. */
export interface AdmittedClient extends Channel {
  readonly username: string;
  readonly capabilities: number;
  readonly collation: number;
  readonly database: string | undefined;
  readonly sequence: number;
}

/** Greets a client, takes it to TLS and lets it log in. Rejects with LoginRefused, or StreamEnded. */
export async function admit(plain: Socket, desk: LoginDesk): Promise<AdmittedClient> {
  const nonce = freshNonce();
  plain.write(frame(0, greeting(desk, nonce)));
  let reader = byteReader(plain);
  let socket: Socket | TLSSocket = plain;
  let packet = await reader.packet();
  const secure = (fieldsOf(packet.payload).integer(4) & CAPABILITY.ssl) !== 0;
  if (secure) {
    ({ socket, reader } = await upgraded(plain, reader, desk.secureContext));
    packet = await reader.packet();
  }
  const channel = { socket, reader, secure, host: hostOf(socket), nonce };
  const response = readResponse(packet.payload);
  if (!secure && (desk.options.requireTls ?? true))
    throw new LoginRefused(
      socket,
      response.username,
      TLS_REQUIRED,
      packet.sequence + 1,
      'it came without TLS',
    );
  const claim: Claim = { ...response, sequence: packet.sequence };
  const sequence = await proveIdentity(channel, claim, desk);
  return { ...channel, ...response, sequence };
}

// RDS User Guide, "Troubleshooting for RDS Proxy".
const TLS_REQUIRED: ServerError = {
  code: 3159,
  state: 'HY000',
  message: 'This RDS Proxy requires TLS connections.',
};

async function upgraded(
  plain: Socket,
  reader: ByteReader,
  secureContext: SecureContext,
): Promise<{ readonly socket: TLSSocket; readonly reader: ByteReader }> {
  reader.detach();
  const socket = new TLSSocket(plain, { isServer: true, secureContext });
  socket.on('error', () => plain.destroy());
  await Promise.race([
    once(socket, 'secure'),
    once(socket, 'close').then(() => Promise.reject(new Error('closed'))),
  ]);
  return { socket, reader: byteReader(socket) };
}

/** The name the client looked up, as it told it to TLS; without one the address. */
function hostOf(socket: Socket | TLSSocket): string {
  const name: unknown = 'servername' in socket ? socket.servername : undefined;
  return typeof name === 'string' && name !== '' ? name : (socket.localAddress ?? '127.0.0.1');
}

/** 20 bytes, none of which ends a text. */
export function freshNonce(): Buffer {
  return Buffer.from(randomBytes(20).map((byte) => (byte & 0x7f) % 127 || 1));
}

function greeting({ connection, serverVersion, options }: LoginDesk, nonce: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32LE(connection >>> 0, 0);
  const middle = Buffer.alloc(19);
  middle.writeUInt16LE(OFFERED & 0xffff, 0);
  middle[2] = 45; // utf8mb4_general_ci, which MySQL and MariaDB both have
  middle.writeUInt16LE(STATUS.autocommit, 3);
  middle.writeUInt16LE(OFFERED >>> 16, 5);
  middle[7] = 21;
  return Buffer.concat([
    Buffer.from([10]),
    Buffer.from(`${serverVersion}\0`, 'latin1'),
    head.subarray(0, 4),
    nonce.subarray(0, 8),
    Buffer.alloc(1),
    middle.subarray(0, 18),
    nonce.subarray(8),
    Buffer.alloc(1),
    Buffer.from(`${options.clientPasswordAuth ?? 'caching_sha2_password'}\0`, 'latin1'),
  ]);
}

interface Response {
  readonly capabilities: number;
  readonly collation: number;
  readonly username: string;
  readonly proof: Buffer;
  readonly database: string | undefined;
  readonly plugin: string;
}

/** The client's answer to the greeting (MySQL 8.4 internals, "Protocol::HandshakeResponse41"). */
function readResponse(payload: Buffer): Response {
  const fields = fieldsOf(payload);
  const capabilities = fields.integer(4);
  const has = (flag: number): boolean => (capabilities & OFFERED & flag) !== 0;
  fields.integer(4);
  const collation = fields.integer(1);
  fields.bytes(23);
  const username = fields.upToNul().toString('utf8');
  const length = has(CAPABILITY.lengthEncodedAuth) ? Number(fields.lengthEncoded()) : fields.integer(1);
  const proof = Buffer.from(fields.bytes(length));
  const database = has(CAPABILITY.connectWithDatabase) ? fields.upToNul().toString('utf8') : '';
  const plugin = has(CAPABILITY.pluginAuth) ? fields.upToNul().toString('latin1') : 'mysql_native_password';
  return {
    capabilities: capabilities & OFFERED,
    collation,
    username,
    proof,
    database: database === '' ? undefined : database,
    plugin,
  };
}
