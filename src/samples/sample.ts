import { nearest } from '../config/nearest.ts';
import { ProxyWebhookError } from '../errors.ts';
import { PRESETS, type Preset } from './presets.ts';

/** What is sent: a preset by its name, or bytes of the user's own. */
export type Sample =
  | { readonly kind: 'preset'; readonly name: string }
  | {
      readonly kind: 'bytes';
      /** Where it goes when no route is asked for: `/NAME`. */
      readonly name: string;
      readonly contentType: string;
      readonly body: Uint8Array;
    };

/** A sample made for one delivery. Header names are lower case. */
export interface MadeSample {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** The preset of a name. Throws `usage` with the nearest when there is none. */
export function presetNamed(name: string): Preset {
  const preset = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined;
  if (preset !== undefined) return preset;
  const names = Object.keys(PRESETS);
  const near = nearest(name, names);
  throw new ProxyWebhookError('usage', `There is no preset ${name}, and no such file.`, {
    remedies: [
      ...(near === undefined ? [] : [`Did you mean ${near}?`]),
      `Presets: ${names.join(', ')}`,
      'A file is told by its path: ./payload.json',
    ],
  });
}

/** An id as the sample's sender gives them. `hex` gives lower-case hex digits. */
export function deliveryId(sample: Sample, hex: (digits: number) => string): string {
  const prefix = sample.kind === 'preset' ? presetNamed(sample.name).idPrefix : undefined;
  if (prefix !== undefined) return prefix + hex(24);
  // RFC 9562, version 4.
  const digits = hex(32);
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`];
  return [...parts, `a${digits.slice(17, 20)}`, digits.slice(20)].join('-');
}

/** Makes the request of one delivery. `now` in milliseconds since the epoch. */
export function makeSample(sample: Sample, id: string, now: number): MadeSample {
  if (sample.kind === 'bytes') {
    return { headers: { 'content-type': sample.contentType }, body: sample.body };
  }
  const { headers, body } = presetNamed(sample.name);
  const known: Readonly<Record<string, string>> = {
    '{id}': id,
    '{time}': new Date(now).toISOString(),
    '{seconds}': String(Math.floor(now / 1000)),
  };
  const fill = (text: string) => text.replaceAll(/\{(?:id|time|seconds)\}/g, (name) => known[name] ?? name);
  const text =
    typeof body === 'string'
      ? fill(body)
      : // A number is written as one.
        fill(JSON.stringify(body).replaceAll(/"(\{seconds\}(?:000)?)"/g, '$1'));
  return {
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)])),
    body: new TextEncoder().encode(text),
  };
}
