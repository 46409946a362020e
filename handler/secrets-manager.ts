import { FinalFault } from './faults.ts';
import { type Environment, required } from './settings.ts';
import { signedHeaders, signerFrom } from './sigv4.ts';

const LONGEST_CALL = 2000;
const TARGET = 'secretsmanager.GetSecretValue';

/**
 * The text of a secret, by one signed call: the SDK would cost every cold start more than the call does
 * (Secrets Manager API Reference, "GetSecretValue"). Rejects with a FinalFault when the service refuses.
 */
export async function getSecretValue(
  id: string,
  environment: Environment,
  deadline: number,
): Promise<string> {
  const url = endpointOf(environment);
  const body = JSON.stringify({ SecretId: id });
  const headers = signedHeaders(
    {
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': TARGET },
      body,
    },
    'secretsmanager',
    signerFrom(environment),
    new Date(),
  );
  const left = Math.max(1, Math.min(LONGEST_CALL, deadline - performance.now()));
  const { status, text } = await post(url, headers, body, left);
  const answer = parse(text);
  if (status === 200 && typeof answer.SecretString === 'string') return answer.SecretString;
  const type = String(answer.__type ?? `HTTP ${status}`).replace(/^.*#/, '');
  const message = String(answer.message ?? answer.Message ?? '');
  const told = `Secrets Manager answered ${type}${message === '' ? '' : `: ${message}`}`;
  throw status >= 500 || /Throttling/.test(type) ? new Error(told) : new FinalFault(told);
}

/** The service's own endpoint, unless the environment names another, as every AWS SDK reads it. */
function endpointOf(environment: Environment): URL {
  const given = environment.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? environment.AWS_ENDPOINT_URL;
  if (given) return new URL('/', given);
  const region = required(environment, 'AWS_REGION');
  return new URL(`https://secretsmanager.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/`);
}

async function post(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  timeout: number,
): Promise<{ readonly status: number; readonly text: string }> {
  // Loaded here, because a function that logs in by IAM needs neither, and each costs its cold start milliseconds.
  const client = url.protocol === 'http:' ? await import('node:http') : await import('node:https');
  return new Promise((resolve, reject) => {
    const request = client.request(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    });
    const timer = setTimeout(
      () => request.destroy(new Error('Secrets Manager did not answer in time.')),
      timeout,
    );
    request.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
      });
    });
    request.end(body);
  });
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
