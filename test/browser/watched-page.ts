// A page of a browser with everything that it must not do written down: dialogs, calls beyond the documents that the test
// asked for, violations of the policy, and what the console says of errors.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export interface WatchedPage {
  readonly page: Page;
  /** What went wrong so far, in words. */
  misdeeds(): readonly string[];
  /** What axe finds, as rule and target, without the rules that are named. */
  axe(except?: readonly string[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function watchedPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const misdeeds: string[] = [];
  page.on('dialog', (dialog) => {
    misdeeds.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => misdeeds.push(`error: ${error.message}`));
  page.on('popup', (popup) => misdeeds.push(`popup: ${popup.url()}`));
  page.on('request', (request) => {
    if (!request.isNavigationRequest()) misdeeds.push(`call: ${request.url()}`);
  });
  page.on('console', (message) => {
    // A document that is answered with 403 or 404 is told of as an error too.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      misdeeds.push(`console: ${message.text()}`);
  });
  await page.exposeFunction('violated', (what: string) => misdeeds.push(`violation: ${what}`));
  await page.addInitScript(
    `document.addEventListener('securitypolicyviolation', (event) => violated(event.violatedDirective + ' ' + event.blockedURI))`,
  );
  return {
    page,
    misdeeds: () => misdeeds,
    axe: async (except = []) => {
      await page.evaluate(AXE);
      return page.evaluate<string[]>(
        `axe.run(document, { rules: ${JSON.stringify(
          Object.fromEntries(except.map((rule) => [rule, { enabled: false }])),
        )} }).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target + ' ' + failureSummary)))`,
      );
    },
    close: () => context.close(),
  };
}
