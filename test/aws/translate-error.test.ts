import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { identity } from '../../src/aws/identity.ts';
import { awsSession } from '../../src/aws/session.ts';
import { stacks } from '../../src/aws/stacks.ts';
import { translateError } from '../../src/aws/translate-error.ts';
import { isProxyWebhookError, type ProxyWebhookError } from '../../src/errors.ts';
import { type Answer, fakeCredentials, type RecordedAws, recordedAws, xmlError } from './recorded-aws.ts';

beforeAll(fakeCredentials);
let aws: RecordedAws | undefined;
beforeEach(() => {
  aws = undefined;
});
afterEach(() => aws?.stop());

/** What DescribeStacks throws when the server gives this answer. */
async function thrownBy(...answers: readonly Answer[]): Promise<ProxyWebhookError> {
  aws = await recordedAws(...answers);
  return refusal(stacks(aws.session).describe('web'));
}

async function refusal(call: Promise<unknown>): Promise<ProxyWebhookError> {
  const error: unknown = await call.then(
    () => new Error('It was answered.'),
    (reason: unknown) => reason,
  );
  if (!isProxyWebhookError(error)) throw error;
  return error;
}

const DENIED =
  'User: arn:aws:iam::123456789012:user/dev is not authorized to perform: cloudformation:DescribeStacks on resource: ' +
  'arn:aws:cloudformation:eu-central-1:123456789012:stack/web/* because';

describe('translateError', () => {
  it.each(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'])(
    'says of %s that the credentials have expired',
    async (code) => {
      const error = await thrownBy(
        xmlError(code, 'The security token included in the request is expired', 403),
      );
      expect(error).toMatchObject({
        code: 'no-credentials',
        message: 'The AWS credentials have expired.',
        data: { expired: true, awsCode: code },
      });
      expect(error.remedies[0]).toContain('aws sso login');
    },
  );

  it.each(['InvalidClientTokenId', 'SignatureDoesNotMatch'])(
    "says of %s that the credentials are not accepted, without AWS's words",
    async (code) => {
      const error = await thrownBy(
        xmlError(code, 'Canonical String: x-amz-security-token:SESSIONTOKEN', 403),
      );
      expect(error).toMatchObject({
        code: 'no-credentials',
        message: `AWS does not accept the credentials (${code}).`,
      });
      expect(JSON.stringify([error.message, error.remedies, error.data, String(error.cause)])).not.toContain(
        'SESSIONTOKEN',
      );
    },
  );

  it('says of a service role that is gone what names another', async () => {
    const role = 'Role arn:aws:iam::1:role/gone is invalid or cannot be assumed';
    const error = await thrownBy(xmlError('ValidationError', role));
    expect([error.code, error.message]).toEqual([
      'rejected',
      `CloudFormation may not take the service role. ${role}.`,
    ]);
    expect(error.remedies[0]).toContain('"roleArn"');
  });

  it('says that the clock is wrong when a signature is out of its time', async () => {
    const error = await thrownBy(
      xmlError('SignatureDoesNotMatch', 'Signature expired: 20261101T000000Z is now earlier than', 403),
    );
    expect(error).toMatchObject({
      code: 'no-credentials',
      message: expect.stringContaining('clock is wrong'),
    });
  });

  it('names the permission and the resource that AWS names', async () => {
    const error = await thrownBy(
      xmlError('AccessDenied', `${DENIED} no identity-based policy allows the action`, 403),
    );
    expect(error).toMatchObject({
      code: 'access-denied',
      message:
        'Not allowed: cloudformation:DescribeStacks on arn:aws:cloudformation:eu-central-1:123456789012:stack/web/*.',
      data: { action: 'cloudformation:DescribeStacks', requestId: 'req-1' },
    });
    expect(error.remedies).toContainEqual(
      expect.stringMatching(/^Allow cloudformation:DescribeStacks on .* for arn:aws:iam/),
    );
  });

  it('names the permission of the call when AWS names none', async () => {
    const error = await thrownBy({
      status: 403,
      body: '<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>',
    });
    expect(error).toMatchObject({
      code: 'access-denied',
      message: 'Not allowed: cloudformation:DescribeStacks on web.',
    });
  });

  it.each([
    ['with an explicit deny in a service control policy', /ask its administrators/],
    ['no permissions boundary allows the action', /widen the boundary/],
    ['with an explicit deny in an identity-based policy', /allowing it elsewhere does not help/],
  ])('says what forbids it: %s', async (text, expected) => {
    const error = await thrownBy(xmlError('AccessDenied', `${DENIED} ${text}`, 403));
    expect(error.remedies[0]).toMatch(expected);
  });

  it('shows status and request of an answer in HTML, not the complaint of the parser', async () => {
    const error = await thrownBy({ status: 500, body: '<html><p>Internal <b>error</html>' });
    expect(error).toMatchObject({
      code: 'unreachable',
      message: 'AWS failed at DescribeStacks (HTTP 500, request req-1).',
      data: { retryable: true, status: 500, requestId: 'req-1' },
    });
  });

  it('says that something else answers when a page comes in place of an answer', async () => {
    const error = await thrownBy({ status: 200, body: '<html><body><p>Please log in</body></html>' });
    expect(error).toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/^The answer to DescribeStacks was not one of AWS \(HTTP 200/),
    });
  });

  it('names the endpoint that nothing listens at', async () => {
    aws = await recordedAws();
    await aws.stop();
    const error = await refusal(stacks(aws.session).describe('web'));
    expect(error).toMatchObject({
      code: 'unreachable',
      message: `${aws.endpoint} cannot be reached (ECONNREFUSED).`,
      data: { retryable: true, networkCode: 'ECONNREFUSED' },
    });
  });

  it('says of a connection that is cut again and again that it cannot be reached', async () => {
    const error = await thrownBy({ cut: true });
    expect(error).toMatchObject({ code: 'unreachable', data: { retryable: true } });
    expect(aws?.requests).toHaveLength(7);
  });

  it("keeps AWS's code and words of any other refusal", async () => {
    const error = await thrownBy(xmlError('ValidationError', 'Template format error: unsupported structure'));
    expect(error).toMatchObject({
      code: 'rejected',
      message:
        'AWS refused DescribeStacks of web. ValidationError: Template format error: unsupported structure.',
      data: { awsCode: 'ValidationError', status: 400, operation: 'DescribeStacks', subject: 'web' },
    });
  });

  it.each([
    [
      'getaddrinfo ENOTFOUND sts.eu-central-9.amazonaws.com',
      'ENOTFOUND',
      'sts.eu-central-9.amazonaws.com cannot be reached (ENOTFOUND).',
    ],
    [
      'socket did not connect',
      'TimeoutError',
      'the cloudformation endpoint of eu-central-9 cannot be reached (TimeoutError).',
    ],
  ])('names what cannot be reached: %s', (message, code, expected) => {
    const error = translateError(
      Object.assign(new Error(message), { code, name: code === 'TimeoutError' ? code : 'Error' }),
      {
        operation: 'DescribeStacks',
        region: 'eu-central-9',
      },
    );
    expect(error).toMatchObject({ code: 'unreachable', message: expected });
    expect(error.remedies[0]).toContain('Is there such a region as eu-central-9');
  });
});

