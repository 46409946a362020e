import type { SignatureOutcome } from '../inspection.ts';
import { escapeHtml } from './escape.ts';

/** What became of a signature, in words. */
export const SIGNATURE_WORDS: Readonly<Record<SignatureOutcome, string>> = {
  none: 'not checked',
  valid: 'valid',
  invalid: 'invalid',
  stale: 'too old',
  'unknown-key': 'unknown key',
};

/** Markup of a time (ISO 8601, UTC). */
export function timeOf(time: string): string {
  const [day = '', clock = ''] = escapeHtml(time.replace('Z', '')).split('T');
  return `<time datetime="${escapeHtml(time)}"><span class="d">${day}</span> ${clock}</time>`;
}

const COLOURED = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Markup of a method. */
export function methodOf(method: string): string {
  return `<span class="m${COLOURED.includes(method) ? ` ${method}` : ''}">${escapeHtml(method)}</span>`;
}

/** Bytes, short. */
export function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
