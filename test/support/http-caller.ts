// A sender of webhooks: HTTP/1.1 on kept-alive connections to loopback. It gives what was answered, whole, and never tries
// again; a connection that breaks off before the answer is `status: 0`.
import { Agent, request as httpRequest } from 'node:http';

export interface SentRequest {
  readonly method?: string;
  /** With its query, as it is to be on the wire. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

export interface GotAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly milliseconds: number;
}

export interface HttpCaller {
  send(request: SentRequest): Promise<GotAnswer>;
  close(): void;
}

export function httpCaller(port: number, connections: number): HttpCaller {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    close: () => agent.destroy(),
    send: ({ method = 'POST', path, headers = {}, body = '' }) =>
      new Promise((resolve) => {
        const started = performance.now();
        const end = (status: number, rest: Partial<GotAnswer> = {}) =>
          resolve({ status, headers: {}, body: '', milliseconds: performance.now() - started, ...rest });
        const request = httpRequest(
          {
            host: '127.0.0.1',
            port,
            agent,
            method,
            path,
            headers: { 'content-length': String(Buffer.byteLength(body)), ...headers },
          },
          (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.on('error', () => end(0));
            response.on('end', () =>
              end(response.statusCode ?? 0, {
                headers: response.headers,
                body: Buffer.concat(chunks).toString('utf8'),
              }),
            );
          },
        );
        request.on('error', () => end(0));
        request.end(body);
      }),
  };
}
