import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from '../../src/config/json.ts';

const problem = (text: string) => {
  const result = readJson(text);
  return result.ok ? 'none' : `${result.at.line}:${result.at.column} ${result.problem}`;
};

describe('readJson', () => {
  it('reads every JSON value as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.constantFrom(0, 2, '\t'), (text, space) => {
        const written = JSON.stringify(JSON.parse(text), null, space);
        const result = readJson(written);
        expect(result.ok && result.value).toEqual(JSON.parse(written));
      }),
    );
  });

  it('accepts nothing that JSON.parse refuses', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 2 }), (text, at, noise) => {
        const place = at % (text.length + 1);
        const mangled = text.slice(0, place) + noise + text.slice(place + 1);
        const strict = attempt(() => JSON.parse(mangled));
        const result = readJson(mangled);
        if (!strict) expect(result.ok).toBe(false);
        if (strict && !result.ok) expect(result.problem).toMatch(/given twice/);
      }),
      { numRuns: 2000 },
    );
  });

  it('says where every key and element stands', () => {
    const result = readJson('{\n  "a": { "b": 1 },\n  "c": [true,\n    {"d": null}]\n}');
    expect(result.ok && Object.fromEntries(result.positions)).toEqual({
      a: { line: 2, column: 3 },
      'a.b': { line: 2, column: 10 },
      c: { line: 3, column: 3 },
      'c[0]': { line: 3, column: 9 },
      'c[1]': { line: 4, column: 5 },
      'c[1].d': { line: 4, column: 6 },
    });
  });

  it('passes over a byte order mark', () => {
    expect(readJson('\uFEFF{"a":1}')).toMatchObject({ ok: true, value: { a: 1 } });
  });

  it.each([
    ['{\n  "a": 1,\n}', '2:9 JSON has no trailing commas: remove the comma before the "}"'],
    ['[1,]', '1:3 JSON has no trailing commas: remove the comma before the "]"'],
    ['{\n  // dev\n  "a": 1 }', '2:3 JSON has no comments: remove this one'],
    ['{"a": 1 /* one */}', '1:9 JSON has no comments: remove this one'],
    ["{'a': 1}", '1:2 JSON uses double quotes, not single ones'],
    ['{a: 1}', '1:2 a key in double quotes was expected, found "a"'],
    ['{"a" 1}', '1:6 a colon was expected after the key "a", found "1"'],
    ['{"a": 1\n "b": 2}', '2:2 a comma or "}" was expected, found "\\""'],
    ['{"a": yes}', '1:7 a value was expected, found "yes"'],
    ['{"a": 01}', '1:7 a value was expected, found "01"'],
    ['{"a": "x\n"}', '1:7 the text that begins here has no end on its line'],
    [
      '{"a": "\\x"}',
      '1:7 the text that begins here has an escape or a control character that JSON does not allow',
    ],
    ['{"a": 1, "b": 2, "a": 3}', '1:18 the key "a" is given twice'],
    ['{"a": 1', '1:8 a comma or "}" was expected, but the file ends here'],
    ['', '1:1 a value was expected, but the file ends here'],
    ['{} {}', '1:4 there is more after the end of the value, found "{"'],
  ])('tells line, column and cause of %j', (text, expected) => {
    expect(problem(text)).toBe(expected);
  });
});

function attempt(run: () => void): boolean {
  try {
    run();
    return true;
  } catch {
    return false;
  }
}
