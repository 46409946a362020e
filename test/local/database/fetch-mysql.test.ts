import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DOWNLOADS } from '../../../src/local/database/downloads.ts';
import { fetchMysql, type MysqlRequest } from '../../../src/local/database/fetch-mysql.ts';
import { endEverything, temporaryFolder } from './ensuring.ts';

const VERSION_LINE = 'mysqld  Ver 8.4.6 for Linux on x86_64 (MySQL Community Server - GPL)';

let keptFolder: string;
let server: Server | undefined;
let requests = 0;

beforeEach(() => {
  keptFolder = path.join(temporaryFolder(), 'database');
  requests = 0;
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  await endEverything();
});

describe("MySQL's own archive", () => {
  it('is downloaded, checked, unpacked and used, and nothing else is left', async () => {
    const source = await archive(`echo '${VERSION_LINE}'`);
    const told: string[] = [];
    const program = await fetch(source, { progress: (what) => told.push(what) });
    const file = path.join(keptFolder, 'mysql-8.4.6-cdn/bin/mysqld');
    expect(program).toEqual({ kind: 'mysql', version: '8.4.6', file });
    expect(readdirSync(keptFolder)).toEqual(['mysql-8.4.6-cdn']);
    expect(told[0]).toBe('MySQL 8.4.6');
  });

  it('is downloaded once, by whoever comes first', async () => {
    const source = await archive(`echo '${VERSION_LINE}'`);
    await Promise.all([fetch(source), fetch(source), fetch(source)]);
    await fetch(source, { offline: true });
    expect(requests).toBe(1);
  });

  it('is not downloaded when the answer is no, nor with --offline', async () => {
    const source = await archive('');
    const questions: string[] = [];
    const confirm = async (question: string) => {
      questions.push(question);
      return false;
    };
    expect(await fetch(source, { confirm })).toBe('declined');
    expect(questions).toEqual([`Download MySQL 8.4.6 (about 1 MB, once) to ${keptFolder}?`]);
    expect(await fetch(source, { offline: true })).toBe('nothing is fetched with --offline');
    expect(requests).toBe(0);
  });

  it('with another sum is refused and leaves nothing', async () => {
    const source = { ...(await archive(`echo '${VERSION_LINE}'`)), sha256: 'f'.repeat(64) };
    expect(await fetch(source)).toMatch(/is not what it should be: its SHA-256 is [0-9a-f]{64}$/);
    expect(readdirSync(keptFolder)).toEqual([]);
  });

  it('that cannot be unpacked leaves nothing that looks like a server', async () => {
    const source = await serve(Buffer.from('no archive'));
    expect(await fetch(source)).toMatch(/^tar: /);
    expect(readdirSync(keptFolder).filter((name) => name.startsWith('mysql-8.4.6-cdn'))).toEqual([]);
  });

  it('that lacks a library says which package has it, and is not downloaded again', async () => {
    const source = await archive(
      'echo "mysqld: error while loading shared libraries: libaio.so.1: cannot open shared object file" >&2; exit 127',
    );
    const why = `it is in ${keptFolder}/mysql-8.4.6-cdn, but lacks libaio.so.1: sudo apt-get install libnuma1 and libaio1 (libaio1t64 on newer systems)`;
    expect(await fetch(source)).toBe(why);
    expect(await fetch(source)).toBe(why);
    expect(requests).toBe(1);
  });

  it('that is out of reach is told of, not thrown', async () => {
    const source = { ...(await archive('')), url: 'http://127.0.0.1:1/mysql-8.4.6.tar' };
    expect(await fetch(source)).toMatch(/ECONNREFUSED|bad port/);
  });

  it('is pinned for the platforms that have one, and for no other', async () => {
    expect(await fetch(await archive(''), { platform: 'darwin', architecture: 'arm64' })).toBe(
      'none is pinned for darwin on arm64',
    );
    for (const [platform, { url, sha256, version }] of Object.entries(DOWNLOADS)) {
      expect([platform, url]).toEqual([
        platform,
        expect.stringMatching(/^https:\/\/cdn\.mysql\.com\/archives\//),
      ]);
      expect(url).toContain(`mysql-${version}-`);
      expect(version).toMatch(/^8\.4\.\d+$/);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  });
});

type Source = (typeof DOWNLOADS)[string];

function fetch(source: Source, request: Partial<MysqlRequest> = {}) {
  return fetchMysql({
    keptFolder,
    environment: {},
    platform: 'linux',
    architecture: 'x64',
    downloads: { 'linux-x64': source },
    ...request,
  });
}

/** An archive like the makers', whose server does what `body` says. */
async function archive(body: string): Promise<Source> {
  const folder = temporaryFolder();
  const bin = path.join(folder, 'mysql-8.4.6-linux', 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(path.join(bin, 'mysqld'), `#!/bin/sh\n${body}\n`);
  chmodSync(path.join(bin, 'mysqld'), 0o755);
  const file = path.join(folder, 'archive.tar');
  execFileSync('tar', ['-cf', file, '-C', folder, 'mysql-8.4.6-linux']);
  return serve(readFileSync(file));
}

async function serve(content: Buffer): Promise<Source> {
  server = createServer((_, response) => {
    requests += 1;
    response.end(content);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    version: '8.4.6',
    url: `http://127.0.0.1:${port}/mysql-8.4.6.tar`,
    sha256: createHash('sha256').update(content).digest('hex'),
    megabytes: 1,
  };
}
