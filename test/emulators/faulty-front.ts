/**
 * Stands between the CLI and an emulator: every so many calls one is answered as a busy AWS would (throttled), as a broken one
 * (500 with a page for a person), or not at all though the emulator acted. Contract: `befallen` counts each kind.
 */
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';

type Kind = 'throttled' | 'failed' | 'lost';
const KINDS: readonly Kind[] = ['throttled', 'failed', 'lost'];

export interface FaultyFront {
  readonly endpoint: string;
  readonly befallen: Readonly<Record<Kind, number>>;
  readonly stop: () => Promise<void>;
}

export async function startFaultyFront(target: string, every: number): Promise<FaultyFront> {
  let calls = 0;
  const befallen = { throttled: 0, failed: 0, lost: 0 };
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    calls += 1;
    const kind = calls % every === 0 ? KINDS[(calls / every) % KINDS.length] : undefined;
    if (kind !== undefined) befallen[kind] += 1;
    if (kind === 'throttled') {
      const json = (request.headers['content-type'] ?? '').includes('json');
      const [type, text] = json
        ? ['application/json', '{"__type":"ThrottlingException","message":"Rate exceeded"}']
        : ['text/xml', THROTTLED];
      response.writeHead(request.method === 'POST' ? 400 : 503, { 'content-type': type }).end(text);
      return;
    }
    if (kind === 'failed') {
      response
        .writeHead(500, { 'content-type': 'text/html' })
        .end('<html><title>Oops</title><p>later</html>');
      return;
    }
    try {
      const answer = await forward(target, request, body);
      if (kind === 'lost') {
        await buffer(answer);
        request.socket.destroy();
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    } catch (error) {
      response.writeHead(502).end(String(error));
    }
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    befallen,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const THROTTLED =
  '<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>';

function forward(target: string, from: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  const { 'transfer-encoding': _, ...headers } = from.headers;
  return new Promise((resolve, reject) => {
    httpRequest(
      new URL(from.url ?? '/', target),
      { method: from.method, headers: { ...headers, 'content-length': body.length } },
      resolve,
    )
      .on('error', reject)
      .end(body);
  });
}
