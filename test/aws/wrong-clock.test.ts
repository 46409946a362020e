// A machine whose clock is an hour off: the real SDK over HTTP, before a local cloud that refuses what it signs.
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { awsPorts } from '../../src/aws/index.ts';
import type { Ports } from '../../src/deployment/ports.ts';
import { type LocalCloud, startLocalCloud } from '../../src/local/main.ts';
import { logs } from '../../src/logs.ts';
import { finish } from '../../src/run.ts';
import { failure, loadedConfig } from '../support/engine.ts';
import { ACCOUNT, REGION } from '../support/fake-account.ts';
import { compared, deployed, places, takenDown } from '../support/local-place.ts';
import { type Answer, fakeCredentials, type RecordedAws, recordedAws, xmlError } from './recorded-aws.ts';

const HOUR = 60 * 60_000;
const CALLS: readonly (readonly [string, string, (ports: Ports) => Promise<unknown>])[] = [
  ['STS', 'SignatureDoesNotMatch', ({ account }) => account.identity()],
  ['CloudFormation', 'SignatureDoesNotMatch', ({ stacks }) => stacks.describe('none')],
  ['RDS', 'SignatureDoesNotMatch', ({ proxyTargets }) => proxyTargets.database('none')],
  ['IAM', 'SignatureDoesNotMatch', ({ account }) => account.hasRdsServiceLinkedRole()],
  ['EC2', 'RequestExpired', ({ account }) => account.zones()],
  ['S3', 'RequestTimeTooSkewed', ({ artifacts }) => artifacts.bucket('proxywebhook-none', ACCOUNT)],
  ['Lambda', 'InvalidSignatureException', ({ functions }) => functions.configuration('none')],
  ['CloudWatch Logs', 'InvalidSignatureException', ({ logs }) => logs.page('/none', { from: 0 })],
];

describe.each([
  ['behind', HOUR],
  ['ahead', -HOUR],
])('a clock that is an hour %s', (_, milliseconds) => {
  let cloud: LocalCloud;
  beforeAll(fakeCredentials);
  beforeEach(async () => {
    cloud = await startLocalCloud({ schedule: { kind: 'manual' }, seed: 7 });
    cloud.addFaults({ kind: 'clock', milliseconds });
  });
  afterEach(async () => {
    await cloud.stop();
  });

  it.each(CALLS)('is corrected by the first answer of %s', async (_name, code, call) => {
    const ports = await awsPorts({ region: REGION, endpoint: cloud.endpoint, longestWait: 1 });
    await call(ports);
    await call(ports);
    const refused = cloud.calls().map(({ error }) => error === code);
    expect(refused.filter(Boolean)).toHaveLength(1);
    expect(refused[0]).toBe(true);
  });
});

describe('a clock that the SDK could not correct', () => {
  let aws: RecordedAws;
  beforeAll(fakeCredentials);
  afterEach(() => aws.stop());

  it.each<readonly [string, Answer, (ports: Ports) => Promise<unknown>]>([
    [
      'CloudFormation',
      xmlError('SignatureDoesNotMatch', 'Signature expired: 1 is now earlier than 2', 403),
      ({ stacks }) => stacks.describe('none'),
    ],
    [
      'EC2',
      {
        status: 400,
        body: '<Response><Errors><Error><Code>RequestExpired</Code><Message>Request has expired.</Message></Error></Errors></Response>',
      },
      ({ account }) => account.zones(),
    ],
    [
      'S3',
      { status: 403, body: '<Error><Code>RequestTimeTooSkewed</Code><Message>Too large.</Message></Error>' },
      ({ artifacts }) => artifacts.bucket('proxywebhook-none', ACCOUNT),
    ],
    [
      'Lambda',
      {
        status: 403,
        headers: { 'x-amzn-errortype': 'InvalidSignatureException' },
        body: '{"message":"Signature not yet current: 1 is still later than 2"}',
      },
      ({ functions }) => functions.configuration('none'),
    ],
  ])(
    'is named, with its remedy, and not taken for expired credentials, in an answer of %s',
    async (_, answer, call) => {
      // An answer that a proxy on the way has kept does not tell the SDK the time.
      const date = new Date(Date.now() + HOUR).toUTCString();
      aws = await recordedAws({ ...answer, headers: { ...answer.headers, date, age: '7' } });
      const ports = await awsPorts({ region: REGION, endpoint: aws.endpoint, longestWait: 1, attempts: 2 });
      const error = await failure(call(ports));
      expect([error.code, error.data.expired]).toEqual(['no-credentials', undefined]);
      expect(error.message).toContain("this machine's clock is wrong");
      expect(error.remedies[0]).toContain('Set the clock');
    },
  );
});

describe('with a clock that is an hour off', () => {
  const newPlace = places();

  it.each([
    ['behind', HOUR],
    ['ahead', -HOUR],
  ])('(%s) up, diff, logs and down go as ever', async (_, milliseconds) => {
    const place = await newPlace({ engine: { durations: () => 1_000 } });
    place.cloud.addFaults({ kind: 'clock', milliseconds });
    expect((await deployed(place)).result.outcome).toBe('created');
    expect((await compared(place)).differs).toBe(false);
    const { result } = await deployed(place, { function: { memoryMb: 512 } });
    expect(result.outcome).toBe('updated');
    const { since } = await finish(
      logs({ config: loadedConfig({}).config }, { ports: place.ports, sources: ['function'] }),
    );
    // AWS's time is this machine's and the fault's.
    const tenMinutesAgo = Date.now() + milliseconds - 600_000;
    expect(Math.abs(Date.parse(since) - tenMinutesAgo)).toBeLessThan(60_000);
    expect((await takenDown(place, { purgeArtifacts: true })).outcome).toBe('deleted');
  });
});
