import { describe, expect, it } from 'vitest';
import { routeOf } from '../../handler/routes.ts';

const ROUTES = ['/a', '/a/b/', '/a/bc', '/\u00fc'].map((path) => ({ path }));

describe('the route of a path', () => {
  it.each([
    ['/a', '/a'],
    ['/a/', '/a'],
    ['/a/x', '/a'],
    ['/a/b', '/a/b/'],
    ['/a/b/c', '/a/b/'],
    ['/a/bc', '/a/bc'],
    ['/a/bcd', '/a'],
    ['/\u00fc/x', '/\u00fc'],
    ['/ab', undefined],
    ['/A', undefined],
    ['/', undefined],
  ])('%s is %s', (path, route) => {
    expect(routeOf(path, ROUTES)?.path).toBe(route);
  });

  it('is the one for everything where no other is', () => {
    expect(routeOf('/x', [...ROUTES, { path: '/' }])?.path).toBe('/');
    expect(routeOf('/a/x', [{ path: '/' }, ...ROUTES])?.path).toBe('/a');
  });
});
