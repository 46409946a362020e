import { describe, expect, it } from 'vitest';
import { routeOf as routeOfHandler } from '../../handler/routes.ts';
import { configSchema } from '../../src/config/schema.ts';
import { planSend, routeOf } from '../../src/samples/send-plan.ts';

const { routes } = configSchema.parse({
  environment: 'dev',
  stackName: 'proxywebhook-dev',
  routes: [
    { path: '/hooks/gh', verify: { scheme: 'github', secrets: ['gh'] } },
    { path: '/pay', verify: { scheme: 'stripe', secrets: ['pay'], policy: 'record' } },
    { path: '/pay/plain' },
  ],
});
const plan = (name: string, options: { readonly target?: string; readonly tamper?: boolean } = {}) =>
  planSend({ routes }, { sample: { kind: 'preset', name }, tamper: false, ...options });

describe('where a sample goes', () => {
  const goes = (title: string, given: ReturnType<typeof plan>, expected: object) =>
    it(title, () => expect(given).toMatchObject(expected));
  goes('to the route that verifies as its sender signs', plan('github'), {
    target: '/hooks/gh',
    signed: true,
    expects: 'stored',
  });
  goes('else to its own name', plan('slack'), { target: '/slack', signed: false });
  goes('to the route that is asked for, with the query', plan('slack', { target: '/pay/x?a=1' }), {
    target: '/pay/x?a=1',
    route: { path: '/pay' },
    signed: true,
  });
  goes('to the longest of several routes', plan('json', { target: '/pay/plain/x' }), {
    route: { path: '/pay/plain' },
    signed: false,
  });
});

describe('what is expected of a sample that is tampered with', () => {
  it('is a refusal where the route requires a signature', () => {
    expect(plan('github', { tamper: true }).expects).toBe('refused');
  });
  it('is that it is stored where the route only records', () => {
    expect(plan('stripe', { tamper: true }).expects).toBe('stored');
  });
  it('is nothing where no signature is verified: that is told', () => {
    expect(() => plan('slack', { tamper: true })).toThrow(/There is nothing to tamper with/);
  });
});

it.each(['github', '/a b', '/_/', '/_/r/1', '/a#b'])('%s is no path to send to', (target) => {
  expect(() => plan('json', { target })).toThrow(
    expect.objectContaining({ code: 'usage', message: expect.stringContaining('--route takes a path') }),
  );
});

it.each(['/', '/hooks', '/hooks/gh', '/hooks/gh/', '/hooks/ghx', '/pay/plain', '/pay/plainly', '/pay/x/y'])(
  '%s is under the route that the handler finds',
  (path) => {
    expect(routeOf(path, routes)).toEqual(routeOfHandler(path, routes));
  },
);
