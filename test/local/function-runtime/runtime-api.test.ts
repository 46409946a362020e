import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type RuntimeApi,
  type RuntimeMessage,
  serveRuntimeApi,
} from '../../../src/local/function-runtime/runtime-api.ts';

const started: RuntimeApi[] = [];
afterEach(() => {
  for (const api of started.splice(0)) api.close();
});

async function runtimeApi() {
  const messages: RuntimeMessage[] = [];
  const api = await serveRuntimeApi((message) => messages.push(message));
  started.push(api);
  const send = (method: string, path: string, body?: string, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>(
      (resolve, reject) => {
        const url = `http://${api.address}/2018-06-01/runtime/${path}`;
        const made = request(url, { method, headers }, (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk) => {
            text += chunk;
          });
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
          );
        });
        made.on('error', reject).end(body);
      },
    );
  const next = async (requestId: string) => {
    const asked = send('GET', 'invocation/next');
    await expect.poll(() => messages.at(-1)?.type).toBe('next');
    api.give({
      requestId,
      payload: Buffer.from('{"a":1}'),
      deadline: 17,
      functionArn: 'arn:a',
      traceId: 'Root=1',
    });
    return asked;
  };
  return { messages, send, next };
}

describe('the Runtime API', () => {
  it('gives a request with what the client makes its context of', async () => {
    const { next } = await runtimeApi();
    expect(await next('id-1')).toMatchObject({
      status: 200,
      body: '{"a":1}',
      headers: {
        'lambda-runtime-aws-request-id': 'id-1',
        'lambda-runtime-deadline-ms': '17',
        'lambda-runtime-invoked-function-arn': 'arn:a',
        'lambda-runtime-trace-id': 'Root=1',
      },
    });
  });

  it('takes one answer to a request, and none to another', async () => {
    const { messages, next, send } = await runtimeApi();
    await next('id-1');
    const statuses = [];
    for (const path of ['invocation/id-2/response', 'invocation/id-1/response', 'invocation/id-1/error']) {
      statuses.push((await send('POST', path, '"x"')).status);
    }
    expect(statuses).toEqual([400, 202, 400]);
    expect(messages.map(({ type }) => type)).toEqual(['next', 'response']);
  });

  it('takes an error of loading the code', async () => {
    const { messages, send } = await runtimeApi();
    expect((await send('POST', 'init/error', '{"errorType":"X"}')).status).toBe(202);
    expect(messages).toEqual([{ type: 'init-error', payload: Buffer.from('{"errorType":"X"}') }]);
  });

  it.each([
    ['POST', 'invocation/next'],
    ['POST', 'other'],
    ['GET', 'invocation/id-1/response'],
    ['PUT', 'init/error'],
  ])('knows no %s %s', async (method, path) => {
    const { send, messages } = await runtimeApi();
    expect((await send(method, path)).status).toBe(404);
    expect(messages).toEqual([]);
  });

  it('gives nothing to a page that a browser was led to', async () => {
    const { send, messages } = await runtimeApi();
    expect((await send('GET', 'invocation/next', undefined, { host: 'evil.example' })).status).toBe(403);
    expect(messages).toEqual([]);
  });
});
