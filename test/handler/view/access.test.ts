import { describe, expect, it } from 'vitest';
import {
  cookieFor,
  FORGET_COOKIE,
  keyOf,
  LINK_SECONDS,
  loginPath,
  mayRead,
  withoutViewCookie,
} from '../../../handler/view/access.ts';

const KEY = 'a'.repeat(64);
const NOW = 1_800_000_000;
const HALF_A_DAY = 12 * 3600;

describe('a link', () => {
  it('lets in for five minutes and no longer', () => {
    const token = tokenOf(loginPath(KEY, NOW));
    expect(LINK_SECONDS).toBeLessThanOrEqual(300);
    expect(cookieFor(token, KEY, NOW)).toBeDefined();
    expect(cookieFor(token, KEY, NOW + LINK_SECONDS - 1)).toBeDefined();
    expect(cookieFor(token, KEY, NOW + LINK_SECONDS)).toBeUndefined();
  });

  it('is worth nothing once any character of it was changed', () => {
    const token = tokenOf(loginPath(KEY, NOW));
    for (let at = 0; at < token.length; at += 1) {
      for (const other of ['A', 'b', '0', '.', '-'].filter((one) => one !== token[at])) {
        const changed = token.slice(0, at) + other + token.slice(at + 1);
        expect(cookieFor(changed, KEY, NOW), changed).toBeUndefined();
      }
    }
  });

  it.each([
    ['nothing', ''],
    ['a signature of no time', `.${'a'.repeat(43)}`],
    ['a time of no signature', 'zzzzzz.'],
    ['a time far away', `zzzzzzzzz.${'a'.repeat(43)}`],
    ['more than a token', `${tokenOf(loginPath(KEY, NOW))}a`],
    ['a line before it', `\n${tokenOf(loginPath(KEY, NOW))}`],
    ['a megabyte', 'a'.repeat(1_000_000)],
  ])('is not %s', (_, token) => {
    expect(cookieFor(token, KEY, NOW)).toBeUndefined();
  });

  it('of another key is worth nothing, and where there is no key none is worth anything', () => {
    expect(cookieFor(tokenOf(loginPath('other', NOW)), KEY, NOW)).toBeUndefined();
    expect(cookieFor(tokenOf(loginPath('', NOW)), '', NOW)).toBeUndefined();
    expect(keyOf({})).toBe('');
  });
});

describe('the cookie', () => {
  it('goes to this host alone, over TLS, to no script, and not with requests that other sites make', () => {
    const attributes = cookie().split('; ').slice(1);
    expect(cookie()).toMatch(/^__Host-proxywebhook=/);
    expect(attributes).toEqual(['Path=/', 'Secure', 'HttpOnly', 'SameSite=Lax', `Max-Age=${HALF_A_DAY}`]);
    expect(FORGET_COOKIE).toBe('__Host-proxywebhook=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0');
  });

  it('lets in for twelve hours, whatever the browser does', () => {
    expect(reads([pair()], NOW)).toBe(true);
    expect(reads([pair()], NOW + HALF_A_DAY - 1)).toBe(true);
    expect(reads([pair()], NOW + HALF_A_DAY)).toBe(false);
  });

  it('is found among others, also after one that is not good', () => {
    expect(reads(['a=b', '__Host-proxywebhook=x.y', pair()])).toBe(true);
  });

  it.each([
    ['none', undefined],
    ['an empty one', ['__Host-proxywebhook=']],
    ['one without a name', [pair().split('=')[1] ?? '']],
    ['a similar name', [pair().replace('__Host-', '')]],
    ["a link's token", [`__Host-proxywebhook=${tokenOf(loginPath(KEY, NOW))}`]],
    ['what is not text', [7, null, {}]],
    ['what is not a list', pair()],
  ])('does not let in: %s', (_, cookies) => {
    expect(reads(cookies)).toBe(false);
  });

  it('is worth nothing with another key: a new key logs everybody out', () => {
    expect(mayRead(eventWith([pair()]), 'b'.repeat(64), NOW)).toBe(false);
  });

  it('is not a link', () => {
    expect(cookieFor(pair().slice('__Host-proxywebhook='.length), KEY, NOW)).toBeUndefined();
  });

  it('is taken out of what is stored, and other cookies are left', () => {
    expect(withoutViewCookie(eventWith(['a=b', pair(), 'c=d'])).cookies).toEqual(['a=b', 'c=d']);
    const others = eventWith(['a=b']);
    expect(withoutViewCookie(others)).toBe(others);
  });
});

function tokenOf(path: string): string {
  return new URL(path, 'http://localhost').searchParams.get('token') ?? '';
}

function cookie(): string {
  return cookieFor(tokenOf(loginPath(KEY, NOW)), KEY, NOW) ?? '';
}

function pair(): string {
  return cookie().split(';')[0] ?? '';
}

function reads(cookies: unknown, now = NOW): boolean {
  return mayRead(eventWith(cookies), KEY, now);
}

function eventWith(cookies: unknown) {
  return { cookies: cookies as readonly string[], requestContext: { http: {} } };
}
