/**
 * A server on loopback that answers the real SDK with recorded answers, one after the other; the last one is repeated.
 * Contract: `requests` holds every request in order, with its decoded body; `stop` always resolves.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { awsSession } from '../../src/aws/session.ts';

export interface Answer {
  readonly status?: number;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** Cuts the connection instead of answering. */
  readonly cut?: boolean;
}

export interface Recorded {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The fields of a query-protocol body. */
  readonly form: Readonly<Record<string, string>>;
}

export async function recordedAws(...answers: readonly Answer[]) {
  const requests: Recorded[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('latin1');
      const answer = answers[Math.min(requests.length, answers.length - 1)] ?? { status: 501 };
      requests.push({
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body,
        form: Object.fromEntries(new URLSearchParams(body)),
      });
      if (answer.cut) {
        request.socket.destroy();
        return;
      }
      response.writeHead(answer.status ?? 200, { 'x-amzn-requestid': 'req-1', ...answer.headers });
      response.end(answer.body ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    requests,
    /** A session in eu-central-1 that waits a millisecond at most between two attempts. */
    session: awsSession({ region: 'eu-central-1', endpoint, longestWait: 1, version: '1.2.3' }),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type RecordedAws = Awaited<ReturnType<typeof recordedAws>>;

/** A query-protocol answer (CloudFormation, RDS, STS, IAM). */
export function xml(action: string, result: string): Answer {
  return { body: `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>` };
}

/** A query-protocol error. */
export function xmlError(code: string, message: string, status = 400): Answer {
  const body =
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>` +
    '<RequestId>req-1</RequestId></ErrorResponse>';
  return { status, body };
}

/** An error of S3. */
export function s3Error(code: string, message: string, status: number): Answer {
  return {
    status,
    body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  };
}

/** Credentials that no service knows, and no files that could have others. */
export function fakeCredentials(): void {
  process.env.AWS_ACCESS_KEY_ID = 'AKIDTEST';
  process.env.AWS_SECRET_ACCESS_KEY = 'secret-of-the-test';
  process.env.AWS_CONFIG_FILE = '/dev/null';
  process.env.AWS_SHARED_CREDENTIALS_FILE = '/dev/null';
}
