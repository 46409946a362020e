import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Sends chunks in order, also when the delay (milliseconds) changes between two of them. */
export function sender(to: Socket): (chunk: Buffer, delay: number) => void {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  return (chunk, delay) => {
    if (delay === 0 && waiting === 0) {
      to.write(chunk);
      return;
    }
    waiting += 1;
    const due = sleep(delay);
    last = last
      .then(() => due)
      .then(() => {
        waiting -= 1;
        to.write(chunk);
      });
  };
}

const [FIRST_PORT, LAST_PORT] = [11_000, 32_000];

/** Listens on 127.0.0.1, on the port that is wanted or one below those that systems give out by themselves. */
export async function listen(
  take: (client: Socket) => void,
  wanted?: number,
): Promise<{ readonly server: Server; readonly port: number }> {
  for (let tries = 1; ; tries += 1) {
    const port = wanted ?? FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));
    const server = createServer({ noDelay: true }, take).listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
      return { server, port };
    } catch (error) {
      if (wanted !== undefined || tries === 20) throw error;
    }
  }
}
