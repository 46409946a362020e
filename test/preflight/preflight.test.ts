import { describe, expect, it } from 'vitest';
import { ProxyWebhookError } from '../../src/errors.ts';
import { identify } from '../../src/preflight/identity.ts';
import { type PreflightRequest, preflight } from '../../src/preflight/preflight.ts';
import { chooseZones } from '../../src/preflight/zones.ts';
import { denied, failure } from '../support/engine.ts';
import { ACCOUNT, type FakeOptions, fakeAccount, REGION } from '../support/fake-account.ts';

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
    });
  });

  it('asks for zones and the service-linked role only for a stack that is new', async () => {
    const account = fakeAccount({ serviceLinkedRole: false });
    expect(await looked({ needsZones: false, isNew: false }, account)).toEqual({
      bucket: 'absent',
      createServiceLinkedRole: false,
    });
    expect(account.calls).toEqual(['artifacts.bucket']);
  });

  it('tells all problems at once', async () => {
    const account = fakeAccount({ buckets: { bucket: '999999999999' } });
    account.ports.account.zones = async () => ZONES.slice(0, 2);
    const error = await failure(looked({ region: 'ap-east-2' }, account));
    expect(error.code).toBe('preflight-failed');
    expect(error.message).toMatch(/^3 things stand in the way:\n/);
    expect(error.message).toContain('not offered in ap-east-2');
    expect(error.message).toContain('belongs to another account');
    expect(error.message).toContain('us-east-1b (use1-az3)');
    expect(error.data.problems).toHaveLength(3);
  });

  it('throws a single problem as it is, with its own code', async () => {
    const account = fakeAccount();
    account.faults.set('account.zones', [denied('ec2:DescribeAvailabilityZones')]);
    expect(await failure(looked({}, account))).toMatchObject({
      code: 'access-denied',
      message: 'Not allowed: ec2:DescribeAvailabilityZones.',
    });
  });

  it('tells missing credentials alone: nothing else can be trusted then', async () => {
    const account = fakeAccount({ buckets: { bucket: '999999999999' } });
    account.faults.set('account.zones', [new ProxyWebhookError('no-credentials', 'Expired.')]);
    expect((await failure(looked({ region: 'ap-southeast-6' }, account))).message).toBe('Expired.');
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
  account = fakeAccount({} satisfies FakeOptions),
) {
  return preflight(
    {
      identity: { account: ACCOUNT, arn: 'arn:aws:iam::123456789012:user/dev', region, partition: 'aws' },
      bucketName: 'bucket',
      needsZones: true,
      isNew: true,
      ...request,
    },
    account.ports,
  );
}
