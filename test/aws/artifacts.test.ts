import { createHash } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { artifacts } from '../../src/aws/artifacts.ts';
import { awsSession } from '../../src/aws/session.ts';
import { type Answer, fakeCredentials, type RecordedAws, recordedAws, s3Error } from './recorded-aws.ts';

beforeAll(fakeCredentials);
let aws: RecordedAws;
afterEach(() => aws.stop());

async function artifactsAnswering(...answers: readonly Answer[]) {
  aws = await recordedAws(...answers);
  return artifacts(aws.session);
}

const BUCKET = 'proxywebhook-artifacts-123456789012-eu-central-1';
const OWNER = '123456789012';
const KEY = `handler/${'a'.repeat(64)}.zip`;
const ok: Answer = {};
const listed = (key: string, size: number): Answer => ({
  body: `<ListBucketResult><Contents><Key>${key}</Key><Size>${size}</Size></Contents></ListBucketResult>`,
});
const policy: Answer = { body: '{"Version":"2012-10-17","Statement":[]}' };
const nothing: Answer = { body: '<ListBucketResult></ListBucketResult>' };
const noBucket = s3Error('NoSuchBucket', 'The specified bucket does not exist', 404);
const noPolicy = s3Error('NoSuchBucketPolicy', 'The bucket policy does not exist', 404);
const denied = s3Error('AccessDenied', 'Access Denied', 403);
const unset = s3Error('ServerSideEncryptionConfigurationNotFoundError', 'not found', 404);
const encrypted = (algorithm: string, key = ''): Answer => ({
  body: `<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>${algorithm}</SSEAlgorithm>${key}</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`,
});

