import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type ByteReader, writeTo } from '../wire/byte-reader.ts';
import { EOF, frame, MORE_DATA, type ServerError } from '../wire/packets.ts';
import { refuseToken } from './connect-token.ts';
import type { LoginDesk } from './front-login.ts';
import { isPasswordPlugin, sameBytes, scramble } from './scramble.ts';

/** The conversation with one client. */
export interface Channel {
  readonly socket: Socket | TLSSocket;
  readonly reader: ByteReader;
  readonly secure: boolean;
  /** The name by which the client calls the proxy. */
  readonly host: string;
  readonly nonce: Buffer;
}

/** Who a client says it is, and its first attempt to prove it. */
export interface Claim {
  readonly username: string;
  readonly proof: Buffer;
  readonly plugin: string;
  /** Of the packet that it came in. */
  readonly sequence: number;
}

/** A login that is turned away: what the client is told, and what the proxy's owner is. */
export class LoginRefused extends Error {
  readonly socket: Socket | TLSSocket;
  readonly username: string;
  readonly answer: ServerError;
  readonly sequence: number;
  readonly reason: string;

  constructor(
    socket: Socket | TLSSocket,
    username: string,
    answer: ServerError,
    sequence: number,
    reason: string,
  ) {
    super(answer.message);
    this.name = 'LoginRefused';
    this.socket = socket;
    this.username = username;
    this.answer = answer;
    this.sequence = sequence;
    this.reason = reason;
  }
}

/** Lets a client prove who it is; gives the sequence number of the answer. Rejects with LoginRefused. */
export function proveIdentity(channel: Channel, claim: Claim, desk: LoginDesk): Promise<number> {
  return desk.options.auth === 'iam'
    ? proveByToken(channel, claim, desk)
    : proveByPassword(channel, claim, desk);
}

async function proveByToken(channel: Channel, claim: Claim, desk: LoginDesk): Promise<number> {
  const { username } = claim;
  const { verifyToken = (token, target) => refuseToken(token, target, desk.now()), users } = desk.options;
  if (!channel.secure) throw denied(channel, claim, claim.sequence + 1, 'a token is taken over TLS only');
  const { payload, sequence } = await ask(channel, claim.sequence + 1, 'mysql_clear_password');
  const token = withoutNul(payload);
  const known = (await users()).some((user) => user.username === username);
  const reason = known
    ? verifyToken(token, { username, host: channel.host, port: desk.port })
    : 'no secret holds this user';
  if (reason !== undefined) throw denied(channel, claim, sequence + 1, reason, token);
  return sequence + 1;
}

async function proveByPassword(channel: Channel, claim: Claim, desk: LoginDesk): Promise<number> {
  const { username } = claim;
  const advertised = desk.options.clientPasswordAuth ?? 'caching_sha2_password';
  let { proof, sequence } = claim;
  if (claim.plugin !== advertised || !isPasswordPlugin(claim.plugin)) {
    ({ payload: proof, sequence } = await ask(channel, sequence + 1, advertised));
  }
  const user = (await desk.options.users()).find((one) => one.username === username);
  if (user === undefined) throw denied(channel, claim, sequence + 1, 'no secret holds this user', 'x');
  const right = sameBytes(proof, scramble(advertised, user.password, channel.nonce));
  const memory = `${username}\0${user.password}`;
  if (advertised === 'mysql_native_password' || proof.length === 0) {
    if (!right) throw denied(channel, claim, sequence + 1, WRONG, proof.length === 0 ? '' : 'x');
    return sequence + 1;
  }
  if (right && (desk.remembered.has(memory) || !channel.secure)) {
    await writeTo(channel.socket, frame(sequence + 1, FAST_SUCCESS));
    return sequence + 2;
  }
  if (!channel.secure) throw denied(channel, claim, sequence + 1, WRONG, 'x');
  await writeTo(channel.socket, frame(sequence + 1, FULL_LOGIN));
  const full = await channel.reader.packet();
  const password = withoutNul(full.payload);
  if (!sameBytes(Buffer.from(password), Buffer.from(user.password)))
    throw denied(channel, claim, full.sequence + 1, WRONG, password);
  desk.remembered.add(memory);
  return full.sequence + 1;
}

const WRONG = "the password is not the secret's";

// MySQL 8.4 internals, "caching_sha2_password".
const FAST_SUCCESS = Buffer.from([MORE_DATA, 0x03]);
const FULL_LOGIN = Buffer.from([MORE_DATA, 0x04]);

/** Asks for a proof by another plugin (MySQL 8.4 internals, "Protocol::AuthSwitchRequest"). */
async function ask(
  { socket, reader, nonce }: Channel,
  sequence: number,
  plugin: string,
): Promise<{ readonly payload: Buffer; readonly sequence: number }> {
  const request = Buffer.concat([
    Buffer.from([EOF]),
    Buffer.from(`${plugin}\0`, 'latin1'),
    nonce,
    Buffer.alloc(1),
  ]);
  await writeTo(socket, frame(sequence, request));
  return reader.packet();
}

/** RDS User Guide, "Troubleshooting for RDS Proxy": also for a token that is not accepted. */
function denied(
  { socket }: Channel,
  { username }: Claim,
  sequence: number,
  reason: string,
  password = '',
): LoginRefused {
  const using = password === '' ? 'NO' : 'YES';
  const message = `Access denied for user '${username}'@'%' (using password: ${using})`;
  return new LoginRefused(socket, username, { code: 1045, state: '28000', message }, sequence, reason);
}

function withoutNul(payload: Buffer): string {
  return payload.subarray(0, payload.at(-1) === 0 ? -1 : undefined).toString('utf8');
}
