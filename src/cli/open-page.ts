import { spawn } from 'node:child_process';

/** Opens a URL or file in the user's browser; false when this machine has no way to. */
export function openPage(
  page: string,
  {
    platform = process.platform,
    env = process.env,
  }: {
    readonly platform?: NodeJS.Platform;
    readonly env?: Readonly<Record<string, string | undefined>>;
  } = {},
): Promise<boolean> {
  const [program, ...args] = openerOf(platform);
  return new Promise((resolve) => {
    const child = spawn(program, [...args, page], { stdio: 'ignore', detached: true, env: { ...env } });
    child.once('error', () => resolve(false));
    // One that is there and refuses (no display) says so at once; one that opens a browser may stay.
    const waited = setTimeout(() => resolve(true), 1_500);
    child.once('exit', (code) => {
      clearTimeout(waited);
      resolve(code === 0);
    });
    child.unref();
  });
}

function openerOf(platform: NodeJS.Platform): readonly [string, ...string[]] {
  switch (platform) {
    case 'darwin':
      return ['open'];
    case 'win32':
      // Not `start`, which is the shell's own and would read the URL's `&`.
      return ['rundll32', 'url.dll,FileProtocolHandler'];
    default:
      return ['xdg-open'];
  }
}
