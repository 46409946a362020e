// Secrets Manager on loopback, GetSecretValue only. It accepts a call only when its signature is the one that AWS's own
// signer makes for the same call.
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';

export interface SecretsManagerStandIn {
  readonly endpoint: string;
  /** How often it was asked for a secret. */
  readonly calls: () => number;
  /** Of every secret, or of this one. */
  set(value: string, id?: string): void;
  /** Answers every call with this error from now on; with a status of 500 as a service that is down. */
  refuse(type: string, message: string, status?: number): void;
  /** Answers again. */
  relent(): void;
  stop(): Promise<void>;
}

export const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:CredentialsSecret-AbCdEf';

export async function startSecretsManager(initial: string): Promise<SecretsManagerStandIn> {
  let value = initial;
  let calls = 0;
  const values = new Map<string, string>();
  let refusal: { type: string; message: string; status: number } | undefined;
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const answer = (status: number, content: unknown) =>
      response
        .writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
        .end(JSON.stringify(content));
    calls += 1;
    if (refusal !== undefined)
      return answer(refusal.status, { __type: refusal.type, Message: refusal.message });
    const expected = await signatureOf(request, body);
    if (request.headers.authorization !== expected) {
      return answer(400, { __type: 'InvalidSignatureException', message: `expected ${expected}` });
    }
    if (request.headers['x-amz-target'] !== 'secretsmanager.GetSecretValue') {
      return answer(400, { __type: 'UnknownOperationException' });
    }
    const id = String(JSON.parse(body).SecretId);
    return answer(200, {
      ARN: id,
      SecretString: values.get(id) ?? value,
      VersionStages: ['AWSCURRENT'],
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    calls: () => calls,
    set: (next, id) => {
      if (id === undefined) value = next;
      else values.set(id, next);
    },
    refuse: (type, message, status = 400) => {
      refusal = { type, message, status };
    },
    relent: () => {
      refusal = undefined;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The Authorization header that AWS's signer makes for the call. */
async function signatureOf(request: IncomingMessage, body: string): Promise<string | undefined> {
  const signer = new SignatureV4({
    service: 'secretsmanager',
    region: 'us-east-1',
    applyChecksum: false,
    credentials: {
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
      sessionToken: 'session-token+/=',
    },
    sha256: Sha256,
  });
  const { host = '', 'x-amz-date': date = '' } = request.headers;
  const signed = await signer.sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname: host,
      path: '/',
      headers: {
        host,
        'content-type': String(request.headers['content-type']),
        'x-amz-target': String(request.headers['x-amz-target']),
      },
      body,
    },
    { signingDate: dateOf(String(date)) },
  );
  return signed.headers.authorization;
}

function dateOf(basic: string): Date {
  return new Date(basic.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** What AWS's signer wants as its hash, by Node's own. */
export class Sha256 {
  private readonly hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash =
      secret === undefined
        ? createHash('sha256')
        : createHmac('sha256', typeof secret === 'string' ? secret : viewOf(secret));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(typeof data === 'string' ? data : viewOf(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
  reset(): void {}
}

function viewOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
