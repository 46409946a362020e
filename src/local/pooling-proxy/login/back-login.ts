import { once } from 'node:events';
import { connect as connectSocket, isIP, type Socket } from 'node:net';
import { type TLSSocket, connect as upgrade } from 'node:tls';
import type { DatabaseUser, PoolingProxyOptions } from '../options.ts';
import { type ByteReader, byteReader, StreamEnded } from '../wire/byte-reader.ts';
import { CAPABILITY, capabilitiesBehind } from '../wire/capabilities.ts';
import {
  EOF,
  ERR,
  fieldsOf,
  frame,
  lengthEncoded,
  MORE_DATA,
  OK,
  readError,
  type ServerError,
} from '../wire/packets.ts';
import { encryptedPassword, isPasswordPlugin, scramble } from './scramble.ts';

/** The database answered a login with an error. */
export class DatabaseRefused extends Error {
  readonly code: number;
  /** SQLSTATE. */
  readonly state: string;

  constructor({ code, state, message }: ServerError) {
    super(message);
    this.name = 'DatabaseRefused';
    this.code = code;
    this.state = state;
  }
}

/** The secret holds no password for a user. */
export class NoCredentials extends Error {
  constructor() {
    super('There is no password for this user.');
    this.name = 'NoCredentials';
  }
}

export interface LoggedIn {
  readonly socket: Socket | TLSSocket;
  readonly reader: ByteReader;
  readonly threadId: number;
  readonly serverVersion: string;
  /** Status flags after the login. */
  readonly status: number;
}

export interface LoginRequest {
  readonly backend: PoolingProxyOptions['backend'];
  readonly user: DatabaseUser;
  /** Those of the client that asks. */
  readonly capabilities: number;
  /** Number of a collation, one byte. */
  readonly collation: number;
}

const LOGIN_TIMEOUT = 5_000;

/** Opens a connection to the database and logs in. Rejects with DatabaseRefused, or with what the system said. */
export async function logIn(request: LoginRequest): Promise<LoggedIn> {
  const { host, port } = request.backend;
  const socket = connectSocket({ host, port, noDelay: true });
  socket.on('error', () => {});
  const timer = setTimeout(
    () => socket.destroy(Object.assign(new Error('no login in time'), { code: 'ETIMEDOUT' })),
    LOGIN_TIMEOUT,
  );
  try {
    const failure = once(socket, 'close').then(() => Promise.reject(socket.errored ?? new Error('closed')));
    failure.catch(() => {});
    return await Promise.race([converse(socket, request), failure]);
  } catch (error) {
    socket.destroy();
    throw error instanceof StreamEnded && socket.errored !== null ? socket.errored : error;
  } finally {
    clearTimeout(timer);
  }
}

async function converse(plain: Socket, request: LoginRequest): Promise<LoggedIn> {
  let reader = byteReader(plain);
  let socket: Socket | TLSSocket = plain;
  const first = await reader.packet();
  const greeting = readGreeting(first.payload);
  const tls = request.backend.tls;
  const wanted = capabilitiesBehind(request.capabilities) | (tls === undefined ? 0 : CAPABILITY.ssl);
  const capabilities = wanted & (greeting.capabilities | CAPABILITY.longPassword);
  if (tls !== undefined && (capabilities & CAPABILITY.ssl) === 0)
    throw new Error('The database offers no TLS.');

  const opening = Buffer.alloc(32);
  opening.writeUInt32LE(capabilities >>> 0, 0);
  opening.writeUInt32LE(0x4000_0000, 4);
  opening[8] = request.collation;
  let sequence = first.sequence + 1;
  if (tls !== undefined) {
    plain.write(frame(sequence, opening));
    sequence += 1;
    reader.detach();
    socket = await secured(plain, tls);
    reader = byteReader(socket);
  }
  const { username, password } = request.user;
  const plugin = isPasswordPlugin(greeting.plugin) ? greeting.plugin : 'mysql_native_password';
  const response = Buffer.concat([
    opening,
    Buffer.from(`${username}\0`, 'utf8'),
    lengthEncoded(scramble(plugin, password, greeting.nonce)),
    Buffer.from(`${plugin}\0`, 'latin1'),
  ]);
  socket.write(frame(sequence, response));
  const status = await authenticated(socket, reader, { ...greeting, password, secure: tls !== undefined });
  return { socket, reader, threadId: greeting.threadId, serverVersion: greeting.version, status };
}

async function secured(
  plain: Socket,
  { ca, servername }: { ca: string; servername: string },
): Promise<TLSSocket> {
  // An address is no name that TLS could send (RFC 6066): the certificate is checked for it all the same.
  const name = isIP(servername) > 0 ? { host: servername } : { servername };
  const socket = upgrade({ socket: plain, ca, ...name });
  await once(socket, 'secureConnect');
  socket.on('error', () => {});
  return socket;
}

interface Authentication {
  readonly nonce: Buffer;
  readonly password: string;
  readonly secure: boolean;
}

/** Answers what the server asks until it says OK; gives its status. */
async function authenticated(
  socket: Socket | TLSSocket,
  reader: ByteReader,
  { nonce: first, password, secure }: Authentication,
): Promise<number> {
  let nonce = first;
  for (;;) {
    const { sequence, payload } = await reader.packet();
    const answer = (content: Buffer): unknown => socket.write(frame(sequence + 1, content));
    switch (payload[0]) {
      case OK: {
        const fields = fieldsOf(payload.subarray(1));
        fields.lengthEncoded();
        fields.lengthEncoded();
        return fields.integer(2);
      }
      case ERR:
        throw new DatabaseRefused(readError(payload));
      case EOF: {
        const fields = fieldsOf(payload.subarray(1));
        const plugin = fields.upToNul().toString('latin1');
        if (!isPasswordPlugin(plugin)) throw new Error(`The database wants a login with ${plugin}.`);
        nonce = Buffer.from(fields.bytes(20));
        answer(scramble(plugin, password, nonce));
        break;
      }
      case MORE_DATA:
        if (payload[1] === FAST_SUCCESS) break;
        if (payload[1] !== FULL_LOGIN) answer(encryptedPassword(password, nonce, payload.subarray(1)));
        else answer(secure ? Buffer.from(`${password}\0`, 'utf8') : Buffer.from([ASK_FOR_KEY]));
        break;
      default:
        throw new Error('The database sent what is no part of a login.');
    }
  }
}

// MySQL 8.4 internals, "caching_sha2_password".
const ASK_FOR_KEY = 0x02;
const FAST_SUCCESS = 0x03;
const FULL_LOGIN = 0x04;

interface Greeting {
  readonly version: string;
  readonly threadId: number;
  readonly nonce: Buffer;
  readonly capabilities: number;
  readonly plugin: string;
}

function readGreeting(payload: Buffer): Greeting {
  if (payload[0] === ERR) throw new DatabaseRefused(readError(payload));
  const fields = fieldsOf(payload.subarray(1));
  const version = fields.upToNul().toString('latin1');
  const threadId = fields.integer(4);
  const start = fields.bytes(8);
  fields.bytes(1);
  const low = fields.integer(2);
  fields.bytes(3);
  const capabilities = low + fields.integer(2) * 0x1_0000;
  const length = fields.integer(1);
  fields.bytes(10);
  const end = fields.bytes(Math.max(13, length - 8)).subarray(0, 12);
  const plugin = fields.upToNul().toString('latin1');
  return { version, threadId, nonce: Buffer.concat([start, end]), capabilities, plugin };
}
