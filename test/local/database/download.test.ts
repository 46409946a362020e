import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeServerCertificate } from '../../../src/local/database/certificate.ts';
import { type DownloadRequest, download } from '../../../src/local/database/download.ts';
import { proxyFor } from '../../../src/local/database/proxied-request.ts';
import { endEverything, temporaryFolder } from './ensuring.ts';

const CONTENT = randomBytes(300_000);
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');

interface Origin {
  readonly url: string;
  /** The `Range` header of each request, `whole` without one. */
  readonly asked: string[];
}

const servers: { close(): unknown; closeAllConnections?(): void }[] = [];
const sockets = new Set<Socket>();
let file: string;

beforeEach(() => {
  file = path.join(temporaryFolder(), 'kept', 'archive.tar.xz');
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
  await endEverything();
});

describe('a download', () => {
  it('is whole and told about as it comes', async () => {
    const { url } = await origin();
    const told: (readonly [number, number | undefined])[] = [];
    await run(url, { progress: (bytes, total) => told.push([bytes, total]) });
    expect(readFileSync(file).equals(CONTENT)).toBe(true);
    expect(told.at(-1)).toEqual([CONTENT.length, CONTENT.length]);
  });

  it('goes on where an earlier one was interrupted', async () => {
    const { url, asked } = await origin();
    leave(CONTENT.subarray(0, 100_000));
    const told: (readonly [number, number | undefined])[] = [];
    await run(url, { progress: (bytes, total) => told.push([bytes, total]) });
    expect(readFileSync(file).equals(CONTENT)).toBe(true);
    expect(asked).toEqual(['bytes=100000-']);
    expect(told.at(-1)).toEqual([CONTENT.length, CONTENT.length]);
  });

  it('goes on where its connection broke off', async () => {
    const { url, asked } = await origin({ breakOffAt: [120_000, 50_000] });
    await run(url);
    expect(readFileSync(file).equals(CONTENT)).toBe(true);
    expect(asked).toHaveLength(3);
    expect(asked[0]).toBe('whole');
    expect(asked[1]).toMatch(/^bytes=[1-9]\d*-$/);
  });

  it('keeps what came when it breaks off again and again, and says so', async () => {
    const { url } = await origin({ breakOffAt: [90_000, 90_000, 90_000] });
    await expect(run(url)).rejects.toThrow(
      /it broke off .* bytes are kept, and the next run goes on from there/,
    );
    const part = readFileSync(file);
    expect(part.length).toBeGreaterThan(0);
    expect(part.equals(CONTENT.subarray(0, part.length))).toBe(true);
  });

  it('of which all is there already is only checked', async () => {
    const { url, asked } = await origin();
    leave(CONTENT);
    await run(url);
    expect(asked).toEqual([`bytes=${CONTENT.length}-`]);
  });

  it('starts again when what was there belongs to another file', async () => {
    const { url, asked } = await origin();
    leave(randomBytes(1000));
    await run(url);
    expect(readFileSync(file).equals(CONTENT)).toBe(true);
    expect(asked).toEqual(['bytes=1000-', 'whole']);
  });

  it('starts again from a server that knows no ranges', async () => {
    const { url } = await origin({ ranges: false });
    leave(CONTENT.subarray(0, 1000));
    await run(url);
    expect(readFileSync(file).equals(CONTENT)).toBe(true);
  });

  it('with another sum is refused and deleted, at the first attempt', async () => {
    const { url, asked } = await origin();
    const wrong = run(url, { sha256: '0'.repeat(64) });
    await expect(wrong).rejects.toThrow(`is not what it should be: its SHA-256 is ${SHA256}`);
    expect([existsSync(file), asked]).toEqual([false, ['whole']]);
  });

  it.each([404, 403, 500])('that is answered with %i is told of and not repeated', async (status) => {
    const { url, asked } = await origin({ status });
    await expect(run(url)).rejects.toThrow(`${url} answered ${status}`);
    expect(asked).toHaveLength(1);
  });

  it('follows a redirect, but not without an end', async () => {
    const { url } = await origin();
    await run(url.replace('/archive', '/moved'));
    expect(readFileSync(file).equals(CONTENT)).toBe(true);
    leave(Buffer.alloc(0));
    await expect(run(url.replace('/archive', '/loop'))).rejects.toThrow('without an end');
  });

  it('ends when it is interrupted and keeps what came', async () => {
    const { url } = await origin();
    const controller = new AbortController();
    const progress = () => controller.abort(new Error('enough'));
    await expect(run(url, { signal: controller.signal, progress })).rejects.toThrow('enough');
  });
});

