import { createHmac, timingSafeEqual } from 'node:crypto';
import type { HttpEvent } from '../http-event.ts';
import type { Environment } from '../settings.ts';

/** How long a link can be opened, and how long a browser that opened it is let in. Seconds. */
export const LINK_SECONDS = 300;
const COOKIE_SECONDS = 12 * 3600;

/** With this prefix a browser takes the cookie only over TLS or from loopback, for this host alone. */
const COOKIE = '__Host-proxywebhook';
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Lax';

/** What links and cookies are signed with; empty when there is nothing. Another key logs everybody out. */
export function keyOf({ VIEW_KEY }: Environment): string {
  return VIEW_KEY ?? '';
}

/** The path of a link that lets a browser in. Whoever has the key can make one; nothing is kept. Times are seconds. */
export function loginPath(key: string, now: number): string {
  return `/_/login?token=${sign(key, 'link', now + LINK_SECONDS)}`;
}

/** The cookie for a link's token; undefined when the token is not ours or too old. */
export function cookieFor(token: string, key: string, now: number): string | undefined {
  return isValid(token, key, 'link', now)
    ? `${COOKIE}=${sign(key, 'cookie', now + COOKIE_SECONDS)}; ${ATTRIBUTES}; Max-Age=${COOKIE_SECONDS}`
    : undefined;
}

/** Makes a browser forget the cookie. */
export const FORGET_COOKIE = `${COOKIE}=; ${ATTRIBUTES}; Max-Age=0`;

/** True for a browser that opened a link within the last twelve hours, signed with this key. */
export function mayRead({ cookies }: HttpEvent, key: string, now: number): boolean {
  return textsOf(cookies)
    .filter(isOurs)
    .some((cookie) => isValid(cookie.slice(COOKIE.length + 1), key, 'cookie', now));
}

/** The event without our cookie: it lets in, so it is stored nowhere. */
export function withoutViewCookie(event: HttpEvent): HttpEvent {
  const cookies = textsOf(event.cookies);
  return cookies.some(isOurs) ? { ...event, cookies: cookies.filter((cookie) => !isOurs(cookie)) } : event;
}

function isOurs(cookie: string): boolean {
  return cookie.startsWith(`${COOKIE}=`);
}

function textsOf(cookies: unknown): readonly string[] {
  return Array.isArray(cookies) ? cookies.filter((cookie) => typeof cookie === 'string') : [];
}

/** `<expiry in base 36>.<HMAC-SHA256 in base64url>`. The purpose is signed too: a link's token is no cookie. */
function sign(key: string, purpose: 'link' | 'cookie', expiry: number): string {
  const time = Math.floor(expiry).toString(36);
  const mac = createHmac('sha256', key).update(`proxywebhook ${purpose} ${time}`).digest('base64url');
  return `${time}.${mac}`;
}

function isValid(token: string, key: string, purpose: 'link' | 'cookie', now: number): boolean {
  const time = /^([0-9a-z]{1,9})\.[\w-]{43}$/.exec(token)?.[1];
  if (time === undefined || key === '') return false;
  const expiry = Number.parseInt(time, 36);
  const expected = Buffer.from(sign(key, purpose, expiry));
  const given = Buffer.from(token);
  return given.length === expected.length && timingSafeEqual(given, expected) && expiry > now;
}
