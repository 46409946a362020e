import { homedir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheDirectory } from '../../src/artifact/cache-directory.ts';

describe('the cache folder', () => {
  it.each([
    [{}, path.join(homedir(), '.cache/proxywebhook')],
    [{ XDG_CACHE_HOME: '' }, path.join(homedir(), '.cache/proxywebhook')],
    [{ XDG_CACHE_HOME: 'relative' }, path.join(homedir(), '.cache/proxywebhook')],
    [{ XDG_CACHE_HOME: '/var/cache/me' }, '/var/cache/me/proxywebhook'],
  ])('of %j is %s', (environment, folder) => {
    expect(cacheDirectory(environment)).toBe(folder);
  });
});
