import { describe, expect, it } from 'vitest';
import { SCHEMES } from '../../handler/signatures/schemes.ts';
import { PRESETS } from '../../src/samples/presets.ts';
import { deliveryId, makeSample, presetNamed } from '../../src/samples/sample.ts';

const NOW = Date.parse('2026-11-25T18:00:00Z');
const hex = (digits: number) => '0123456789abcdef'.repeat(4).slice(0, digits);
const names = Object.keys(PRESETS);
const made = (name: string, id = 'the-id') => {
  const { headers, body } = makeSample({ kind: 'preset', name }, id, NOW);
  return { headers, text: new TextDecoder().decode(body) };
};

describe.each(names)('the preset %s', (name) => {
  it('is JSON where it says so, and leaves no placeholder', () => {
    const { headers, text } = made(name);
    expect(text + JSON.stringify(headers)).not.toMatch(/\{(id|time|seconds)\}/);
    if (headers['content-type']?.includes('json')) expect(() => JSON.parse(text)).not.toThrow();
  });
  it('has headers as they are sent: lower-case names, no signature', () => {
    const { headers } = made(name);
    expect(
      Object.keys(headers).filter((each) => !/^[a-z0-9-]+$/.test(each) || /signature/.test(each)),
    ).toEqual([]);
  });
  it('is of a sender that the handler knows, and tells its id and event where that looks', () => {
    const { scheme } = presetNamed(name);
    if (scheme === undefined) return;
    const { id = [], event = [] } = SCHEMES[scheme] ?? {};
    const { headers, text } = made(name);
    const at = (source: string): unknown =>
      source.startsWith('.')
        ? source
            .slice(1)
            .split('.')
            .reduce((value, key) => (value as Record<string, unknown>)?.[key], JSON.parse(text))
        : headers[source];
    // Headers that the signature is over are added with it.
    const signed = SCHEMES[scheme]?.forms.flatMap((form) => form.id ?? []) ?? [];
    expect(SCHEMES).toHaveProperty(scheme);
    if (id.length > 0 && signed.length === 0) expect(id.map(at)).toContain('the-id');
    expect(event.map(at).some((value) => typeof value === 'string')).toBe(event.length > 0);
  });
});

describe('a delivery', () => {
  it('has an id as its sender gives them', () => {
    expect(deliveryId({ kind: 'preset', name: 'stripe' }, hex)).toBe('evt_0123456789abcdef01234567');
    expect(deliveryId({ kind: 'preset', name: 'github' }, hex)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });
  it('tells its time as the sender does', () => {
    expect(JSON.parse(made('stripe').text)).toMatchObject({ id: 'the-id', created: NOW / 1000 });
    expect(JSON.parse(made('vercel').text)).toMatchObject({ createdAt: NOW });
    expect(made('form').text).toBe(
      'message=Hello+from+proxywebhook&id=the-id&sentAt=2026-11-25T18:00:00.000Z',
    );
  });
  it('of a file is the file', () => {
    const body = Uint8Array.of(0, 255);
    expect(makeSample({ kind: 'bytes', name: 'x', contentType: 'image/png', body }, 'id', NOW)).toEqual({
      headers: { 'content-type': 'image/png' },
      body,
    });
  });
  it('of no preset is an error that tells the nearest', () => {
    expect(() => presetNamed('strpe')).toThrow(
      expect.objectContaining({ code: 'usage', remedies: expect.arrayContaining(['Did you mean stripe?']) }),
    );
  });
});