describe('without what the SDK needs', () => {
  const before = { ...process.env };
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (before[name] === undefined) delete process.env[name];
    Object.assign(process.env, before);
  });

  function withoutAws(...kept: readonly string[]) {
    for (const name of Object.keys(process.env)) {
      if (name.startsWith('AWS_') && !kept.includes(name)) delete process.env[name];
    }
    process.env.AWS_CONFIG_FILE = '/dev/null';
    process.env.AWS_SHARED_CREDENTIALS_FILE = '/dev/null';
    process.env.AWS_EC2_METADATA_DISABLED = 'true';
  }

  it('says that there is no region, and where one is set', async () => {
    withoutAws('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY');
    const error = await refusal(identity(awsSession()));
    expect(error).toMatchObject({ code: 'usage', message: expect.stringMatching(/^No region/) });
    expect(error.remedies[0]).toContain('--region');
  });

  it('says that there are no credentials, and how to get some', async () => {
    withoutAws();
    const error = await refusal(identity(awsSession({ region: 'eu-central-1' })));
    expect(error).toMatchObject({ code: 'no-credentials', message: 'There are no AWS credentials.' });
    expect(error.remedies).toHaveLength(3);
  });

  it('names the profile that has none', async () => {
    withoutAws();
    const error = await refusal(identity(awsSession({ region: 'eu-central-1', profile: 'work' })));
    expect(error).toMatchObject({
      code: 'no-credentials',
      message: 'There are no AWS credentials for the profile work.',
      remedies: expect.arrayContaining(['With IAM Identity Center: aws sso login --profile work']),
    });
  });
});
