import { spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

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
  const launcher = launcherFor(platform, env);
  if (launcher === undefined) return false;
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
  const launched = await launch(launcher(file), env);
  if (!launched) await rm(file, { force: true });
  return launched;
}

interface Launch {
  readonly program: string;
  readonly args: readonly string[];
}

function launcherFor(
  platform: NodeJS.Platform,
  env: BrowserSurroundings['env'],
): ((file: string) => Launch) | undefined {
  switch (platform) {
    case 'darwin':
      return (file) => ({ program: 'open', args: [file] });
    case 'win32':
      // Not `start`, which is the shell's own and would read a path's `&`.
      return (file) => ({ program: 'rundll32', args: ['url.dll,FileProtocolHandler', file] });
    default:
      return env.DISPLAY || env.WAYLAND_DISPLAY
        ? (file) => ({ program: 'xdg-open', args: [file] })
        : undefined;
  }
}

/** True when the launcher ended well, or is still busy after 3 s: some stay for as long as the browser does. */
function launch({ program, args }: Launch, env: BrowserSurroundings['env']): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      detached: true,
      stdio: 'ignore',
      env: { ...env },
    });
    const timer = setTimeout(() => resolve(true), 3_000);
    const end = (opened: boolean) => {
      clearTimeout(timer);
      resolve(opened);
    };
    child.on('error', () => end(false));
    child.on('exit', (code) => end(code === 0));
    child.unref();
  });
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
