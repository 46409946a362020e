import { describe, expect, it } from 'vitest';
import { createAuthorization } from '../../../src/local/aws-api/authorization.ts';
import { evaluate, readPolicies } from '../../../src/local/aws-api/policy-evaluation.ts';
import { createClock } from '../../../src/local/clock.ts';
import { createWorld } from '../../../src/local/create-world.ts';

const allow = (Action: string | string[], Resource: string | string[], Condition?: object) => ({
  Statement: [{ Effect: 'Allow', Action, Resource, ...(Condition === undefined ? {} : { Condition }) }],
});
const read = (...documents: readonly unknown[]) => readPolicies(documents);
const asked = (action: string, resource: string, context?: Record<string, string>) => ({
  action,
  resource,
  ...(context === undefined ? {} : { context }),
});

describe('a policy', () => {
  it.each([
    ['an action by its name', allow('s3:PutObject', '*'), 's3:PutObject', 'x', 'allowed'],
    ['an action whatever its case', allow('S3:putobject', '*'), 's3:PutObject', 'x', 'allowed'],
    ['actions by *', allow('s3:Get*', '*'), 's3:GetObject', 'x', 'allowed'],
    ['no other action', allow('s3:Get*', '*'), 's3:PutObject', 'x', 'not-allowed'],
    ['a resource by * and ?', allow('a:B', 'arn:x:secret:n-??'), 'a:B', 'arn:x:secret:n-12', 'allowed'],
    ['no longer resource', allow('a:B', 'arn:x:secret:n-??'), 'a:B', 'arn:x:secret:n-123', 'not-allowed'],
    ['a dot as a dot', allow('a:B', 'arn:a.b'), 'a:B', 'arn:aXb', 'not-allowed'],
  ] as const)('allows %s', (_, document, action, resource, verdict) => {
    expect(evaluate(read(document), asked(action, resource))).toBe(verdict);
  });

  it('allows where its condition holds, and not where the request has no such key', () => {
    const policies = read(
      allow('iam:PassRole', '*', { StringEquals: { 'iam:PassedToService': ['a', 'b'] } }),
    );
    const verdict = (context?: Record<string, string>) =>
      evaluate(policies, asked('iam:PassRole', 'r', context));
    expect([
      verdict({ 'iam:PassedToService': 'b' }),
      verdict({ 'iam:PassedToService': 'c' }),
      verdict(),
    ]).toEqual(['allowed', 'not-allowed', 'not-allowed']);
  });

  it('that denies wins over one that allows', () => {
    const deny = { Statement: [{ Effect: 'Deny', Action: 's3:Put*', Resource: '*' }] };
    expect(evaluate(read(allow('*', '*'), deny), asked('s3:PutObject', 'x'))).toBe('denied');
  });

  it.each([
    [{}, /list of statements/],
    [{ Statement: [{ Effect: 'Allow', NotAction: 'x', Resource: '*' }] }, /NotAction .* not evaluated/],
    [allow('a:B', '*', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }), /IpAddress is not evaluated/],
  ])('that cannot be evaluated is refused: %j', (document, message) => {
    expect(() => read(document)).toThrow(message);
  });
});

describe('calls that are held against policies', () => {
  const authorization = createAuthorization(
    createWorld({ clock: createClock({ kind: 'manual' }), account: '123456789012' }),
  );
  const refusal = (service: 'cloudformation' | 's3' | 'sts' | 'iam', action: string, input = {}) =>
    authorization.refusal(service, action, input)?.message;

  it('are all free while there are none', () => {
    authorization.enforce(undefined);
    expect(refusal('s3', 'CreateBucket', { Bucket: 'b' })).toBeUndefined();
  });

  it('are refused with user, action, resource and reason, as AWS words it', () => {
    authorization.enforce(read(allow('s3:GetObject', '*')));
    expect(refusal('s3', 'PutObject', { Bucket: 'b', Key: 'k' })).toBe(
      'User: arn:aws:iam::123456789012:user/local is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::b/k" because no identity-based policy allows the s3:PutObject action',
    );
    expect(refusal('sts', 'GetCallerIdentity')).toBeUndefined();
  });

  it('need leave to pass the role that they give to CloudFormation, and to tag what has tags', () => {
    const input = { StackName: 's', RoleARN: 'arn:aws:iam::1:role/r', Tags: [{ Key: 'k', Value: 'v' }] };
    authorization.enforce(read(allow('cloudformation:CreateChangeSet', '*')));
    expect(refusal('cloudformation', 'CreateChangeSet', input)).toContain('cloudformation:TagResource');
    authorization.enforce(read(allow('cloudformation:*', '*')));
    expect(refusal('cloudformation', 'CreateChangeSet', input)).toContain(
      'iam:PassRole on resource: arn:aws:iam::1:role/r',
    );
    authorization.enforce(
      read(
        allow('cloudformation:*', '*'),
        allow('iam:PassRole', 'arn:aws:iam::1:role/r', {
          StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' },
        }),
      ),
    );
    expect(refusal('cloudformation', 'CreateChangeSet', input)).toBeUndefined();
  });
});
