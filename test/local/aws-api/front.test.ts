import { request } from 'node:http';
import { connect } from 'node:net';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import type { LocalCloud } from '../../../src/local/aws-api/local-cloud.ts';
import { clientOptions, emptyWorld, openCloud, standIn } from './harness.ts';

const FORM = 'application/x-www-form-urlencoded';
const authorization = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=AKIA/20261124/us-east-1/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=0`;

describe('requests without a signature', () => {
  it.each([
    ['a form', { 'content-type': FORM }, 'POST', '/', 403, '<Code>MissingAuthenticationToken</Code>'],
    [
      'a JSON target',
      { 'x-amz-target': 'secretsmanager.GetSecretValue' },
      'POST',
      '/',
      400,
      '"__type":"MissingAuthenticationTokenException"',
    ],
    ['a Lambda path', {}, 'GET', '/2015-03-31/functions/f', 403, 'Missing Authentication Token'],
    ['a path', {}, 'GET', '/bucket/key', 403, '<Code>AccessDenied</Code>'],
  ])('with %s are refused in its protocol', async (_, headers, method, path, status, text) => {
    const answer = await raw(await openCloud(), { method, path, headers });
    expect(answer).toMatchObject({ status, body: expect.stringContaining(text) });
  });

  it.each(['Bearer x', 'AWS4-HMAC-SHA256 Credential=AKIA', 'AWS4-HMAC-SHA256 Credential=/////'])(
    'but with %s are no better',
    async (header) => {
      const headers = { authorization: header, 'content-type': FORM };
      expect(await raw(await openCloud(), { method: 'POST', path: '/', headers })).toMatchObject({
        status: 403,
      });
    },
  );

  it('but with a credential in the query are those of a presigned URL', async () => {
    const cloud = await openCloud();
    const credential = encodeURIComponent('AKIA/20261124/us-east-1/s3/aws4_request');
    const answer = await raw(cloud, { path: `/bucket/key?X-Amz-Credential=${credential}` });
    expect(answer).toMatchObject({ status: 404, body: expect.stringContaining('NoSuchBucket') });
  });
});

describe('requests that are not what they should be', () => {
  it.each([
    ['another service', 'dynamodb', 'POST', '/', '', 400, 'The service dynamodb is not served'],
    ['no action', 'cloudformation', 'POST', '/', '', 400, 'names no action'],
    ['an action of no service', 'rds', 'POST', '/', 'Action=Nonsense', 400, 'rds:Nonsense is not served'],
    ['JSON that is none', 'secretsmanager', 'POST', '/', '{', 400, 'SerializationException'],
    ['a path of no operation', 'lambda', 'PATCH', '/2015-03-31/nothing', '', 404, 'names no action'],
    ['a path that cannot be decoded', 's3', 'GET', '/bucket/%E0%A4%A', '', 501, 'names no action'],
    ['a method of no operation', 's3', 'PATCH', '/bucket', '', 501, 'names no action'],
    ['XML that is none', 's3', 'PUT', '/bucket?tagging', '<Tagging><', 400, 'MalformedXML'],
    ['chunks that are none', 's3', 'PUT', '/bucket/key', 'zz', 400, 'IncompleteBody'],
    [
      'a number that is none',
      'rds',
      'POST',
      '/',
      'Action=DescribeDBInstances&MaxRecords=many',
      400,
      'ValidationError',
    ],
  ])('(%s) are answered', async (_, service, method, path, body, status, text) => {
    const headers = {
      authorization: authorization(service),
      ...(service === 'secretsmanager' ? { 'x-amz-target': 'secretsmanager.GetSecretValue' } : {}),
      ...(path.endsWith('key') ? { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' } : {}),
    };
    const answer = await raw(await openCloud(), { method, path, headers, body });
    expect(answer).toMatchObject({ status, body: expect.stringContaining(text) });
  });

  it.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', 'metadata'])(
    'of a page at %s reach nothing',
    async (host) => {
      const cloud = await openCloud();
      for (const path of ['/_local/state', '/bucket']) {
        expect(
          await raw(cloud, { path, headers: { host, authorization: authorization('s3') } }),
        ).toMatchObject({
          status: 403,
          body: expect.stringContaining('127.0.0.1'),
        });
      }
      expect(cloud.calls()).toEqual([]);
    },
  );

  it('in bytes that are no HTTP, or cut off half way, do not end the server', async () => {
    const cloud = await openCloud();
    const { port } = new URL(cloud.endpoint);
    for (const bytes of [
      '\u0000\u0001 nonsense\r\n\r\n',
      'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nhalf',
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => {
          socket.write(bytes);
          setTimeout(() => socket.destroy(), 30);
        });
        socket.on('error', () => {});
        socket.on('close', () => resolve());
      });
    }
    expect((await raw(cloud, { path: '/_local/calls' })).status).toBe(200);
  });
});

describe('regions', () => {
  it('other than the one it keeps are refused by name', async () => {
    const cloud = await openCloud({ cloudFormation: standIn({ DescribeStacks: () => ({}) }) });
    const elsewhere = { ...clientOptions(cloud), region: 'eu-west-1' };
    await expect(new CloudFormationClient(elsewhere).send(new DescribeStacksCommand({}))).rejects.toThrow(
      'this local cloud keeps us-east-1, not eu-west-1',
    );
    await expect(
      new S3Client(elsewhere).send(new ListObjectsV2Command({ Bucket: 'b' })),
    ).rejects.toMatchObject({
      name: 'AuthorizationHeaderMalformed',
    });
  });

  it('do not matter to IAM, which has none', async () => {
    const cloud = await openCloud({ world: emptyWorld({ region: 'eu-west-1' }) });
    await expect(
      new IAMClient(clientOptions(cloud)).send(new GetRoleCommand({ RoleName: 'r' })),
    ).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  });
});

describe('the shapes of AWS, as its references print them', () => {
  it('a query answer has its result and its request id', async () => {
    const headers = { authorization: authorization('sts'), 'content-type': FORM };
    const answer = await raw(await openCloud(), {
      method: 'POST',
      path: '/',
      headers,
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
    });
    // STS API reference, GetCallerIdentity, "Sample Response".
    expect(answer.body.replaceAll(/\s*\n\s*/g, '')).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?><GetCallerIdentityResponse xmlns="https:\/\/sts\.amazonaws\.com\/doc\/2011-06-15\/"><GetCallerIdentityResult><UserId>\w+<\/UserId><Account>123456789012<\/Account><Arn>arn:aws:iam::123456789012:user\/local<\/Arn><\/GetCallerIdentityResult><ResponseMetadata><RequestId>[0-9a-f-]{36}<\/RequestId><\/ResponseMetadata><\/GetCallerIdentityResponse>$/,
    );
  });

  it('an EC2 answer has item lists and lower-case names, an EC2 error its Errors', async () => {
    const cloud = await openCloud();
    const headers = { authorization: authorization('ec2'), 'content-type': FORM };
    const send = (body: string) => raw(cloud, { method: 'POST', path: '/', headers, body });
    // EC2 API reference, DescribeAvailabilityZones, "Sample Response".
    expect((await send('Action=DescribeAvailabilityZones&ZoneName.1=us-east-1a')).body).toMatch(
      /<DescribeAvailabilityZonesResponse xmlns="http:\/\/ec2\.amazonaws\.com\/doc\/2016-11-15\/"><requestId>[0-9a-f-]{36}<\/requestId><availabilityZoneInfo><item>.*<zoneName>us-east-1a<\/zoneName>.*<\/item><\/availabilityZoneInfo><\/DescribeAvailabilityZonesResponse>$/,
    );
    // EC2 API reference, "Error codes": the example response.
    expect((await send('Action=DescribeVpcs&VpcId.1=vpc-0')).body).toMatch(
      /<Response><Errors><Error><Code>InvalidVpcID\.NotFound<\/Code><Message>The vpc ID 'vpc-0' does not exist<\/Message><\/Error><\/Errors><RequestID>[0-9a-f-]{36}<\/RequestID><\/Response>$/,
    );
  });

  it('a query error has Sender, Code and Message, an S3 error its own root', async () => {
    const cloud = await openCloud();
    const form = { authorization: authorization('iam'), 'content-type': FORM };
    const iam = await raw(cloud, {
      method: 'POST',
      path: '/',
      headers: form,
      body: 'Action=GetRole&RoleName=r',
    });
    expect(iam.body).toContain(
      '<Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>The role with name r cannot be found.</Message></Error><RequestId>',
    );
    const s3 = await raw(cloud, {
      path: '/absent?list-type=2',
      headers: { authorization: authorization('s3') },
    });
    // S3 API reference, "REST error responses".
    expect(s3.body).toMatch(
      /<Error><Code>NoSuchBucket<\/Code><Message>The specified bucket does not exist<\/Message>/,
    );
    expect(s3.headers['content-type']).toBe('application/xml');
  });
});

interface Raw {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

function raw({ endpoint }: LocalCloud, { method = 'GET', path, headers = {}, body = '' }: Raw) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const { port } = new URL(endpoint);
      const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    },
  );
}
