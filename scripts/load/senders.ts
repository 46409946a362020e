import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What became of what was sent. A request is known by its path, which no other has. */
export interface Outcomes {
  /** Path to the id that the answer gave it. */
  readonly acknowledged: ReadonlyMap<string, number>;
  /** How often each other answer came: `503 Retry-After`, `503 {"message":"Service Unavailable"}`, `no answer ECONNRESET`. */
  readonly others: ReadonlyMap<string, number>;
  /** Milliseconds from the first byte sent to the last one received, of acknowledged requests, ascending. */
  readonly times: readonly number[];
}

export interface Senders {
  readonly outcomes: Outcomes;
  /** Resolves when the last answer is in. */
  stop(): Promise<Outcomes>;
}

/** After a refusal a sender waits a moment, as senders do. */
const PAUSE = 100;

/** Starts senders that each send one request after the other until they are stopped. `url` is asked anew each time. */
export function startSenders(count: number, url: () => string): Senders {
  const agent = new Agent({ keepAlive: true, maxSockets: count });
  const acknowledged = new Map<string, number>();
  const others = new Map<string, number>();
  const times: number[] = [];
  let stopped = false;

  const one = async (sender: number): Promise<void> => {
    for (let n = 0; !stopped; n += 1) {
      const path = `/load/${sender}/${n}`;
      const started = performance.now();
      const outcome = await send(agent, url(), path).catch((error: NodeJS.ErrnoException) => error);
      if (!(outcome instanceof Error) && outcome.status === 200) {
        acknowledged.set(path, outcome.id);
        times.push(performance.now() - started);
        continue;
      }
      const what = outcome instanceof Error ? `no answer ${outcome.code ?? outcome.message}` : outcome.what;
      others.set(what, (others.get(what) ?? 0) + 1);
      await sleep(PAUSE);
    }
  };
  const all = Array.from({ length: count }, (_, sender) => one(sender));
  const outcomes = {
    acknowledged,
    others,
    get times() {
      return times.toSorted((a, b) => a - b);
    },
  };
  return {
    outcomes,
    async stop() {
      stopped = true;
      await Promise.all(all);
      agent.destroy();
      return outcomes;
    },
  };
}

interface Answer {
  readonly status: number;
  readonly id: number;
  readonly what: string;
}

function send(agent: Agent, url: string, path: string): Promise<Answer> {
  const body = JSON.stringify({ path, of: 'load', text: 'x'.repeat(500) });
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const made = request(`${url}${path}`, { method: 'POST', agent, headers, timeout: 40_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(read(response, Buffer.concat(chunks).toString('utf8'))));
      response.on('error', reject);
    });
    made.on('timeout', () => made.destroy(new Error('timeout')));
    made.on('error', reject);
    made.end(body);
  });
}

function read(response: IncomingMessage, body: string): Answer {
  const status = response.statusCode ?? 0;
  const wait = response.headers['retry-after'];
  const id = status === 200 ? Number((JSON.parse(body) as { id: number }).id) : 0;
  return { status, id, what: `${status} ${wait === undefined ? body.slice(0, 80) : 'Retry-After'}` };
}
