import 'reflect-metadata'; // What @peculiar/x509 registers its parts with.
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';

/** Everything in PEM. The authority's key is not kept: it signs once. */
export interface ServerCertificate {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

const DAY = 86_400_000;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/**
 * A new certificate authority and a certificate of it for a server with these names (host names or IP addresses),
 * good for a year: ECDSA on P-256 (docs/decisions/0006-certificates.md says by what, and what it costs).
 */
export async function makeServerCertificate(names: readonly string[], now: Date): Promise<ServerCertificate> {
  const [issuer, server] = await Promise.all([newKeys(), newKeys()]);
  const period = { notBefore: new Date(now.getTime() - DAY), notAfter: new Date(now.getTime() + 365 * DAY) };
  const common = { ...period, signingAlgorithm: ALGORITHM, signingKey: issuer.privateKey, issuer: AUTHORITY };
  const [authority, certificate] = await Promise.all([
    x509.X509CertificateGenerator.create({
      ...common,
      subject: AUTHORITY,
      publicKey: issuer.publicKey,
      extensions: [...authorityUse(), ...(await identifiers(issuer, issuer))],
    }),
    x509.X509CertificateGenerator.create({
      ...common,
      subject: [{ CN: [names[0] ?? 'localhost'] }],
      publicKey: server.publicKey,
      extensions: [...serverUse(names), ...(await identifiers(server, issuer))],
    }),
  ]);
  return {
    authority: pem(authority),
    certificate: pem(certificate),
    key: `${x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', server.privateKey), 'PRIVATE KEY')}\n`,
  };
}

const AUTHORITY = [{ CN: ['proxywebhook local authority'] }];

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function authorityUse(): readonly x509.Extension[] {
  const signs = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign;
  return [
    new x509.BasicConstraintsExtension(true, undefined, true),
    new x509.KeyUsagesExtension(signs, true),
  ];
}

function serverUse(names: readonly string[]): readonly x509.Extension[] {
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension(
      names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
    ),
  ];
}

/** RFC 5280, 4.2.1.1 and 4.2.1.2. */
function identifiers(
  subject: webcrypto.CryptoKeyPair,
  issuer: webcrypto.CryptoKeyPair,
): Promise<readonly x509.Extension[]> {
  return Promise.all([
    x509.SubjectKeyIdentifierExtension.create(subject.publicKey),
    x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
  ]);
}

function pem(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}
