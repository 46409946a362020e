import type { Route } from './settings.ts';

/** The route a path is under: the longest prefix, on whole segments (`/a` is for `/a` and `/a/b`, never for `/ab`). */
export function routeOf(path: string, routes: readonly Route[]): Route | undefined {
  return routes
    .map((route) => ({ route, prefix: route.path.replace(/\/+$/, '') }))
    .filter(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`))
    .sort((a, b) => b.prefix.length - a.prefix.length)[0]?.route;
}
