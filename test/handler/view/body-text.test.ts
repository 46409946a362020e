import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { showBody } from '../../../handler/view/body-text.ts';

describe('a body on the page', () => {
  it.each([
    ['JSON', '{"a":[1,2],"b":{}}', 'json', '{\n  "a": [\n    1,\n    2\n  ],\n  "b": {}\n}'],
    ['a number that no double holds', '[12345678901234567890]', 'json', '[\n  12345678901234567890\n]'],
    ['a key that is given twice', '{"a":1,"a":2}', 'json', '{\n  "a": 1,\n  "a": 2\n}'],
    ['a string of syntax', '["{\\"a\\":[,]} "]', 'json', '[\n  "{\\"a\\":[,]} "\n]'],
    ['what is empty with white space', '{ "a" : [ ] }', 'json', '{\n  "a": []\n}'],
    ['a bare word', 'true', 'text', 'true'],
    ['almost JSON', '{"a":1', 'text', '{"a":1'],
    ['a form', 'a=1&b=2', 'text', 'a=1&b=2'],
    ['other scripts', 'grüße, 世界', 'text', 'grüße, 世界'],
  ])('tells %s', (_, body, kind, text) => {
    expect(show(Buffer.from(body))).toEqual({ kind, text });
  });

  it('says that there is nothing in it', () => {
    expect(show(Buffer.alloc(0))).toEqual({ kind: 'empty' });
  });

  it.each([
    ['is not UTF-8', Buffer.from([0x61, 0xff, 0x62]), '00000000  61 ff 62'],
    ['holds a NUL', Buffer.from('a\0b'), '00000000  61 00 62'],
  ])('dumps what %s', (_, body, beginning) => {
    const shown = show(body);
    expect(shown).toMatchObject({ kind: 'hex', text: expect.stringContaining(beginning) });
  });

  it('dumps 4 KB of sixteen bytes a line', () => {
    const shown = show(Buffer.alloc(10_000));
    expect('text' in shown && shown.text.split('\n')).toHaveLength(256);
    expect('text' in shown && shown.text.split('\n')[1]).toBe(
      `00000010  ${'00 '.repeat(16)} ${'.'.repeat(16)}`,
    );
  });

  it('calls a beginning that ends within a character text', () => {
    expect(showBody(Buffer.from('ä').subarray(0, 1), 2)).toEqual({ kind: 'text', text: '' });
    expect(showBody(Buffer.from('aä').subarray(0, 2), 3)).toEqual({ kind: 'text', text: 'a' });
  });

  it('changes nothing of any JSON but its white space', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const shown = show(Buffer.from(json));
        if (shown.kind === 'json') expect(JSON.parse(shown.text)).toEqual(JSON.parse(json));
      }),
    );
  });

  it.each([
    ['brackets', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['brackets around many values', '['.repeat(1000) + '1,'.repeat(100_000) + '1'.padEnd(1001, ']')],
    ['one long string', `["${'\\n'.repeat(100_000)}"]`],
  ])('stays below a megabyte for 256 KB of %s', (_, body) => {
    const shown = show(Buffer.from(body));
    expect('text' in shown && shown.text.length).toBeLessThan(1_000_000);
  });
});

function show(body: Buffer) {
  return showBody(body, body.length);
}
