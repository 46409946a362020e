import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FunctionProcess } from '../handler/function-process.ts';
import { launchChromium } from './chromium.ts';
import { SCRIPTS, STATEMENTS } from './corpora.ts';
import { storeSamples } from './samples.ts';
import { keepScreenshot } from './screenshots.ts';
import { type WatchedPage, watchedPage } from './watched-page.ts';
import { startWebhook, type Webhook } from './webhook.ts';

let webhook: Webhook;
let browser: Browser;
let url: string;
let fn: FunctionProcess;

beforeAll(async () => {
  webhook = await startWebhook();
  ({ url, fn } = await webhook.serve({}));
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await webhook?.stop();
});

const LOOKS = [
  { name: 'light', options: { colorScheme: 'light', viewport: { width: 1200, height: 760 } } },
  { name: 'dark', options: { colorScheme: 'dark', viewport: { width: 1200, height: 760 } } },
  { name: 'narrow', options: { colorScheme: 'light', viewport: { width: 390, height: 760 } } },
  { name: 'narrow-dark', options: { colorScheme: 'dark', viewport: { width: 390, height: 760 } } },
] as const;

describe('the page in Chromium', () => {
  it.each(LOOKS)('is accessible and fits, $name', async ({ name, options }) => {
    await empty();
    const watched = await enter(options);
    const { page } = watched;
    const look = async (path: string, image?: string, except: readonly string[] = []) => {
      await page.goto(url + path);
      expect(await watched.axe(except), path).toEqual([]);
      const wide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate(wide), `${path} scrolls sideways`).toBe(0);
      if (image !== undefined) await keepScreenshot(page, `${image}-${name}`);
    };
    await look('/_/', 'empty');
    await storeSamples(fn, webhook.database);
    await look('/_/', 'requests');
    // A reader who asked for it may turn it off again (WCAG 2.2.1); axe cannot know.
    await look('/_/?path=/shop&live=60', 'filter', ['meta-refresh']);
    await look('/_/?path=/nothing');
    await look('/_/?since=nonsense');
    await look('/_/r/1', 'request');
    await look('/_/r/4');
    await look('/_/r/99');
    await look('/hooks/seen?live=5', 'stored');
    await page.context().clearCookies();
    await look('/_/');
    await look('/_/login?token=old.one', 'expired');
    expect(watched.misdeeds()).toEqual([]);
    await watched.close();
  });

  it('is accessible where it is public, and shows four columns', async () => {
    await empty();
    await storeSamples(fn, webhook.database);
    const open = await webhook.serve({ view: { access: 'public' } });
    const watched = await watch();
    await watched.page.goto(`${open.url}/_/`);
    expect(await watched.axe()).toEqual([]);
    expect(await watched.page.locator('thead th').allTextContents()).toEqual(['#', 'Time', 'Method', 'Path']);
    expect(await watched.page.locator('main a').allTextContents()).toEqual(['Refresh every 5 s']);
    expect(watched.misdeeds()).toEqual([]);
    await watched.close();
  });

  it('can be used by the keyboard alone', async () => {
    await empty();
    await storeSamples(fn, webhook.database);
    const { page, close } = await enter();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Refresh every 5 s');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('/github');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/_/?path=%2Fgithub*');
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.getByRole('link', { name: '/github/push' }).press('Enter');
    await page.waitForURL('**/_/r/1');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('POST /github/push');
    await close();
  });

  it('shows whatever senders try as the text it is', async () => {
    await empty();
    for (const text of SCRIPTS)
      await fn.http({
        method: 'POST',
        path: `/${text}`,
        query: `q=${encodeURIComponent(text)}&${text}=1`,
        headers: { 'x-text': text, 'content-type': 'text/html', host: text },
        body: text,
      });
    await sql('UPDATE webhooks.request SET event = path, delivery_id = path');
    await sql("UPDATE webhooks.request SET route = LEFT(path, 64) WHERE path REGEXP '^[ -~]+$'");
    const watched = await enter();
    const { page } = watched;
    for (const path of [
      '/_/',
      `/_/?path=${encodeURIComponent(`/${SCRIPTS[0]}`)}`,
      ...SCRIPTS.map((_, i) => `/_/r/${i + 1}`),
    ]) {
      await page.goto(url + path);
      await page.evaluate(
        'document.querySelectorAll("main *").forEach((one) => { one.dispatchEvent(new Event("mouseover")); })',
      );
      expect(await strangers(page), path).toEqual([]);
      expect(page.url()).toBe(new URL(path, url).href);
    }
    for (const [index, text] of SCRIPTS.entries()) {
      await page.goto(`${url}/_/r/${index + 1}`);
      if (!/[\p{Cc}\p{Cf}\p{Zl}]/u.test(text)) {
        expect(await page.locator('pre').textContent()).toBe(text);
        expect(await page.locator('h1 .path').textContent()).toBe(`/${text}`);
      }
    }
    expect(watched.misdeeds()).toEqual([]);
    await watched.close();
  });

  it('asks the database for nothing but what it looks for, whatever is typed', async () => {
    await empty();
    await fn.http({ path: '/one' });
    for (const text of STATEMENTS)
      await fn.http({ path: `/${text}`, query: text, headers: { 'x-a': text }, body: text });
    const before = await sql('SELECT id, path FROM webhooks.request ORDER BY id');
    const { page, close, misdeeds } = await enter();
    for (const [index, text] of STATEMENTS.entries()) {
      const value = encodeURIComponent(text);
      const field = ['id', 'method', 'since', 'before', 'after', 'live'][index % 6];
      await page.goto(`${url}/_/?${field}=${value}`);
      await page.goto(`${url}/_/?path=/${value}`);
      expect(await page.locator('tbody .path').allTextContents(), text).toEqual([`/${text}`]);
      await page.goto(`${url}/_/r/${value}`);
      expect(await page.locator('dl, table').count()).toBe(0);
    }
    expect(await sql('SELECT id, path FROM webhooks.request ORDER BY id')).toEqual(before);
    expect(misdeeds()).toEqual([]);
    await close();
  });

  it('refreshes itself without a script, to itself, with its filter', async () => {
    await empty();
    await fn.http({ path: '/before' });
    const { page, close } = await enter();
    await page.goto(`${url}/_/?path=/bef&live=1`);
    await fn.http({ path: '/before/after' });
    await page.locator('tbody tr').nth(1).waitFor({ timeout: 20_000 });
    expect(page.url()).toBe(`${url}/_/?path=%2Fbef&live=5`);
    await page.getByRole('link', { name: 'Stop' }).click();
    expect(page.url()).toBe(`${url}/_/?path=%2Fbef`);
    await close();
  });

  it.each(['127.0.0.1', 'localhost'])('lets in by a link and out by a button, on http://%s', async (host) => {
    const { page, close } = await watch();
    const base = url.replace('127.0.0.1', host);
    await page.goto(`${base}/_/`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Only with a link');
    await page.goto(base + (await link()));
    expect(page.url()).toBe(`${base}/_/`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Requests');
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({
      name: '__Host-proxywebhook',
      httpOnly: true,
      secure: true,
      sameSite: 'Lax',
    });
    expect(await page.evaluate('document.cookie')).toBe('');
    await page.getByRole('button', { name: 'Log out' }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Only with a link');
    expect(await page.context().cookies()).toEqual([]);
    await close();
  });

  it('downloads a body as a file and never shows it', async () => {
    await empty();
    const body = Buffer.from('<script>alert(1)</script>');
    await fn.http({ body, headers: { 'content-type': 'text/html' } });
    const { page, close, misdeeds } = await enter();
    await page.goto(`${url}/_/r/1`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /^Download/ }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('request-1');
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks)).toEqual(body);
    expect(misdeeds()).toEqual([]);
    await close();
  });

  it('shows the newest first and pages back and forth', async () => {
    await empty();
    for (let i = 1; i <= 120; i += 1) await fn.http({ path: `/${i}` });
    const { page, close } = await enter();
    const shown = async () => {
      const numbers = await page.locator('tbody th').allTextContents();
      return [numbers[0], numbers.at(-1)];
    };
    const seen = [await shown()];
    for (const name of ['Older →', 'Older →', '← Newer', '← Newer']) {
      await page.getByRole('link', { name }).click();
      seen.push(await shown());
    }
    expect(seen).toEqual([
      ['120', '71'],
      ['70', '21'],
      ['20', '1'],
      ['70', '21'],
      ['120', '71'],
    ]);
    await close();
  });
});

