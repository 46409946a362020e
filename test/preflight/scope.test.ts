import { describe, expect, it } from 'vitest';
import { readTemplate } from '../../src/deployment/template.ts';
import { scopeOf } from '../../src/preflight/scope.ts';
import { secretsOfRoutes } from '../../templates/secrets-access.ts';
import { renderWebhookStack } from '../../templates/webhook-stack.ts';
import { loadedConfig } from '../support/engine.ts';

type Input = Readonly<Record<string, unknown>>;

const VPC = { vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'] };
const ROUTE = { path: '/github', verify: { scheme: 'github', secrets: ['github-secret'] } };

describe('a new stack is looked at', () => {
  it.each<[string, Input, readonly string[]]>([
    ['as a whole', {}, ['region', 'database', 'proxies', 'quotas', 'concurrency', 'vpcs']],
    [
      'with its VPC, where that exists',
      { network: VPC },
      ['region', 'database', 'proxies', 'quotas', 'concurrency', 'network', 'secrets-endpoint'],
    ],
    [
      'without a way to Secrets Manager, where it needs none',
      { network: VPC, proxy: { auth: 'iam' } },
      ['region', 'database', 'proxies', 'quotas', 'concurrency', 'network'],
    ],
    [
      'with its snapshot and its secrets, where it has some',
      { database: { restoreFromSnapshot: 'before' }, routes: [ROUTE] },
      ['region', 'database', 'proxies', 'quotas', 'concurrency', 'snapshot', 'vpcs', 'secrets'],
    ],
  ])('%s', (_, input, checks) => {
    expect(scope(input, undefined).checks).toEqual(checks);
  });
});

describe('of a stack that stands', () => {
  it.each<[string, Input, Input, readonly string[]]>([
    ['nothing is looked at when nothing changes', {}, {}, []],
    ['nor when only the function does', {}, { function: { memoryMb: 512 } }, []],
    ['the engine is, when its version changes', {}, { database: { engineVersion: '8.4.10' } }, ['database']],
    ['its class is', {}, { database: { instanceClass: 'db.t4g.small' } }, ['database']],
    ['its standby is', {}, { database: { multiAz: true } }, ['database']],
    ['its reserved concurrency is', {}, { function: { reservedConcurrency: 5 } }, ['concurrency']],
    ['a proxy that is replaced is', {}, { network: { cidr: '10.43.0.0/16' } }, ['proxies']],
    ['new secrets are', {}, { routes: [ROUTE] }, ['secrets']],
    ['known secrets are not', { routes: [ROUTE] }, { routes: [ROUTE], view: { access: 'off' } }, []],
    [
      'new subnets are',
      { network: VPC },
      { network: { ...VPC, subnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3f'] } },
      ['proxies', 'network', 'secrets-endpoint'],
    ],
    [
      'another way to Secrets Manager is',
      { network: VPC },
      { network: { ...VPC, secretsManagerAccess: 'existing' } },
      ['secrets-endpoint'],
    ],
  ])('%s', (_, then, now, checks) => {
    expect(scope(now, then).checks).toEqual(checks);
  });

  it('only the secrets are looked at that it does not name yet', () => {
    const both = { ...ROUTE, verify: { ...ROUTE.verify, secrets: ['github-secret', 'github-next'] } };
    expect(scope({ routes: [both] }, { routes: [ROUTE] }).secrets).toEqual(['github-next']);
  });
});

function scope(now: Input, then: Input | undefined) {
  const { config } = loadedConfig(now);
  const body = then && renderWebhookStack(loadedConfig(then).config).body;
  return scopeOf({
    config,
    template: readTemplate(renderWebhookStack(config).document),
    secrets: secretsOfRoutes(config.routes),
    before:
      body === undefined
        ? undefined
        : { parameters: { EngineVersion: '8.4' }, body, template: readTemplate(body) },
  });
}
