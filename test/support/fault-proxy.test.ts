import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Fault, type FaultProxy, startFaultProxy } from './fault-proxy.ts';

/** Answers each chunk with it, and keeps what it got. */
let echo: Server;
let received = '';
let proxy: FaultProxy;
let clients: Socket[] = [];

beforeAll(async () => {
  echo = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      received += chunk;
      socket.write(chunk);
    });
  }).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const address = echo.address();
  proxy = await startFaultProxy(typeof address === 'object' && address !== null ? address.port : 0);
});
afterEach(async () => {
  for (const client of clients) client.destroy();
  clients = [];
  received = '';
  await proxy.set({ kind: 'none' });
});
afterAll(async () => {
  await proxy?.stop();
  echo?.close();
});

async function client(): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: proxy.port });
  clients.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** What comes back for a text: bytes, then the end or the error's code. */
async function exchange(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  let got = '';
  return new Promise((resolve) => {
    socket.on('data', (chunk) => {
      got += chunk;
      if (got.length >= text.length) resolve(got);
    });
    socket.once('error', (error) => resolve(`${got}!${'code' in error ? error.code : error.message}`));
    socket.once('end', () => resolve(`${got}.`));
  });
}

/** A warm connection, then the fault, then a turn: what came back, and what the server had of it. */
async function struck(fault: Fault): Promise<readonly [string, string]> {
  await proxy.set({ kind: 'none' });
  const socket = await client();
  expect(await exchange(socket, 'warm')).toBe('warm');
  socket.removeAllListeners('data');
  received = '';
  await proxy.set(fault);
  return [await exchange(socket, 'abcd'), received];
}

describe('the fault proxy', () => {
  it('passes everything when it has no fault', async () => {
    expect(await struck({ kind: 'none' })).toEqual(['abcd', 'abcd']);
  });
  it('resets before the server has anything of a turn, or after it has all', async () => {
    expect(await struck({ kind: 'reset-before', turn: 1 })).toEqual(['!ECONNRESET', '']);
    expect(await struck({ kind: 'reset-after', turn: 1 })).toEqual(['!ECONNRESET', 'abcd']);
  });
  it('tears an answer in two', async () => {
    const [answer, had] = await struck({ kind: 'torn-answer', turn: 1 });
    expect([answer, had]).toEqual([expect.stringMatching(/^ab[.!]/), 'abcd']);
  });
  it('strikes at the turn it is told and as often as it is told', async () => {
    const before = proxy.strikes();
    await proxy.set({ kind: 'reset-before', turn: 2, times: 1 });
    const socket = await client();
    expect(await exchange(socket, 'one')).toBe('one');
    socket.removeAllListeners('data');
    expect(await exchange(socket, 'two')).toBe('!ECONNRESET');
    const next = await client();
    expect(await exchange(next, 'three')).toBe('three');
    next.removeAllListeners('data');
    expect(await exchange(next, 'four')).toBe('four');
    expect(proxy.strikes()).toBe(before + 1);
  });
  it('refuses, and listens on the same port again', async () => {
    await proxy.set({ kind: 'refuse' });
    await expect(client()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await proxy.set({ kind: 'none' });
    expect(await exchange(await client(), 'back')).toBe('back');
  });
  it('lets a silent server take a turn whose answer never comes, and closes in order when it is told', async () => {
    const socket = await client();
    expect(await exchange(socket, 'warm')).toBe('warm');
    await proxy.set({ kind: 'silence', turn: 1 });
    const answer = exchange(socket, '+lost');
    while (!received.endsWith('+lost')) await new Promise((resolve) => setImmediate(resolve));
    proxy.end();
    expect(await answer).toBe('.');
  });
});
