import { constants, createHash, publicEncrypt, timingSafeEqual } from 'node:crypto';

/** Ways to prove a password, of those that MySQL 8 and MariaDB 10.6 use. */
export type PasswordPlugin = 'mysql_native_password' | 'caching_sha2_password';

export function isPasswordPlugin(name: string): name is PasswordPlugin {
  return name === 'mysql_native_password' || name === 'caching_sha2_password';
}

/** What proves knowledge of a password for a server's 20 random bytes; empty for no password. */
export function scramble(plugin: PasswordPlugin, password: string, nonce: Buffer): Buffer {
  if (password === '') return Buffer.alloc(0);
  const text = Buffer.from(password, 'utf8');
  switch (plugin) {
    case 'mysql_native_password': {
      const once = hash('sha1', text);
      return xor(once, hash('sha1', nonce, hash('sha1', once)));
    }
    case 'caching_sha2_password': {
      const once = hash('sha256', text);
      return xor(once, hash('sha256', hash('sha256', once), nonce));
    }
  }
}

/** The password as caching_sha2_password sends it without TLS: encrypted with the server's public key (PEM). */
export function encryptedPassword(password: string, nonce: Buffer, key: Buffer): Buffer {
  const text = xor(Buffer.from(`${password}\0`, 'utf8'), nonce);
  return publicEncrypt({ key, oaepHash: 'sha1', padding: constants.RSA_PKCS1_OAEP_PADDING }, text);
}

/** Compares without telling by its time where two texts differ. */
export function sameBytes(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

function hash(algorithm: string, ...parts: readonly Buffer[]): Buffer {
  const digest = createHash(algorithm);
  for (const part of parts) digest.update(part);
  return digest.digest();
}

/** The shorter one is repeated. */
function xor(text: Buffer, key: Buffer): Buffer {
  return Buffer.from(text.map((byte, index) => byte ^ (key[index % key.length] ?? 0)));
}
