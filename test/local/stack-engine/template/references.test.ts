import { describe, expect, it } from 'vitest';
import {
  circular,
  inOrder,
  referencesIn,
  reversed,
} from '../../../../src/local/stack-engine/template/references.ts';

describe('references', () => {
  it('are found wherever a value has them, but not where it only looks like it', () => {
    const value = {
      a: [{ Ref: 'A' }, { 'Fn::GetAtt': 'B.X.Y' }],
      b: { 'Fn::Sub': ['${C}${D.Arn}${own}${!Literal}', { own: { Ref: 'E' } }] },
      c: { 'Fn::Join': ['', [{ 'Fn::Sub': '${F}' }]] },
      d: 'Ref',
    };
    expect([...referencesIn(value)]).toEqual([
      { name: 'A' },
      { name: 'B', attribute: 'X.Y' },
      { name: 'C' },
      { name: 'D', attribute: 'Arn' },
      { name: 'E' },
      { name: 'F' },
    ]);
  });
});

describe('orders', () => {
  const edges = new Map([
    ['c', ['b']],
    ['b', ['a']],
    ['a', []],
    ['d', ['a']],
  ]);
  it('put each after what it waits for', () => {
    expect(inOrder(edges)).toEqual(['a', 'b', 'c', 'd']);
  });
  it('can be turned round', () => {
    expect([...reversed(edges)]).toEqual([
      ['c', []],
      ['b', ['c']],
      ['a', ['b', 'd']],
      ['d', []],
    ]);
  });
  it('are circular only where they are', () => {
    expect(circular(edges)).toEqual([]);
    expect(
      circular(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['b']],
          ['d', []],
        ]),
      ),
    ).toEqual(['b', 'c']);
  });
});