describe('the bucket', () => {
  it.each<[string, readonly Answer[], string]>([
    ['ours when it can be listed as ours and has its policy', [nothing, policy], 'ours'],
    ['ours when its policy may not be seen', [nothing, denied], 'ours'],
    ['absent when there is none', [noBucket], 'absent'],
    ['absent when it was not finished, which its policy marks', [nothing, noPolicy], 'absent'],
  ])('is %s', async (_, answers, expected) => {
    const port = await artifactsAnswering(...answers);
    expect(await port.bucket(BUCKET, OWNER)).toBe(expected);
    expect(aws.requests).toHaveLength(answers.length);
    for (const { headers } of aws.requests) expect(headers['x-amz-expected-bucket-owner']).toBe(OWNER);
  });

  it('of someone else is refused by name, with a way out', async () => {
    const port = await artifactsAnswering(denied);
    await expect(port.bucket(BUCKET, OWNER)).rejects.toMatchObject({
      code: 'refused',
      message: `The bucket ${BUCKET} is not the account ${OWNER}'s: nothing was put into it.`,
      remedies: [expect.stringContaining('another region'), expect.stringContaining('s3:ListBucket')],
    });
  });

  it('that is ours but may not be listed names the permission instead', async () => {
    const text =
      'User: arn:aws:iam::123456789012:user/u is not authorized to perform: s3:ListBucket on resource: &quot;x&quot;';
    const port = await artifactsAnswering(s3Error('AccessDenied', text, 403));
    await expect(port.bucket(BUCKET, OWNER)).rejects.toMatchObject({
      code: 'access-denied',
      data: { action: 's3:ListBucket' },
    });
  });

  it('is made in the region, private, owner enforced, encrypted and for TLS only', async () => {
    const port = await artifactsAnswering(noBucket, ok);
    await port.createBucket(BUCKET, OWNER);
    const [, create, access, ownership, encryption, policy] = aws.requests;
    expect(create).toMatchObject({ method: 'PUT', url: `/${BUCKET}/` });
    expect(create?.headers['x-amz-object-ownership']).toBe('BucketOwnerEnforced');
    expect(create?.body).toContain('<LocationConstraint>eu-central-1</LocationConstraint>');
    expect(access?.url).toBe(`/${BUCKET}/?publicAccessBlock=`);
    expect(access?.body.match(/true/g)).toHaveLength(4);
    expect(ownership?.body).toContain('<ObjectOwnership>BucketOwnerEnforced</ObjectOwnership>');
    expect(encryption?.body).toContain('<SSEAlgorithm>AES256</SSEAlgorithm>');
    expect(JSON.parse(policy?.body ?? '')).toMatchObject({
      Statement: [{ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
    });
    for (const request of [access, ownership, encryption, policy]) {
      expect(request?.headers['x-amz-expected-bucket-owner']).toBe(OWNER);
    }
  });

  it('that is ours already is left as it is', async () => {
    const port = await artifactsAnswering(nothing, policy);
    await port.createBucket(BUCKET, OWNER);
    expect(aws.requests.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  it.each<[string, Answer, readonly string[]]>([
    ['', encrypted('AES256'), ['publicAccessBlock', 'ownershipControls', 'encryption', 'policy']],
    [
      ', but for a key of the customer',
      encrypted('aws:kms', '<KMSMasterKeyID>key-1</KMSMasterKeyID>'),
      ['publicAccessBlock', 'ownershipControls', 'policy'],
    ],
  ])('that was not finished gets all settings again, the policy last%s', async (_, encryption, put) => {
    const port = await artifactsAnswering(nothing, noPolicy, ok, ok, encryption, ok);
    await port.createBucket(BUCKET, OWNER);
    const puts = aws.requests.filter(({ method }) => method === 'PUT').map(({ url }) => url);
    expect(puts).toEqual(put.map((setting) => `/${BUCKET}/?${setting}=`));
  });

  it.each<[string, Answer]>([
    [
      'someone else made first',
      s3Error('BucketAlreadyExists', 'The requested bucket name is not available.', 409),
    ],
  ])('that %s is refused', async (_, answer) => {
    const port = await artifactsAnswering(noBucket, answer);
    await expect(port.createBucket(BUCKET, OWNER)).rejects.toMatchObject({
      code: 'refused',
      data: { bucket: BUCKET },
    });
  });

  it('that we made meanwhile is taken, and finished', async () => {
    const port = await artifactsAnswering(noBucket, s3Error('BucketAlreadyOwnedByYou', 'yours', 409), ok);
    await port.createBucket(BUCKET, OWNER);
    expect(aws.requests.at(-1)?.url).toBe(`/${BUCKET}/?policy=`);
  });

  it('is given its settings again while S3 does not know it yet', async () => {
    const port = await artifactsAnswering(noBucket, ok, noBucket, ok);
    await port.createBucket(BUCKET, OWNER);
    expect(aws.requests.filter(({ url }) => url.endsWith('/?publicAccessBlock='))).toHaveLength(2);
  });
});

describe('an endpoint from the environment', () => {
  afterEach(() => {
    delete process.env.AWS_ENDPOINT_URL;
  });

  it('is used with the bucket in the path', async () => {
    aws = await recordedAws(nothing);
    process.env.AWS_ENDPOINT_URL = aws.endpoint;
    const port = artifacts(awsSession({ region: 'eu-central-1' }));
    expect(await port.bucket(BUCKET, OWNER)).toBe('ours');
    expect(aws.requests[0]?.url).toMatch(`/${BUCKET}/`);
  });
});

describe('the artifact', () => {
  it.each<[string, Answer, boolean]>([
    ['there when its key is listed', listed(KEY, 300_000), true],
    ['absent when an empty zip of 22 bytes is there', listed(KEY, 22), false],
    ['absent when only a longer key is there', listed(`${KEY}.bak`, 300_000), false],
    ['absent when nothing is there', nothing, false],
    ['absent when there is no bucket', noBucket, false],
  ])('is %s', async (_, answer, expected) => {
    const port = await artifactsAnswering(answer);
    expect(await port.has(BUCKET, KEY, OWNER)).toBe(expected);
    expect(aws.requests[0]).toMatchObject({
      method: 'GET',
      headers: { 'x-amz-expected-bucket-owner': OWNER },
    });
    expect(aws.requests[0]?.url).toMatch(/list-type=2&max-keys=1&prefix=handler/);
  });

  it('is sent whole, with its checksum and its owner, telling how far it is', async () => {
    const body = new Uint8Array(200_000).fill(7);
    const port = await artifactsAnswering(unset, ok);
    const sent: number[] = [];
    await port.put(BUCKET, KEY, body, OWNER, (bytes) => sent.push(bytes));
    const request = aws.requests[1];
    expect(request).toMatchObject({ method: 'PUT', url: expect.stringContaining(`/${BUCKET}/${KEY}`) });
    expect(request?.body).toHaveLength(200_000);
    expect(request?.headers).toMatchObject({
      'x-amz-expected-bucket-owner': OWNER,
      'x-amz-checksum-sha256': createHash('sha256').update(body).digest('base64'),
      'content-type': 'application/zip',
      'content-length': '200000',
    });
    expect(request?.headers).not.toHaveProperty('x-amz-server-side-encryption');
    expect(sent).toEqual([0, 65_536, 131_072, 196_608, 200_000]);
  });

  it('is sent again, whole, after a fault', async () => {
    const port = await artifactsAnswering(unset, { status: 503, body: '' }, { cut: true }, ok);
    const sent: number[] = [];
    await port.put(BUCKET, KEY, new Uint8Array(100), OWNER, (bytes) => sent.push(bytes));
    expect(aws.requests.slice(1).map(({ body }) => body.length)).toEqual([100, 100, 100]);
    expect(sent).toEqual([0, 100, 0, 100, 0, 100]);
  });

  it.each<[string, Answer, Record<string, string | undefined>]>([
    [
      'the key of the customer',
      encrypted('aws:kms', '<KMSMasterKeyID>key-1</KMSMasterKeyID>'),
      { algorithm: 'aws:kms', key: 'key-1' },
    ],
    ['S3-managed keys', encrypted('AES256'), {}],
    ['what may not be read', denied, {}],
  ])('names the encryption only where the bucket asks for it: %s', async (_, answer, expected) => {
    const port = await artifactsAnswering(answer, ok);
    await port.put(BUCKET, KEY, new Uint8Array(100), OWNER);
    expect(aws.requests[1]?.headers['x-amz-server-side-encryption']).toBe(expected.algorithm);
    expect(aws.requests[1]?.headers['x-amz-server-side-encryption-aws-kms-key-id']).toBe(expected.key);
  });
});