describe('a proxy', () => {
  it('that HTTP_PROXY names is gone through, with its user', async () => {
    const { url } = await origin();
    const proxy = await forwardingProxy();
    await run(url, { environment: { HTTP_PROXY: proxy.url.replace('//', '//ann:s%C3%A9cret@') } });
    expect(readFileSync(file).equals(CONTENT)).toBe(true);
    expect(proxy.seen).toEqual([[`GET ${url}`, `Basic ${Buffer.from('ann:sécret').toString('base64')}`]]);
  });

  it('that HTTPS_PROXY names sees the host only: what goes through is encrypted', async () => {
    const { authority, ...certificate } = await makeServerCertificate(['localhost'], new Date());
    const { url } = await origin({ certificate: { key: certificate.key, cert: certificate.certificate } });
    const proxy = await forwardingProxy();
    await run(url, { environment: { https_proxy: proxy.url }, certificateAuthority: authority });
    expect(readFileSync(file).equals(CONTENT)).toBe(true);
    expect(proxy.seen).toEqual([[`CONNECT ${new URL(url).host}`, undefined]]);
  });

  it('is not trusted with a certificate of its own', async () => {
    const { authority: _, ...other } = await makeServerCertificate(['localhost'], new Date());
    const { url } = await origin({ certificate: { key: other.key, cert: other.certificate } });
    await expect(run(url)).rejects.toThrow(/certificate/);
  });

  it.each<[string, Record<string, string>, string | undefined]>([
    ['none', {}, undefined],
    ['HTTPS_PROXY', { HTTPS_PROXY: 'http://p:3128' }, 'http://p:3128/'],
    ['small letters first', { https_proxy: 'http://q:1', HTTPS_PROXY: 'http://p:3128' }, 'http://q:1/'],
    ['without a scheme', { HTTPS_PROXY: 'p:3128' }, 'http://p:3128/'],
    ['not HTTP_PROXY for https', { HTTP_PROXY: 'http://p:3128' }, undefined],
    ['NO_PROXY with the host', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a.org, cdn.mysql.com' }, undefined],
    ['NO_PROXY with its domain', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '.mysql.com' }, undefined],
    [
      'NO_PROXY with a domain that only ends alike',
      { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'sql.com' },
      'http://p:1/',
    ],
    ['NO_PROXY with everything', { HTTPS_PROXY: 'http://p:1', no_proxy: '*' }, undefined],
  ])('is chosen as curl does: %s', (_, environment, chosen) => {
    expect(proxyFor(new URL('https://cdn.mysql.com/a'), environment)?.href).toBe(chosen);
  });

  it('that is not reached over http is refused', () => {
    const environment = { HTTPS_PROXY: 'socks5://p:1080' };
    expect(() => proxyFor(new URL('https://cdn.mysql.com/a'), environment)).toThrow('socks5:');
  });
});

function run(url: string, request: Partial<DownloadRequest> = {}): Promise<void> {
  return download({ url, sha256: SHA256, file, environment: {}, ...request });
}

function leave(content: Uint8Array): void {
  temporaryParent();
  writeFileSync(file, content);
}

function temporaryParent(): void {
  file = path.join(temporaryFolder(), 'archive.tar.xz');
}

interface OriginOptions {
  readonly status?: number;
  readonly ranges?: boolean;
  /** Bytes after which the answers to the first requests break off. */
  readonly breakOffAt?: readonly number[];
  readonly certificate?: { readonly key: string; readonly cert: string };
}

async function origin(options: OriginOptions = {}): Promise<Origin> {
  const asked: string[] = [];
  const server = options.certificate === undefined ? createServer() : createSecureServer(options.certificate);
  server.on('request', (request, response) => {
    if (request.url === '/moved') return void response.writeHead(302, { location: '/archive' }).end();
    if (request.url === '/loop') return void response.writeHead(302, { location: '/loop' }).end();
    asked.push(request.headers.range ?? 'whole');
    if (options.status !== undefined) return void response.writeHead(options.status).end('no');
    const start =
      options.ranges === false ? 0 : Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (start >= CONTENT.length) return void response.writeHead(416).end();
    const rest = CONTENT.subarray(start);
    const range = { 'content-range': `bytes ${start}-${CONTENT.length - 1}/${CONTENT.length}` };
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': rest.length, ...(start > 0 ? range : {}) });
    const breakOff = options.breakOffAt?.[asked.length - 1];
    if (breakOff === undefined) return void response.end(rest);
    response.write(rest.subarray(0, breakOff), () => setTimeout(() => response.destroy(), 30));
  });
  const scheme = options.certificate === undefined ? 'http' : 'https';
  return { url: `${scheme}://localhost:${await listen(server as Server)}/archive`, asked };
}

async function forwardingProxy() {
  const seen: (readonly [string, string | undefined])[] = [];
  const server = createServer((request, response) => {
    seen.push([`${request.method} ${request.url}`, request.headers['proxy-authorization']]);
    const url = new URL(request.url ?? '');
    const socket = connect(Number(url.port), '127.0.0.1', () => {
      socket.end(`GET ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\nconnection: close\r\n\r\n`);
    });
    sockets.add(socket);
    // The origin's answer, passed on as it is.
    socket.pipe(response.socket as Socket);
  });
  server.on('connect', (request, client: Socket) => {
    seen.push([`CONNECT ${request.url}`, request.headers['proxy-authorization']]);
    const socket = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      socket.pipe(client).pipe(socket);
    });
    sockets.add(socket).add(client);
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, seen };
}

async function listen(server: Server): Promise<number> {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return (server.address() as AddressInfo).port;
}
