import { once } from 'node:events';
import { createServer } from 'node:http';

/** Secrets Manager as far as a measurement needs it: it gives one secret to whoever asks, however the call is signed. */
export async function startUnaskingSecretsManager(
  secret: string,
): Promise<{ readonly endpoint: string; stop(): void }> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ SecretString: secret }));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