async function watch(options = {}): Promise<WatchedPage> {
  return watchedPage(browser, options);
}

async function enter(options = {}): Promise<WatchedPage> {
  const watched = await watch(options);
  await watched.page.goto(url + (await link()));
  return watched;
}

async function link(): Promise<string> {
  return ((await fn.invoke({ proxywebhook: 'login' })) as { path: string }).path;
}

async function empty(): Promise<void> {
  await fn.http({});
  await sql('TRUNCATE TABLE webhooks.request');
}

async function sql(statement: string): Promise<unknown> {
  const connection = await webhook.database.connect();
  try {
    return (await connection.query(statement))[0];
  } finally {
    await connection.end();
  }
}

function focused(page: WatchedPage['page']): Promise<string> {
  return page.evaluate<string>('document.activeElement.textContent');
}

/** Elements, attributes and addresses that no template of ours has. */
function strangers(page: WatchedPage['page']): Promise<readonly string[]> {
  return page.evaluate<string[]>(`(() => {
    const elements = 'html head meta title style body a header form button main div h1 h2 p details summary label input nav span table caption thead tbody tr th td time small b em dl dt dd pre'.split(' ');
    const attributes = 'lang charset name content class href id tabindex method action role value autocomplete size placeholder open scope datetime aria-label download'.split(' ');
    return [...document.querySelectorAll('*')].flatMap((one) => [
      ...(elements.includes(one.localName) ? [] : [one.localName]),
      ...[...one.attributes].map(({ name }) => name).filter((name) => !attributes.includes(name)),
      ...['href', 'action'].map((name) => one.getAttribute(name)).filter((to) => to !== null && !/^(\\/_\\/|#main$)/.test(to)),
    ]);
  })()`);
}
