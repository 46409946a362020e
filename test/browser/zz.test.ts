import { afterAll, beforeAll, it } from 'vitest';
import { launchChromium } from './chromium.ts';
import { startWebhook, type Webhook } from './webhook.ts';
let w: Webhook; let b: Awaited<ReturnType<typeof launchChromium>>;
beforeAll(async () => { w = await startWebhook(); b = await launchChromium(); });
afterAll(async () => { await b?.close(); await w?.stop(); });
it('shots', async () => {
  const t = await w.serve({});
  const dir = '/tmp/viewx';
  for (const [name, scheme, width] of [['light','light',1200],['narrow','light',390]] as const) {
    const c = await b.newContext({ colorScheme: scheme, viewport: { width, height: 800 } });
    const p = await c.newPage();
    p.on('console', (m) => console.log('console', m.text()));
    const shot = (n: string) => p.screenshot({ path: `${dir}/${n}-${name}.png`, fullPage: true });
    await p.goto(`${t.url}/_/login?token=1.2`); await shot('expired');
    const { path } = (await t.fn.invoke({ proxywebhook: 'login' })) as { path: string };
    await p.goto(t.url + path);
    if (name === 'light') {
      await shot('empty');
      const conn = await w.database.connect();
      await fetch(`${t.url}/github/push?ref=main&access_token=abcdef&msg=hello%20w%C3%B6rld`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-github-event': 'push', authorization: 'Bearer x' }, body: JSON.stringify({ ref: 'refs/heads/main', id: 12345678901234, commits: [{ id: 'a'.repeat(40), message: 'Fix <the> thing', author: { name: 'Zoë' } }], empty: [], ok: true }) });
      await fetch(`${t.url}/stripe`, { method: 'POST', body: 'a=1&b=2' });
      await fetch(`${t.url}/привет/日本語/😀/‮rtl‬/` + 'long-segment-'.repeat(30), { method: 'PUT', body: 'x' });
      await fetch(`${t.url}/image`, { method: 'POST', headers: { 'content-type': 'image/png' }, body: Buffer.from(Array.from({ length: 3000 }, (_, i) => i % 256)) });
      await fetch(`${t.url}/items/7`, { method: 'DELETE' });
      await fetch(`${t.url}/status`);
      for (let i = 0; i < 5; i++) await fetch(`${t.url}/shop/orders/create`, { method: 'POST', body: JSON.stringify({ n: i, pad: 'y'.repeat(i * 900) }) });
      await conn.query("UPDATE webhooks.request SET route='/github', event='push', delivery_id='72d3162e-cc78-11e3-81ab-4c9367dc0958', signature=1 WHERE id=1");
      await conn.query("UPDATE webhooks.request SET route='/stripe', event='invoice.paid', signature=3, attempts=4, last_at=NOW(3) WHERE id=2");
      await conn.query("UPDATE webhooks.request SET route='/shop', event='orders/create', signature=1 WHERE id>6");
      await conn.query("UPDATE webhooks.request SET signature=2 WHERE id=9");
      await conn.end();
    }
    await p.goto(`${t.url}/_/`); await shot('list');
    await p.goto(`${t.url}/_/?path=/shop&live=7`); await shot('filter');
    await p.goto(`${t.url}/_/r/1`); await shot('one');
    await p.goto(`${t.url}/_/r/4`); await shot('hex');
    await p.goto(`${t.url}/_/r/3`); await shot('unicode');
    await p.goto(`${t.url}/some/get`); await shot('captured');
    await c.close();
  }
});
