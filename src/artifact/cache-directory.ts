import { homedir } from 'node:os';
import path from 'node:path';

/**
 * The folder for what can be made again: `$XDG_CACHE_HOME/proxywebhook`, else `~/.cache/proxywebhook`
 * (XDG Base Directory Specification: a relative value is ignored).
 */
export function cacheDirectory(environment: Readonly<Record<string, string | undefined>> = {}): string {
  const given = environment.XDG_CACHE_HOME;
  const base = given !== undefined && path.isAbsolute(given) ? given : path.join(homedir(), '.cache');
  return path.join(base, 'proxywebhook');
}
