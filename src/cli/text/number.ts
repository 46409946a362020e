import { ProxyWebhookError } from '../../errors.ts';

/** Reads a whole number. Throws `usage`; `what` names the option or word. */
export function parseWhole(
  text: string,
  what: string,
  { least = 0, most = Number.MAX_SAFE_INTEGER }: { readonly least?: number; readonly most?: number } = {},
): number {
  const value = /^#?\d+$/.test(text.trim()) ? Number(text.trim().replace('#', '')) : Number.NaN;
  if (value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
  throw new ProxyWebhookError('usage', `${what} takes a whole number ${range}, not "${text}".`);
}
