// Stands between a tool and the local cloud, for both tools alike: counts the calls, and gives the text of a template that is told as
// an address in S3, which is how the CDK sends it and what the local cloud does not take.
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';

export interface Front {
  readonly endpoint: string;
  /** How many calls came since the last time this was asked. */
  readonly calls: () => number;
  readonly stop: () => Promise<void>;
}

export async function startFront(target: string): Promise<Front> {
  let calls = 0;
  const s3 = new S3Client({
    endpoint: target,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'local' },
  });
  const server = createServer(async (request, response) => {
    calls += 1;
    try {
      const answer = await forward(target, request, await withTemplate(s3, await buffer(request)));
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
    calls() {
      const made = calls;
      calls = 0;
      return made;
    },
    async stop() {
      s3.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function withTemplate(s3: S3Client, body: Buffer): Promise<Buffer> {
  if (!body.includes('TemplateURL=')) return body;
  const form = new URLSearchParams(body.toString('utf8'));
  const [, Bucket, ...key] = new URL(form.get('TemplateURL') ?? '').pathname.split('/');
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key.join('/') }));
  form.delete('TemplateURL');
  // Without the layout, as it would be counted against the limit of a template that is sent with the call.
  form.set('TemplateBody', JSON.stringify(JSON.parse((await Body?.transformToString()) ?? '')));
  return Buffer.from(form.toString());
}

function forward(target: string, from: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  const { host: _, 'transfer-encoding': __, ...headers } = from.headers;
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
