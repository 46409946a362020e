import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openInBrowser } from '../../src/cli/browser.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'browser-'));
});
afterEach(() => rm(directory, { recursive: true }));

const LINK = 'https://abc.example/_/login?until=1&proof="secret"';

/** A launcher of the test's own in front of the PATH, which writes down what it was given. */
async function opens(exit: number, env = { DISPLAY: ':0' }): Promise<boolean> {
  const launcher = join(directory, 'xdg-open');
  await writeFile(launcher, `#!/bin/sh\nprintf '%s' "$*" > '${directory}/given'\nexit ${exit}\n`);
  await chmod(launcher, 0o755);
  return openInBrowser(LINK, {
    env: { ...env, PATH: `${directory}${delimiter}${process.env.PATH ?? ''}` },
    directory,
    platform: 'linux',
  });
}

describe('opening a browser', () => {
  it('gives it a file that only its owner may read, never the link', async () => {
    expect(await opens(0)).toBe(true);
    const file = await readFile(join(directory, 'given'), 'utf8');
    expect(file).toBe(join(directory, '.proxywebhook', 'open.html'));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toContain(
      'url=https://abc.example/_/login?until=1&amp;proof=&quot;secret&quot;"',
    );
    expect(await readFile(join(directory, '.proxywebhook', '.gitignore'), 'utf8')).toBe('*\n');
  });
  it('leaves no file behind when there is none', async () => {
    expect(await opens(3)).toBe(false);
    await expect(stat(join(directory, '.proxywebhook', 'open.html'))).rejects.toThrow('ENOENT');
  });
  it('is not tried without a display', async () => {
    expect(await opens(0, { DISPLAY: '' })).toBe(false);
    await expect(stat(join(directory, 'given'))).rejects.toThrow('ENOENT');
  });
});
