import { once } from 'node:events';
import { createServer } from 'node:net';
import { ProxyWebhookError } from '../../errors.ts';

/** The port that is taken when none is asked for. */
export const DEFAULT_PORT = 3333;
/** Ports after it that are tried. */
const TRIES = 20;

/**
 * The port to serve on: what was asked for, else 3333 or the next one that is free (`instead` says of what). Throws
 * `usage` for one that was asked for and is taken.
 */
export async function choosePort(
  asked: number | undefined,
  host: string,
): Promise<{ readonly port: number; readonly insteadOf?: number }> {
  if (asked === 0) return { port: 0 };
  if (asked !== undefined) {
    const problem = await problemWith(asked, host);
    if (problem === undefined) return { port: asked };
    throw new ProxyWebhookError('usage', `Port ${asked} of ${host} cannot be used: ${problem}.`, {
      remedies: ['Choose another with --port, or 0 for any that is free.'],
      data: { port: asked, host },
    });
  }
  for (let port = DEFAULT_PORT; port < DEFAULT_PORT + TRIES; port += 1) {
    if ((await problemWith(port, host)) === undefined) {
      return port === DEFAULT_PORT ? { port } : { port, insteadOf: DEFAULT_PORT };
    }
  }
  return { port: 0, insteadOf: DEFAULT_PORT };
}

/** True when only this machine reaches what is served there. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

async function problemWith(port: number, host: string): Promise<string | undefined> {
  const server = createServer();
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return PROBLEMS[code] ?? code;
  }
  server.close();
  await once(server, 'close');
  return undefined;
}

const PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program serves there',
  EACCES: 'this user may not',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'there is no such host',
};
