// The whole path on this machine, in a test of your own: `node --test webhook.test.js`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isProxyWebhookError } from 'proxywebhook';
import { startDev } from 'proxywebhook/testing';

test('a webhook is stored, and handed to the handler', async () => {
  const dev = await startDev({ config: { function: { entry: 'handler.ts' } } });
  try {
    const answer = await fetch(dev.url, { method: 'POST', body: '{"hello":"world"}' });
    assert.equal(answer.status, 200);
    assert.equal(dev.requests().length, 1);
    assert.ok(dev.logs().some((line) => line.includes('POST /, 17 bytes')));
  } finally {
    await dev.stop();
  }
});

test('a configuration that is not allowed says all that is wrong with it', async () => {
  await assert.rejects(
    startDev({ config: { database: { allocatedStorageGb: 1 }, proxy: { maxConnectionsPercent: 0 } } }),
    (error) => isProxyWebhookError(error) && error.code === 'invalid-config',
  );
});
