import { describe, expect, it } from 'vitest';
import { readCriteria, Unacceptable } from '../../../handler/reading/criteria.ts';

describe('what is asked of the stored requests', () => {
  it.each([
    ['nothing', {}, { limit: 200 }],
    ['empty fields, as a form sends them', { path: '', method: '', since: '', id: '' }, { limit: 200 }],
    ['a path', { path: '/a%_\\' }, { path: '/a%_\\', limit: 200 }],
    ['a method in small letters', { method: 'post' }, { method: 'POST', limit: 200 }],
    ['ids as text or number', { before: '7', limit: 3 }, { before: 7, limit: 3 }],
    ['more than can be listed', { limit: 100_000 }, { limit: 200 }],
    ['none at all', { limit: 0 }, { limit: 1 }],
    [
      'a time',
      { since: '2026-01-31T12:00:30.5Z' },
      { since: Date.UTC(2026, 0, 31, 12, 0, 30, 500), limit: 200 },
    ],
    [
      'a time with a zone',
      { since: '2026-01-31T12:00+01:00' },
      { since: Date.UTC(2026, 0, 31, 11), limit: 200 },
    ],
    [
      'a time without a zone, which is UTC',
      { since: '2026-01-31 12:00' },
      { since: Date.UTC(2026, 0, 31, 12), limit: 200 },
    ],
    ['a day', { since: '2026-01-31' }, { since: Date.UTC(2026, 0, 31), limit: 200 }],
  ])('takes %s', (_, given, expected) => {
    expect(readCriteria(given)).toEqual(expected);
  });

  it.each([
    ['an id that is none', { id: "1' OR 1=1" }],
    ['an id below zero', { before: -1 }],
    ['an id that no double holds', { after: '9'.repeat(16) }],
    ['an id that is an object', { before: { toString: 'x' } }],
    ['both ways at once', { before: 2, after: 1 }],
    ['a path that is a number', { path: 7 }],
    ['a path beyond what is compared', { path: 'x'.repeat(513) }],
    ['a method of other than letters', { method: 'GET;' }],
    ['a day that there is not', { since: '2026-13-01' }],
    ['a time before all', { since: '1969-12-31' }],
    ['no time at all', { since: 'yesterday' }],
  ])('refuses %s', (_, given) => {
    expect(() => readCriteria(given)).toThrow(Unacceptable);
  });
});
