import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DevProcess, startDev } from '../../scripts/load/dev-process.ts';
import { launchChromium } from './chromium.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

let folder: string;
let dev: DevProcess;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'pwh-browser-'));
  [dev, browser] = await Promise.all([
    startDev({ folder, pool: 3, environments: 2, port: 0 }),
    launchChromium(),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await dev?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a person with a browser, in front of `proxywebhook dev`', () => {
  it('opens the URL, then three paths, and sees the table grow by each', async () => {
    const page = await browser.newPage({ viewport: { width: 900, height: 520 } });
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));

    await page.goto(dev.url);
    const before = await rows(page);
    const grown: number[] = [];
    for (const target of ['/orders/created', '/invoices/paid?id=7', '/δοκιμή']) {
      await page.goto(`${dev.url}${target}`);
      grown.push((await rows(page)) - before);
      expect(await page.locator('table tbody tr').first().innerText()).toContain(
        decodeURI(target.split('?')[0] ?? ''),
      );
    }
    expect(grown).toEqual([1, 2, 3]);

    const shot = path.join(
      process.env.SCREENSHOTS === 'update' ? path.join(ROOT, 'docs/images') : folder,
      'dev.png',
    );
    mkdirSync(path.dirname(shot), { recursive: true });
    expect((await page.screenshot({ path: shot })).length).toBeGreaterThan(1000);
    expect(faults).toEqual([]);
  });

  it('sees none of what the page itself asks for in the table', async () => {
    const page = await browser.newPage();
    await page.goto(`${dev.url}/last`);
    const texts = await page.locator('table tbody tr').allInnerTexts();
    expect(texts.filter((text) => /favicon|robots|\/_\//.test(text))).toEqual([]);
  });
});

function rows(page: Page): Promise<number> {
  return page.locator('table tbody tr').count();
}
