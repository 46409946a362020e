import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

/** Everything in PEM. The authority's key is not kept: it signs once. */
export interface ServerCertificate {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

const DAY = 86_400_000;

/**
 * A new certificate authority and a certificate of it for a server with these names (host names or IPv4 addresses),
 * good for a year: RFC 5280 with ECDSA on P-256, written out here because the packages that do it weigh megabytes.
 */
export function makeServerCertificate(names: readonly string[], now: Date): ServerCertificate {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = nameOf('proxywebhook local authority');
  const common = { issuer, issuerKey: authority, now };
  return {
    authority: certificate({
      ...common,
      subject: issuer,
      key: authority.publicKey,
      extensions: authorityUse(),
    }),
    certificate: certificate({
      ...common,
      subject: nameOf(names[0] ?? 'localhost'),
      key: server.publicKey,
      extensions: serverUse(names),
    }),
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

interface CertificateParts {
  readonly subject: Buffer;
  readonly key: KeyObject;
  readonly extensions: readonly Buffer[];
  readonly issuer: Buffer;
  readonly issuerKey: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  readonly now: Date;
}

function certificate({ subject, key, extensions, issuer, issuerKey, now }: CertificateParts): string {
  const identifiers = [
    extension('2.5.29.14', octets(keyIdentifier(key))),
    extension('2.5.29.35', sequence(tagged(0x80, keyIdentifier(issuerKey.publicKey)))),
  ];
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ECDSA_SHA256,
    issuer,
    sequence(time(new Date(now.getTime() - DAY)), time(new Date(now.getTime() + 365 * DAY))),
    subject,
    spki(key),
    tagged(0xa3, sequence(...extensions, ...identifiers)),
  );
  const signature = sign('sha256', body, issuerKey.privateKey);
  const whole = sequence(body, ECDSA_SHA256, bits(signature));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function authorityUse(): readonly Buffer[] {
  return [
    extension('2.5.29.19', sequence(tagged(0x01, Buffer.from([0xff]))), true),
    extension('2.5.29.15', tagged(0x03, Buffer.from([1, 0b0000_0110])), true), // keyCertSign, cRLSign
  ];
}

function serverUse(names: readonly string[]): readonly Buffer[] {
  const alternatives = names.map((name) =>
    isIP(name) === 4
      ? tagged(0x87, Buffer.from(name.split('.').map(Number)))
      : tagged(0x82, Buffer.from(name, 'ascii')),
  );
  return [
    extension('2.5.29.19', sequence(), true),
    extension('2.5.29.15', tagged(0x03, Buffer.from([7, 0b1000_0000])), true), // digitalSignature
    extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'))), // serverAuth
    extension('2.5.29.17', sequence(...alternatives)),
  ];
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return sequence(oid(id), ...(critical ? [tagged(0x01, Buffer.from([0xff]))] : []), octets(value));
}

function nameOf(common: string): Buffer {
  return sequence(tagged(0x31, sequence(oid('2.5.4.3'), tagged(0x0c, Buffer.from(common, 'utf8')))));
}

function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha256').update(spki(key)).digest().subarray(0, 20);
}

function spki(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

/** UTCTime, which RFC 5280 wants until 2049. */
function time(date: Date): Buffer {
  return tagged(
    0x17,
    Buffer.from(
      `${date
        .toISOString()
        .replaceAll(/[-:T]|\..*$/g, '')
        .slice(2)}Z`,
      'ascii',
    ),
  );
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): readonly number[] {
  const digits = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function integer(value: Buffer): Buffer {
  return tagged(0x02, value);
}

function bits(value: Buffer): Buffer {
  return tagged(0x03, Buffer.concat([Buffer.from([0]), value]));
}

function octets(value: Buffer): Buffer {
  return tagged(0x04, value);
}

/** Tag, length, value, as DER has it. */
function tagged(tag: number, value: Buffer): Buffer {
  const length = value.length;
  const header =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(header), value]);
}

const ECDSA_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
