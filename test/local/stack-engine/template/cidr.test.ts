import { describe, expect, it } from 'vitest';
import {
  contains,
  formatBlock,
  overlap,
  parseBlock,
  subBlocks,
} from '../../../../src/local/stack-engine/template/cidr.ts';

const block = (text: string) => {
  const parsed = parseBlock(text);
  if (parsed === undefined) throw new Error(`${text} is no block`);
  return parsed;
};

describe('blocks of addresses', () => {
  it.each(['10.0.0.0/16', '0.0.0.0/0', '255.255.255.255/32', '10.42.1.0/24'])(
    '%s is read and written',
    (text) => {
      expect(formatBlock(block(text))).toBe(text);
    },
  );
  it.each(['10.0.0.0', '10.0.0.256/16', '10.0.0.0/33', 'ten', '::/0'])('%s is none', (text) => {
    expect(parseBlock(text)).toBeUndefined();
  });
  it.each([
    ['10.0.0.0/16', '10.0.255.0/24', true, true],
    ['10.0.0.0/16', '10.1.0.0/24', false, false],
    ['10.0.1.0/24', '10.0.0.0/16', false, true],
  ])('%s and %s', (outer, inner, contained, overlapping) => {
    expect(contains(block(outer), block(inner))).toBe(contained);
    expect(overlap(block(outer), block(inner))).toBe(overlapping);
  });
  it('are divided from their start, as far as they go', () => {
    expect(subBlocks(block('10.0.0.0/23'), 2, 8)).toEqual(['10.0.0.0/24', '10.0.1.0/24']);
    expect(subBlocks(block('10.0.0.0/23'), 3, 8)).toBeUndefined();
  });
});
