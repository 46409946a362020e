import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** A free port on loopback: the preferred one when it is free. */
export async function freePort(preferred?: number): Promise<number> {
  const isFree =
    preferred !== undefined && (await take(preferred)) === preferred && !(await isServed(preferred));
  return isFree ? preferred : ((await take(0)) ?? 0);
}

/** True when a server on loopback says something first, as MySQL does when it takes connections. */
export function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const settle = (greeted: boolean) => {
      socket.destroy();
      resolve(greeted);
    };
    socket.setTimeout(2000, () => settle(false));
    socket.once('data', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
  });
}

/** On macOS a port can be taken on loopback that another serves on every address. */
async function isServed(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  const served = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return served;
}

async function take(port: number): Promise<number | undefined> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return undefined;
  }
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : undefined;
}
