import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsApiError } from '../../cloud.ts';

/**
 * Refuses a body that is not what its checksum headers say, with S3's `BadDigest`. CRC64NVME and the xxHash family are
 * taken as they are. Source: S3 User Guide, "Checking object integrity for data uploads".
 */
export function verifyChecksums(body: Uint8Array, headers: Readonly<Record<string, string>>): void {
  const md5 = headers['content-md5'];
  if (md5 !== undefined && md5 !== digest('md5', body)) {
    throw new AwsApiError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  for (const [algorithm, compute] of Object.entries(ALGORITHMS)) {
    const claimed = headers[`x-amz-checksum-${algorithm}`];
    if (claimed !== undefined && claimed !== compute(body)) {
      throw new AwsApiError(
        'BadDigest',
        `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
      );
    }
  }
}

const ALGORITHMS: Readonly<Record<string, (body: Uint8Array) => string>> = {
  crc32: (body) => big32(crc32(body)),
  crc32c: (body) => big32(crc32c(body)),
  sha1: (body) => digest('sha1', body),
  sha256: (body) => digest('sha256', body),
};

function digest(algorithm: string, body: Uint8Array): string {
  return createHash(algorithm).update(body).digest('base64');
}

function big32(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes.toString('base64');
}

/** Castagnoli's polynomial, reflected. */
const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});

function crc32c(body: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of body) value = (TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
