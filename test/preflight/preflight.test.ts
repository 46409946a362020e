import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readTemplate } from '../../src/deployment/template.ts';
import { ProxyWebhookError } from '../../src/errors.ts';
import { identify } from '../../src/preflight/identity.ts';
import { type PreflightRequest, preflight } from '../../src/preflight/preflight.ts';
import { readSkipped } from '../../src/preflight/skipping.ts';
import { chooseZones } from '../../src/preflight/zones.ts';
import { renderWebhookStack } from '../../templates/webhook-stack.ts';
import { denied, failure, loadedConfig } from '../support/engine.ts';
import { ACCOUNT, fakeAccount, REGION } from '../support/fake-account.ts';
import { fineLookups } from '../support/fine-lookups.ts';

const ZONES = [
  { name: 'us-east-1a', id: 'use1-az6' },
  { name: 'us-east-1b', id: 'use1-az3' },
  { name: 'us-east-1c', id: 'use1-az1' },
  { name: 'us-east-1d', id: 'use1-az2' },
];

describe('the zones of a new stack', () => {
  it('are chosen by id, the same for everyone, whatever they are called in this account', () => {
    expect(chooseZones(ZONES)?.map(({ name }) => name)).toEqual(['us-east-1c', 'us-east-1d']);
    expect(chooseZones(ZONES.toReversed())?.map(({ name }) => name)).toEqual(['us-east-1c', 'us-east-1d']);
  });

  it('are those that the database can be had in, where there are such', () => {
    expect(chooseZones(ZONES, ['us-east-1a', 'us-east-1d'])?.map(({ id }) => id)).toEqual([
      'use1-az2',
      'use1-az6',
    ]);
    expect(chooseZones(ZONES, ['us-east-1a'])?.map(({ id }) => id)).toEqual(['use1-az1', 'use1-az6']);
  });

  it.each(['use1-az3', 'usw1-az2'])('never include %s, where RDS Proxy is not offered', (id) => {
    expect(
      chooseZones([
        { name: 'a', id },
        { name: 'b', id: 'x-az9' },
      ]),
    ).toBeUndefined();
  });
});

describe('preflight', () => {
  it('finds out what the plan needs', async () => {
    expect(await looked({})).toEqual({
      bucket: 'absent',
      zones: [
        { name: 'us-east-1a', id: 'use1-az1' },
        { name: 'us-east-1b', id: 'use1-az2' },
      ],
      createServiceLinkedRole: false,
      findings: [],
      skipped: [],
    });
  });

  it('reads each thing once, however many checks want it', async () => {
    const account = fakeAccount();
    await looked({}, account);
    const calls = [
      'account.hasRdsServiceLinkedRole',
      'account.zones',
      'artifacts.bucket',
      'lookups.concurrency',
      'lookups.databaseQuotas',
      'lookups.engineVersions',
      'lookups.instanceOptions',
      'lookups.proxies',
      'lookups.vpcCount',
    ];
    expect(account.calls.toSorted()).toEqual(calls);
    const page = readFileSync(new URL('../../docs/preflight.md', import.meta.url), 'utf8');
    const told = /A new stack takes (\w+) calls/.exec(page)?.[1] ?? '';
    expect(['seven', 'eight', 'nine', 'ten'].indexOf(told) + 7).toBe(calls.length);
  });

  it('looks at nothing but the bucket and what is deployed for a stack that does not change', async () => {
    const account = fakeAccount({ serviceLinkedRole: false });
    const { body } = renderWebhookStack(loadedConfig().config);
    const before = { parameters: { EngineVersion: '8.4' }, body, template: readTemplate(body) };
    expect(await looked({ needsZones: false, before: async () => before }, account)).toMatchObject({
      bucket: 'absent',
      createServiceLinkedRole: false,
      findings: [],
    });
    expect(account.calls).toEqual(['artifacts.bucket']);
  });

  it('looks at nothing but what the plan needs where AWS is not meant', async () => {
    const account = fakeAccount();
    await looked({ onlyNeeded: true }, account);
    expect(account.calls.toSorted()).toEqual([
      'account.hasRdsServiceLinkedRole',
      'account.zones',
      'artifacts.bucket',
    ]);
  });

  it('tells all problems at once, each with its remedy', async () => {
    const account = fakeAccount({ buckets: { bucket: '999999999999' } });
    account.ports.account.zones = async () => ZONES.slice(0, 2);
    const error = await failure(looked({ region: 'ap-east-2' }, account));
    expect(error.code).toBe('preflight-failed');
    expect(error.message).toMatch(/^3 things stand in the way:\n {2}1\. /);
    expect(error.message).toContain('not offered in ap-east-2');
    expect(error.message).toContain('belongs to another account');
    expect(error.message).toContain('us-east-1b (use1-az3)');
    expect(error.data.findings).toMatchObject([
      { name: 'bucket-taken', severity: 'error' },
      { name: 'zones-too-few', severity: 'error' },
      { name: 'region-without-proxy', severity: 'error' },
    ]);
    expect(error.remedies).toContain(
      '3. Choose another region: --region, or the key "region" in the config.',
    );
  });

  it('tells a single finding by itself, and how to leave it out', async () => {
    const error = await failure(looked({ region: 'ap-southeast-6' }));
    expect(error.message).toBe('RDS Proxy for MySQL is not offered in ap-southeast-6.');
    expect(error.remedies.at(-1)).toContain('--skip-preflight region-without-proxy');
  });

  it('throws what keeps it from what the plan needs with its own code', async () => {
    const account = fakeAccount();
    account.faults.set('account.zones', [denied('ec2:DescribeAvailabilityZones')]);
    expect(await failure(looked({}, account))).toMatchObject({
      code: 'access-denied',
      message: 'Not allowed: ec2:DescribeAvailabilityZones.',
    });
  });

  it('goes on without what else it may not read, and says what was not checked', async () => {
    const account = fakeAccount();
    account.faults.set('lookups.databaseQuotas', [denied('rds:DescribeAccountAttributes')]);
    account.faults.set('lookups.engineVersions', [denied('rds:DescribeDBEngineVersions')]);
    expect((await looked({}, account)).findings).toMatchObject([
      {
        name: 'database',
        severity: 'not-checked',
        message: expect.stringMatching(/^Not checked: .*rds:Desc/),
      },
      { name: 'quotas', severity: 'not-checked' },
    ]);
  });

  it('says so where it may not read what is deployed', async () => {
    const { findings } = await looked({
      needsZones: false,
      before: () => Promise.reject(denied('cloudformation:GetTemplate')),
    });
    expect(findings).toMatchObject([{ severity: 'not-checked' }]);
    expect(findings[0]?.message).toContain('cloudformation:GetTemplate');
  });

  it.each(['no-credentials', 'cancelled'] as const)(
    'tells %s alone: nothing else counts then',
    async (code) => {
      const account = fakeAccount({ buckets: { bucket: '999999999999' } });
      account.faults.set('lookups.vpcCount', [new ProxyWebhookError(code, 'Ended.')]);
      expect((await failure(looked({ region: 'ap-southeast-6' }, account))).message).toBe('Ended.');
    },
  );

  it('tells a bug as one, whatever else was found', async () => {
    const account = fakeAccount({ buckets: { bucket: '999999999999' } });
    account.faults.set('lookups.vpcCount', [new TypeError('undefined is not a function')]);
    await expect(looked({}, account)).rejects.toThrow('undefined is not a function');
  });

  it('leaves out the checks and findings that are named, and says which', async () => {
    const account = fakeAccount();
    const skipped = readSkipped(['quotas,proxies', 'region-without-proxy']);
    const facts = await looked({ region: 'ap-southeast-6', skipped }, account);
    expect(facts.findings).toEqual([]);
    expect(facts.skipped).toEqual(['proxies', 'quotas', 'region-without-proxy']);
    expect(account.calls).not.toContain('lookups.databaseQuotas');
    expect(account.calls).toContain('lookups.vpcCount');
  });

  it('takes warnings along', async () => {
    const account = fakeAccount();
    Object.assign(account.ports, { lookups: fineLookups({ vpcCount: async () => 7 }) });
    expect((await looked({}, account)).findings).toMatchObject([
      { name: 'vpcs-at-quota', check: 'vpcs', severity: 'warning', data: { count: 7 } },
    ]);
  });
});

