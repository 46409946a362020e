import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from './chromium.ts';

let browser: Awaited<ReturnType<typeof launchChromium>>;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
});

describe('the browser of the tests', () => {
  it('shows a document', async () => {
    const page = await browser.newPage();
    await page.setContent('<title>seen</title>');
    expect(await page.title()).toBe('seen');
  });
});
