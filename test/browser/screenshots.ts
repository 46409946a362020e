// Screenshots in docs/images, taken again when SCREENSHOTS=update: pixels differ from one machine to the next.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';

const FOLDER = path.resolve(import.meta.dirname, '../../docs/images');
const KEPT = [
  'requests-light',
  'requests-dark',
  'requests-narrow',
  'request-light',
  'empty-light',
  'expired-narrow',
];

/** Keeps what the window shows under a name, when it is one of those in the documentation and they are asked for. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS_TO ?? FOLDER;
  const isAll = process.env.SCREENSHOTS_TO !== undefined;
  if (!isAll && (process.env.SCREENSHOTS !== 'update' || !KEPT.includes(name))) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: isAll });
}
