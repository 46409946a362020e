import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConfigIssue } from '../../src/config/issues.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { isProxyWebhookError } from '../../src/errors.ts';

const options = { environment: 'dev', source: 'config.dev.json' };

function refusal(input: unknown, environment = 'dev') {
  try {
    parseConfig(input, { ...options, environment });
  } catch (error) {
    if (isProxyWebhookError(error)) return error;
    throw error;
  }
  throw new Error('The configuration was accepted.');
}

const issues = (input: unknown) => refusal(input).data.issues as readonly ConfigIssue[];

describe('parseConfig', () => {
  it('fills every default and names environment and stack', () => {
    expect(parseConfig({}, options)).toMatchObject({
      environment: 'dev',
      stackName: 'proxywebhook-dev',
      network: { kind: 'own', cidr: '10.42.0.0/16', secretsManagerAccess: 'create' },
      database: { engineVersion: '8.4', instanceClass: 'db.t4g.micro', onDelete: 'snapshot' },
      proxy: { auth: 'secret', connectionBorrowTimeoutSeconds: 3 },
      api: { throttle: { ratePerSecond: 50, burst: 100 }, accessLogs: true },
    });
  });

  it('derives the stack name from the environment key before the file name', () => {
    expect(parseConfig({ environment: 'prod' }, options).stackName).toBe('proxywebhook-prod');
  });

  it('accepts an existing VPC', () => {
    const network = { vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'] };
    expect(parseConfig({ network }, options).network).toEqual({
      kind: 'existing',
      ...network,
      secretsManagerAccess: 'create',
    });
  });

  it('lists every issue of schema and rules at once, each on its line', () => {
    const error = refusal({
      database: { instanceClas: 'db.t4g.small', multiAz: 'true', maxAllocatedStorageGb: 21 },
      proxy: { connectionBorrowTimeoutSeconds: 10 },
      view: { access: 'publc' },
    });
    expect(error.code).toBe('invalid-config');
    expect(error.message.split('\n')).toEqual([
      '5 things are wrong in config.dev.json:',
      '  database.multiAz: found "true", allowed: true or false. Did you mean true, without the quotes?',
      expect.stringMatching(
        /^ {2}database\.instanceClas: found an unknown key, .* Did you mean instanceClass\?$/,
      ),
      '  view.access: found "publc", allowed: "token", "public" or "off". Did you mean "public"?',
      expect.stringMatching(/^ {2}database\.maxAllocatedStorageGb: found 21, allowed: at least 22/),
      expect.stringMatching(/^ {2}proxy\.connectionBorrowTimeoutSeconds: found 10, allowed: less than 4/),
    ]);
  });

  it.each<[unknown, string, string | undefined]>([
    [{ instanceClass: 'db.t4g.small' }, 'instanceClass', 'database.instanceClass'],
    [{ databse: {} }, 'databse', 'database'],
    [{ api: { throttle: { rate_per_second: 1 } } }, 'api.throttle.rate_per_second', 'ratePerSecond'],
    [{ routes: [{ path: '/a', verfy: {} }] }, 'routes[0].verfy', 'verify'],
    [{ zzz: 1 }, 'zzz', undefined],
    [JSON.parse('{"__proto__": 1}'), '__proto__', undefined],
    [{ toString: 1 }, 'toString', undefined],
  ])('suggests the nearest known key for %j', (input, path, suggestion) => {
    expect(issues(input)).toMatchObject([{ path, found: 'an unknown key' }]);
    expect(issues(input)[0]?.suggestion).toBe(suggestion);
  });

  it.each<[unknown, string, string, string]>([
    [null, '', 'null', 'an object with the keys'],
    [[], '', 'a list of 0', 'an object with the keys'],
    [{ database: 3 }, 'database', '3', 'an object with the keys engineVersion'],
    [
      { database: { allocatedStorageGb: 10 } },
      'database.allocatedStorageGb',
      '10',
      'a whole number from 20 to 65536',
    ],
    [{ function: { logRetentionDays: 2 } }, 'function.logRetentionDays', '2', '1, 3, 5, 7'],
    [{ routes: [{}] }, 'routes[0].path', 'nothing', 'text such as "/github"'],
    [
      { api: { throttle: { ratePerSecond: 0 } } },
      'api.throttle.ratePerSecond',
      '0',
      'a number above 0, at most 10000',
    ],
    [{ environment: { toString: 1 } }, 'environment', 'an object', 'text such as "dev"'],
    [{ tags: { a: 1 } }, 'tags.a', '1', 'text, at most 256 characters'],
    [
      { routes: [{ path: '/a', verify: { scheme: 'git', secrets: ['a'] } }] },
      'routes[0].verify.scheme',
      '"git"',
      '"standard-webhooks", "github", "stripe", "shopify", "slack", "gitlab", "paddle", "webflow", "elevenlabs", "woocommerce", "vercel", "sendgrid", "basic" or "hmac"',
    ],
    [{ region: 'Frankfurt' }, 'region', '"Frankfurt"', 'text such as "eu-central-1"'],
  ])('says path, found and allowed of %j', (input, path, found, allowed) => {
    expect(issues(input)).toMatchObject([{ path, found, allowed: expect.stringContaining(allowed) }]);
  });

  it('says that a bad environment came from the name of the file', () => {
    const error = refusal({}, 'my_env');
    expect(error.data.issues).toMatchObject([
      { path: 'environment', found: `"my_env", from the file's name` },
    ]);
  });

  it('never shows the value of what looks secret', () => {
    const leaks = [
      { account: 'AKIAIOSFODNN7EXAMPLE' },
      { region: 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY' },
      { database: { password: 'hunter2-hunter2' } },
      { routes: [{ path: '/a', verify: { scheme: 'github', secrets: 'hunter2-hunter2' } }] },
      { routes: [{ path: '/a', verify: { scheme: 'github', secrets: ['whsec_hunter2hunter2'] } }] },
    ];
    for (const input of leaks) {
      const error = refusal(input);
      expect(JSON.stringify([error.message, error.data])).not.toMatch(/hunter2|EXAMPLE/);
    }
  });

  it('ends with a configuration or one invalid-config error, whatever it is given', () => {
    const keys = fc.constantFrom(
      'database',
      'network',
      'routes',
      'environment',
      'stackName',
      'tags',
      'view',
      'x',
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(keys, fc.jsonValue())), (input) => {
        try {
          parseConfig(input, options);
        } catch (error) {
          expect(isProxyWebhookError(error) && error.code).toBe('invalid-config');
          expect((error as { data: { issues: unknown[] } }).data.issues.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});
