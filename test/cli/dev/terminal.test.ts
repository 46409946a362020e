import { once } from 'node:events';
import { createServer } from 'node:net';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { screenText } from '../../../scripts/screen.ts';
import { poolText, standingText } from '../../../src/cli/dev/controls.ts';
import { footerOn } from '../../../src/cli/dev/footer.ts';
import { listenForKeys } from '../../../src/cli/dev/hotkeys.ts';
import { checkedNumbers, type NumberArguments } from '../../../src/cli/dev/numbers.ts';
import { choosePort, isLoopback } from '../../../src/cli/dev/port.ts';
import { surroundingsOf } from '../../../src/cli/surroundings.ts';
import type { DevCloud } from '../../../src/local/dev-cloud.ts';
import { terminal } from '../run-cli.ts';

describe('single keys', () => {
  const listening = () => {
    const modes: boolean[] = [];
    const pressed: string[] = [];
    const stdin = Object.assign(new PassThrough(), {
      isTTY: true,
      setRawMode: (raw: boolean) => modes.push(raw),
    });
    const keys = listenForKeys(
      stdin,
      [
        { key: 'r', does: 'replay', press: () => void pressed.push('r') },
        { key: 'x', does: 'fail', press: () => Promise.reject(new Error('x failed')) },
      ],
      { interrupt: () => pressed.push('interrupt'), failed: (error) => pressed.push(String(error)) },
    );
    const type = async (text: string) => {
      stdin.write(text);
      await new Promise((resolve) => setImmediate(resolve));
    };
    return { modes, pressed, keys, stdin, type };
  };

  it('do what they are for, in either case; others and arrows do nothing', async () => {
    const { pressed, type } = listening();
    await type('rRz');
    await type('\u001B[A');
    expect(pressed).toEqual(['r', 'r']);
  });

  it('Ctrl-C and Ctrl-D end it', async () => {
    const { pressed, type } = listening();
    await type('\u0003');
    await type('\u0004');
    expect(pressed).toEqual(['interrupt', 'interrupt']);
  });

  it('that fail say so', async () => {
    const { pressed, type } = listening();
    await type('x');
    expect(pressed).toEqual(['Error: x failed']);
  });

  it('give the terminal its mode back', async () => {
    const { modes, keys, pressed, stdin, type } = listening();
    keys.stop();
    expect(modes).toEqual([true, false]);
    await type('r');
    expect(pressed).toEqual([]);
    expect(stdin.isPaused()).toBe(true);
  });
});

describe('the line at the bottom', () => {
  it('stays below what is written, and goes without a trace', () => {
    let written = '';
    const stream = terminal(40, (text) => {
      written += text.replaceAll('\n', '\r\n');
    });
    const stdin = new PassThrough();
    const { stdout } = surroundingsOf({
      argv: [],
      env: {},
      stdin,
      stdout: stream,
      stderr: stream,
      cwd: () => '/',
      on: () => {},
      off: () => {},
    });
    let requests = 0;
    const footer = footerOn(stdout, () => `${requests} requests, and much more than fits into a line`);
    footer.draw();
    requests = 1;
    footer.above(() => stdout.line('one'));
    expect(screenText(written, 40)).toBe('one\n1 requests, and much more than fits in…');
    footer.hide();
    footer.above(() => stdout.line('two'));
    expect(screenText(written, 40).trimEnd()).toBe('one\ntwo');
  });

  it('tells requests, pool and environments', () => {
    expect(standingText(undefined, 0)).toBe('0 requests  h help  q quit');
    expect(standingText(cloud, 1)).toBe('1 request  pool 2/3 (4 waiting)  1 environment  h help  q quit');
    expect(poolText(cloud)).toBe(
      'pool: 3 of 3 connections to the database (2 borrowed, 1 idle, 1 pinned) for 6 clients, 4 waiting; 1 execution environment, 1 busy',
    );
  });
});

const cloud = {
  proxyStats: () => ({
    clients: 6,
    maxDatabaseConnections: 3,
    databaseConnections: 3,
    borrowed: 2,
    idle: 1,
    pinned: 1,
    waiting: 4,
  }),
  environments: () => [{ pid: 1, logStream: 's', state: 'busy', frozen: false, old: false, requests: 1 }],
} as Partial<DevCloud> as DevCloud;

describe('the port', () => {
  it('that was asked for and is taken is an error', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      await expect(choosePort(port, '127.0.0.1')).rejects.toMatchObject({
        code: 'usage',
        message: `Port ${port} of 127.0.0.1 cannot be used: another program serves there.`,
      });
    } finally {
      server.close();
    }
    expect(await choosePort(port, '127.0.0.1')).toEqual({ port });
    expect(await choosePort(0, '127.0.0.1')).toEqual({ port: 0 });
  });

  it.each([
    ['127.0.0.1', true],
    ['localhost', true],
    ['127.8.8.8', true],
    ['::1', true],
    ['0.0.0.0', false],
    ['192.168.1.4', false],
  ])('%s is reached from this machine only: %s', (host, expected) => expect(isLoopback(host)).toBe(expected));
});

describe('numbers of the command line', () => {
  const refuses = (given: NumberArguments, message: string) =>
    it(message, () => expect(() => checkedNumbers(given)).toThrow(message));
  refuses({ port: Number.NaN }, '--port takes a whole number from 0 to 65535.');
  refuses({ pool: 0 }, '--pool takes a whole number from 1 to 100000.');
  refuses({ concurrency: 1.5 }, '--concurrency takes a whole number from 1 to 1000.');
  refuses({ inspect: 'x' }, '--inspect takes a whole number from 1 to 65535.');
  it('--inspect alone is the port that debuggers look at', () =>
    expect(checkedNumbers({ inspect: '', pool: 3 })).toEqual({ inspect: 9229, pool: 3 }));
});
