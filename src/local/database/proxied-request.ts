import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';

type Environment = Readonly<Record<string, string | undefined>>;

export interface GetOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly environment: Environment;
  readonly signal?: AbortSignal;
  /** PEM, besides the authorities that Node.js knows. */
  readonly certificateAuthority?: string;
}

const LONGEST_SILENCE = 30_000;

/**
 * GET, through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name (also in small letters), as curl does: Node.js's own
 * fetch heeds them only from version 24 on. Rejects after 30 s of silence. Redirects are the caller's.
 */
export async function get(url: URL, options: GetOptions): Promise<IncomingMessage> {
  const proxy = proxyFor(url, options.environment);
  const secure = url.protocol === 'https:';
  const common = { headers: options.headers, ...(options.signal ? { signal: options.signal } : {}) };
  if (proxy === undefined) {
    const request = secure
      ? httpsRequest(url, { ...common, ...authority(options) })
      : httpRequest(url, common);
    return answer(request.end());
  }
  if (!secure) {
    const headers = { ...options.headers, host: url.host, ...credentials(proxy) };
    return answer(httpRequest(proxy, { ...common, headers, path: url.href }).end());
  }
  const tunnel = await tunnelTo(url, proxy, options.signal);
  const socket = tlsConnect({ socket: tunnel, servername: url.hostname, ...authority(options) });
  return answer(httpsRequest(url, { ...common, createConnection: () => socket }).end());
}

/** The proxy to go through; undefined for none. */
export function proxyFor(url: URL, environment: Environment): URL | undefined {
  const read = (name: string) => environment[name.toLowerCase()] ?? environment[name];
  const exempt = (read('NO_PROXY') ?? '').split(',').map((one) => one.trim().toLowerCase());
  const host = url.hostname.toLowerCase();
  const named = (one: string) => host === one || host.endsWith(one.startsWith('.') ? one : `.${one}`);
  if (exempt.some((one) => one === '*' || (one !== '' && named(one)))) return undefined;
  const value = read(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (!value) return undefined;
  const text = value.includes('://') ? value : `http://${value}`;
  if (!URL.canParse(text)) throw new Error('HTTPS_PROXY or HTTP_PROXY holds no URL');
  const proxy = new URL(text);
  if (proxy.protocol !== 'http:')
    throw new Error(`a proxy over ${proxy.protocol} is not supported, only http:`);
  return proxy;
}

async function tunnelTo(url: URL, proxy: URL, signal: AbortSignal | undefined): Promise<Socket> {
  const target = `${url.hostname}:${url.port || 443}`;
  const request = httpRequest(proxy, {
    method: 'CONNECT',
    path: target,
    headers: { host: target, ...credentials(proxy) },
    timeout: LONGEST_SILENCE,
    ...(signal ? { signal } : {}),
  });
  request.once('timeout', () => request.destroy(new Error(`the proxy ${proxy.host} did not answer`)));
  request.end();
  const [response, socket] = (await once(request, 'connect')) as [IncomingMessage, Socket];
  if (response.statusCode === 200) return socket;
  socket.destroy();
  throw new Error(
    `the proxy ${proxy.host} answered ${response.statusCode} ${response.statusMessage ?? ''}`.trim(),
  );
}

async function answer(request: ReturnType<typeof httpRequest>): Promise<IncomingMessage> {
  request.setTimeout(LONGEST_SILENCE, () => request.destroy(new Error('no answer for 30 s')));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

function authority({ certificateAuthority }: GetOptions): { readonly ca?: string } {
  return certificateAuthority === undefined ? {} : { ca: certificateAuthority };
}

function credentials(proxy: URL): Readonly<Record<string, string>> {
  if (proxy.username === '') return {};
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}
