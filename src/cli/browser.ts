import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPage } from './open-page.ts';

export interface BrowserSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of the configuration: the file that leads to the link is written to `.proxywebhook/` in it. */
  readonly directory: string;
  readonly platform?: NodeJS.Platform;
}

/**
 * Opens a URL in the browser of the desktop; resolves to false where there is none. The URL is a secret and arguments are seen by
 * everybody on the machine: what the browser is given is a file that only its owner may read, and that leads to the URL.
 */
export async function openInBrowser(
  url: string,
  { env, directory, platform = process.platform }: BrowserSurroundings,
): Promise<boolean> {
  const hasDesktop =
    platform === 'darwin' || platform === 'win32' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
  if (!hasDesktop) return false;
  // Below the home folder and not in a hidden one of it: browsers in a sandbox read no other.
  const folder = join(directory, '.proxywebhook');
  const file = join(folder, 'open.html');
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '.gitignore'), '*\n');
    await rm(file, { force: true });
    await writeFile(file, leadingTo(url), { mode: 0o600, flag: 'wx' });
  } catch {
    return false;
  }
  const launched = await openPage(file, { platform, env });
  if (!launched) await rm(file, { force: true });
  return launched;
}

function leadingTo(url: string): string {
  const escaped = url.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${escaped}">
<title>proxywebhook</title>
<p><a href="${escaped}" rel="noreferrer">Open the page</a></p>
`;
}
