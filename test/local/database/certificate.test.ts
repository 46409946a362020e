import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { describe, expect, it } from 'vitest';
import { makeServerCertificate } from '../../../src/local/database/certificate.ts';

const NOW = new Date('2026-03-04T05:06:07Z');
const MADE = await makeServerCertificate(['localhost', '127.0.0.1', 'db.example'], NOW);

describe("the server's certificate", () => {
  it('is signed by the authority, for its names only, for a year', () => {
    const [server, authority] = [new X509Certificate(MADE.certificate), new X509Certificate(MADE.authority)];
    expect(server.verify(authority.publicKey) && server.checkIssued(authority)).toBe(true);
    expect([server.ca, authority.ca]).toEqual([false, true]);
    expect([server.checkHost('localhost'), server.checkHost('db.example')]).toEqual([
      'localhost',
      'db.example',
    ]);
    expect([server.checkIP('127.0.0.1'), server.checkIP('127.0.0.2')]).toEqual(['127.0.0.1', undefined]);
    expect(server.checkHost('other.example')).toBeUndefined();
    expect([new Date(server.validFrom), new Date(server.validTo)]).toEqual([
      new Date('2026-03-03T05:06:07Z'),
      new Date('2027-03-04T05:06:07Z'),
    ]);
  });

  it('is another one each time', async () => {
    const made = await Promise.all([1, 2].map(() => makeServerCertificate(['a'], NOW)));
    const serials = made.map(({ certificate }) => new X509Certificate(certificate).serialNumber);
    expect(new Set(serials).size).toBe(2);
  });

  it.skipIf(spawnSync('openssl', ['version']).status !== 0)('satisfies OpenSSL at its strictest', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'pwh-test-cert-'));
    try {
      writeFileSync(path.join(folder, 'ca.pem'), MADE.authority);
      writeFileSync(path.join(folder, 'server.pem'), MADE.certificate);
      const parameters = ['-x509_strict', '-purpose', 'sslserver', '-attime', String(NOW.getTime() / 1000)];
      const checked = spawnSync(
        'openssl',
        ['verify', ...parameters, '-CAfile', 'ca.pem', '-verify_hostname', 'localhost', 'server.pem'],
        { cwd: folder, encoding: 'utf8' },
      );
      expect(checked.stdout + checked.stderr).toBe('server.pem: OK\n');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('makes a TLS connection', async () => {
    const { authority, certificate, key } = await makeServerCertificate(['localhost'], new Date());
    const server = tls.createServer({ cert: certificate, key }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = tls.connect({ host: '127.0.0.1', port, servername: 'localhost', ca: authority });
    await once(client, 'secureConnect');
    expect(client.authorized).toBe(true);
    client.destroy();
    server.close();
  });
});
