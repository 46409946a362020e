import { describe, expect, it } from 'vitest';
import { API_TIMEOUT_SECONDS, handlerBudget, INIT_SECONDS } from '../../src/config/handler-budget.ts';
import { parseConfig } from '../../src/config/parse.ts';
import type { ConfigInput } from '../../src/config/schema.ts';
import { isProxyWebhookError } from '../../src/errors.ts';

/** The paths of the issues that a configuration has, or none. */
function pathsOf(input: Partial<ConfigInput>): readonly string[] {
  try {
    parseConfig(input, { environment: 'dev', source: 'config.dev.json' });
    return [];
  } catch (error) {
    if (!isProxyWebhookError(error)) throw error;
    return (error.data.issues as { path: string }[]).map(({ path }) => path);
  }
}

const vpc = { vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'] };
const route = (path: string, secret = 'webhooks/github') => ({
  path,
  verify: { scheme: 'github' as const, secrets: [secret] },
});
const hmac = { header: 'x-sig', timestampHeader: 'x-time' };
const plain = (options: object, more: object = {}) =>
  ({
    routes: [
      {
        path: '/a',
        verify: { scheme: 'hmac', secrets: ['a'], hmac: { header: 'x-sig', ...options } },
        ...more,
      },
    ],
  }) as Partial<ConfigInput>;
const challenge = (provider: string, more: object = {}) =>
  ({ routes: [{ path: '/a', challenge: { provider, ...more } }] }) as Partial<ConfigInput>;
const tags = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag${index}`, 'x']));

const tolerant = (scheme: 'slack' | 'github') => ({
  path: '/a',
  verify: { scheme, secrets: ['a'], toleranceSeconds: 60 },
});

describe('the rules between keys', () => {
  it.each<[string, Partial<ConfigInput>]>([
    ['a borrow timeout below the query timeout', { proxy: { connectionBorrowTimeoutSeconds: 3 } }],
    ['the shortest and the longest function timeout', { function: { timeoutSeconds: 9 } }],
    ['the longest function timeout', { function: { timeoutSeconds: 20 } }],
    ['as many idle connections as connections', { proxy: { maxIdleConnectionsPercent: 100 } }],
    ['10 % more storage at most', { database: { allocatedStorageGb: 200, maxAllocatedStorageGb: 220 } }],
    ['an existing VPC with an existing endpoint', { network: { ...vpc, secretsManagerAccess: 'existing' } }],
    ['the smallest and the largest block', { network: { cidr: '10.0.0.0/24' } }],
    ['MySQL 8.0 with Extended Support', { database: { engineVersion: '8.0.46', extendedSupport: true } }],
    ['48 tags', { tags: tags(48) }],
    [
      'routes that verify',
      { routes: [route('/github'), route('/a', 'arn:aws:secretsmanager:eu-west-1:1:secret:x')] },
    ],
    ['a route for everything', { routes: [{ path: '/' }] }],
    ['plain HMAC of a header alone', plain({})],
    [
      'plain HMAC with everything',
      plain({ ...hmac, content: '{method}{url}{id}{timestamp}{body}' }, { deliveryIdHeader: 'x-id' }),
    ],
    ['a tolerance where a time is signed', { routes: [tolerant('slack')] }],
    ['a challenge', challenge('cloudevents')],
    ['a challenge with its token', challenge('meta', { secrets: ['a'] })],
    [
      'a challenge by the secret of verify',
      { routes: [{ ...route('/a'), challenge: { provider: 'zoom' } }] },
    ],
    ['a route that only begins like ours', { routes: [{ path: '/_a' }, { path: '/favicon.icon' }] }],
    ['storage above what is captured', { capture: { maxStoredGb: 19.9 } }],
  ])('allow %s', (_, input) => {
    expect(pathsOf(input)).toEqual([]);
  });

  it.each<[string, Partial<ConfigInput>, string]>([
    [
      'a borrow timeout of the query timeout',
      { proxy: { connectionBorrowTimeoutSeconds: 4 } },
      'proxy.connectionBorrowTimeoutSeconds',
    ],
    [
      "a function timeout of the handler's budget",
      { function: { timeoutSeconds: 8 } },
      'function.timeoutSeconds',
    ],
    ['a function timeout over 20 s', { function: { timeoutSeconds: 21 } }, 'function.timeoutSeconds'],
    [
      'more idle connections than connections',
      { proxy: { maxConnectionsPercent: 40 } },
      'proxy.maxIdleConnectionsPercent',
    ],
    [
      'storage that cannot grow by 10 %',
      { database: { allocatedStorageGb: 200 } },
      'database.maxAllocatedStorageGb',
    ],
    ['more captured than there is storage', { capture: { maxStoredGb: 20 } }, 'capture.maxStoredGb'],
    ['a block beside an existing VPC', { network: { ...vpc, cidr: '10.0.0.0/16' } }, 'network.cidr'],
    ['an existing VPC without subnets', { network: { vpcId: vpc.vpcId } }, 'network.subnetIds'],
    ['subnets without a VPC', { network: { subnetIds: vpc.subnetIds } }, 'network.subnetIds'],
    [
      'one subnet twice',
      { network: { ...vpc, subnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3d'] } },
      'network.subnetIds',
    ],
    [
      'an existing endpoint in a new VPC',
      { network: { secretsManagerAccess: 'existing' } },
      'network.secretsManagerAccess',
    ],
    ['a block that is too large', { network: { cidr: '10.0.0.0/15' } }, 'network.cidr'],
    ['a block that is too small', { network: { cidr: '10.0.0.0/25' } }, 'network.cidr'],
    ['an address instead of a block', { network: { cidr: '10.0.1.0/16' } }, 'network.cidr'],
    ['MySQL 8.0 without Extended Support', { database: { engineVersion: '8.0' } }, 'database.engineVersion'],
    ['a user that RDS keeps', { database: { username: 'rdsadmin' } }, 'database.username'],
    ['a reserved word as user', { database: { username: 'Select' } }, 'database.username'],
    ['a system schema', { database: { name: 'mysql' } }, 'database.name'],
    ['a reserved word as schema', { database: { name: 'table' } }, 'database.name'],
    ['49 tags', { tags: tags(49) }, 'tags'],
    ['a tag of AWS', { tags: { 'aws:x': 'y' } }, 'tags.aws:x'],
    ['our own tag', { tags: { 'proxywebhook:environment': 'y' } }, 'tags.proxywebhook:environment'],
    ['a tag with a forbidden character', { tags: { team: 'a&b' } }, 'tags.team'],
    ['two routes of one path', { routes: [{ path: '/a' }, { path: '/a/' }] }, 'routes[1].path'],
    ['a route for our own paths', { routes: [{ path: '/_/health' }] }, 'routes[0].path'],
    ['a route with a query', { routes: [{ path: '/a?b=c' }] }, 'routes[0].path'],
    ['a secret itself', { routes: [route('/a', 'whsec_MfKQ9r8')] }, 'routes[0].verify.secrets[0]'],
    [
      'plain HMAC that is not described',
      { routes: [{ path: '/a', verify: { scheme: 'hmac', secrets: ['a'] } }] },
      'routes[0].verify.hmac',
    ],
    [
      'a description of a scheme that is known',
      { routes: [{ path: '/a', verify: { scheme: 'slack', secrets: ['a'], hmac: { header: 'x' } } }] },
      'routes[0].verify.hmac',
    ],
    ['content of an unknown part', plain({ content: '{body}{nonce}' }), 'routes[0].verify.hmac.content'],
    ['content without the body', plain({ content: '{method}' }), 'routes[0].verify.hmac.content'],
    ['a signed time from nowhere', plain({ content: '{timestamp}{body}' }), 'routes[0].verify.hmac.content'],
    ['a time that is not signed', plain({ ...hmac, content: '{body}' }), 'routes[0].verify.hmac.content'],
    ['a signed id from nowhere', plain({ content: '{id}{body}' }), 'routes[0].verify.hmac.content'],
    ['a prefix of no time', plain({ timestampPrefix: 't=' }), 'routes[0].verify.hmac.timestampPrefix'],
    ['a tolerance of no time', { routes: [tolerant('github')] }, 'routes[0].verify.toleranceSeconds'],
    ['a token from nowhere', challenge('meta'), 'routes[0].challenge.secrets'],
    ['a key from nowhere', challenge('x'), 'routes[0].challenge.secrets'],
    ['a secret for nothing', challenge('slack', { secrets: ['a'] }), 'routes[0].challenge.secrets'],
    ['a token itself', challenge('meta', { secrets: ['my token'] }), 'routes[0].challenge.secrets[0]'],
    [
      'a secret with a space in its name',
      { routes: [route('/a', 'my secret')] },
      'routes[0].verify.secrets[0]',
    ],
  ])('refuse %s', (_, input, path) => {
    expect(pathsOf(input)).toEqual([path]);
  });

  it('keep quiet about a key whose own value is refused already', () => {
    expect(pathsOf({ proxy: { maxConnectionsPercent: 0 } })).toEqual(['proxy.maxConnectionsPercent']);
  });

  it('rest on a handler that connects and queries within its budget, and an API that outlives both', () => {
    expect(handlerBudget.connect + handlerBudget.query).toBeLessThanOrEqual(handlerBudget.total);
    expect(handlerBudget.total + INIT_SECONDS).toBeLessThan(API_TIMEOUT_SECONDS);
  });
});