describe('what may be left out', () => {
  it('is everything but what the plan is made of, when nothing is named', () => {
    const { checks } = readSkipped([]);
    expect(checks).toContain('database');
    expect(checks).not.toContain('bucket');
  });

  it.each([
    ['bucket', 'cannot leave out bucket'],
    ['bucket-taken', 'cannot leave out bucket-taken'],
    ['qoutas', 'knows no qoutas'],
  ])('is refused for %s', (name, words) => {
    expect(() => readSkipped([name])).toThrow(expect.objectContaining({ code: 'usage' }));
    expect(() => readSkipped([name])).toThrow(words);
  });

  it('names what was probably meant', () => {
    const thrown = (() => {
      try {
        return readSkipped(['qoutas']);
      } catch (error) {
        return error as ProxyWebhookError;
      }
    })();
    expect(thrown).toMatchObject({ remedies: ['Did you mean quotas?', expect.stringContaining('docs/')] });
  });
});

describe('the account guard', () => {
  it('lets pass the account that is named, and any where none is', async () => {
    const { account } = fakeAccount().ports;
    expect((await identify({ environment: 'dev', account: ACCOUNT }, account)).region).toBe(REGION);
    expect((await identify({ environment: 'dev', account: undefined }, account)).account).toBe(ACCOUNT);
  });

  it('names both accounts and the way out when they differ', async () => {
    const error = await failure(
      identify({ environment: 'dev', account: '210987654321' }, fakeAccount().ports.account),
    );
    expect(error.code).toBe('wrong-account');
    expect(error.message).toContain(`for account ${ACCOUNT}, but dev belongs to account 210987654321`);
    expect(error.remedies[0]).toContain('--profile');
  });
});

function looked(
  { region = REGION, ...request }: Partial<PreflightRequest> & { readonly region?: string },
  account = fakeAccount(),
) {
  const { config } = loadedConfig();
  return preflight(
    {
      config,
      identity: { account: ACCOUNT, arn: 'arn:aws:iam::123456789012:user/dev', region, partition: 'aws' },
      bucketName: 'bucket',
      template: readTemplate(renderWebhookStack(config).document),
      secrets: [],
      environments: 500,
      needsZones: true,
      ...request,
    },
    account.ports,
  );
}
