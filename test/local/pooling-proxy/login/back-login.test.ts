import { constants, createHash, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { DatabaseRefused, logIn } from '../../../../src/local/pooling-proxy/login/back-login.ts';
import { type ByteReader, byteReader } from '../../../../src/local/pooling-proxy/wire/byte-reader.ts';
import { errorPayload, frame, okPayload } from '../../../../src/local/pooling-proxy/wire/packets.ts';

const NONCE = Buffer.from('abcdefghijklmnopqrst');
const PASSWORD = 'pass wörd';
let server: Server | undefined;
afterEach(() => void server?.close());

type Script = (talk: { send(payload: Buffer): void; receive(): Promise<Buffer> }) => Promise<void>;

/** Logs in at a server that keeps to a script after its greeting; what the script finds wrong is what it rejects with. */
async function logInAt(
  plugin: string,
  script: Script,
): Promise<{ readonly threadId: number; readonly status: number }> {
  let failure: unknown;
  server = createServer((socket) => {
    const reader: ByteReader = byteReader(socket);
    let sequence = 0;
    const send = (payload: Buffer) => socket.write(frame(sequence++, payload));
    const receive = async () => {
      const packet = await reader.packet();
      expect(packet.sequence).toBe(sequence);
      sequence = packet.sequence + 1;
      return packet.payload;
    };
    send(greeting(plugin));
    script({ send, receive }).catch((error: unknown) => {
      failure = error;
      socket.destroy();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const { socket, threadId, status } = await logIn({
      backend: { host: '127.0.0.1', port },
      user: { username: 'webhook', password: PASSWORD },
      capabilities: 0,
      collation: 45,
    });
    socket.destroy();
    return { threadId, status };
  } catch (error) {
    throw failure ?? error;
  }
}

function greeting(plugin: string): Buffer {
  return Buffer.concat([
    Buffer.from('\x0a8.4.8\0', 'latin1'),
    Buffer.from([7, 0, 0, 0]),
    NONCE.subarray(0, 8),
    Buffer.from([0, 0xff, 0xff, 45, 2, 0, 0xff, 0xff, 21]),
    Buffer.alloc(10),
    NONCE.subarray(8),
    Buffer.from(`\0${plugin}\0`, 'latin1'),
  ]);
}

const sha256 = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
const xor = (text: Buffer, key: Buffer) =>
  Buffer.from(text.map((byte, index) => byte ^ (key[index % key.length] ?? 0)));

describe('logging in at a database', () => {
  it('that knows the password already, as MySQL 8.4 does after the first login', async () => {
    const outcome = await logInAt('caching_sha2_password', async ({ send, receive }) => {
      const proof = (await receive()).subarray(32 + 'webhook\0'.length + 1).subarray(0, 32);
      // What the server keeps is the hash of the hash; the proof must lead there.
      const stored = sha256(sha256(Buffer.from(PASSWORD)));
      expect(sha256(xor(proof, sha256(stored, NONCE)))).toEqual(stored);
      send(Buffer.from([1, 3]));
      send(okPayload(2));
    });
    expect(outcome).toEqual({ threadId: 7, status: 2 });
  });

  it('that asks for the password itself, encrypted with its public key', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await logInAt('caching_sha2_password', async ({ send, receive }) => {
      await receive();
      send(Buffer.from([1, 4]));
      expect(await receive()).toEqual(Buffer.from([2]));
      send(Buffer.concat([Buffer.from([1]), Buffer.from(publicKey.export({ type: 'spki', format: 'pem' }))]));
      const key = { key: privateKey, oaepHash: 'sha1', padding: constants.RSA_PKCS1_OAEP_PADDING };
      expect(xor(privateDecrypt(key, await receive()), NONCE).toString()).toBe(`${PASSWORD}\0`);
      send(okPayload(2));
    });
  });

  it('that asks for another proof', async () => {
    await logInAt('unheard_of', async ({ send, receive }) => {
      await receive();
      send(Buffer.concat([Buffer.from('\xfemysql_native_password\0', 'latin1'), NONCE, Buffer.alloc(1)]));
      const sha1 = (...parts: Buffer[]) => createHash('sha1').update(Buffer.concat(parts)).digest();
      const stored = sha1(sha1(Buffer.from(PASSWORD)));
      expect(sha1(xor(await receive(), sha1(NONCE, stored)))).toEqual(stored);
      send(okPayload(2));
    });
  });

  it('that refuses is told apart from one that is not there', async () => {
    const refused = logInAt('mysql_native_password', async ({ send, receive }) => {
      await receive();
      send(errorPayload({ code: 1045, state: '28000', message: 'no' }));
    });
    await expect(refused).rejects.toMatchObject({ name: 'DatabaseRefused', code: 1045, state: '28000' });
    expect(await refused.catch((error: unknown) => error)).toBeInstanceOf(DatabaseRefused);
    const gone = createServer();
    await once(gone.listen(0, '127.0.0.1'), 'listening');
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const absent = logIn({
      backend: { host: '127.0.0.1', port },
      user: { username: 'webhook', password: PASSWORD },
      capabilities: 0,
      collation: 45,
    });
    await expect(absent).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
