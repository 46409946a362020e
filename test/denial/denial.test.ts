import { describe, expect, it } from 'vitest';
import { denialRemedies, readDenial } from '../../src/denial/denial.ts';

const ROLE = 'arn:aws:sts::123456789012:assumed-role/cloudformation/AWSCloudFormation';

describe('a denial', () => {
  it.each([
    [
      'of a call',
      'User: arn:aws:iam::123456789012:user/dev is not authorized to perform: rds:CreateDBProxy on resource: arn:aws:rds:us-east-1:123456789012:db-proxy:* because no identity-based policy allows the rds:CreateDBProxy action',
      {
        action: 'rds:CreateDBProxy',
        resource: 'arn:aws:rds:us-east-1:123456789012:db-proxy:*',
        who: 'arn:aws:iam::123456789012:user/dev',
      },
    ],
    [
      'in an event, by a handler',
      `Resource handler returned message: "User: ${ROLE} is not authorized to perform: iam:PassRole on resource: arn:aws:iam::123456789012:role/web-ProxyRole-1 because no identity-based policy allows the iam:PassRole action (Service: Rds, Status Code: 403, Request ID: 1)" (RequestToken: 2, HandlerErrorCode: AccessDenied)`,
      { action: 'iam:PassRole', resource: 'arn:aws:iam::123456789012:role/web-ProxyRole-1', who: ROLE },
    ],
    [
      'in an event, of EC2',
      'API: ec2:CreateVpc You are not authorized to perform this operation.',
      { action: 'ec2:CreateVpc' },
    ],
    [
      'of EC2 with its encoded message',
      'You are not authorized to perform this operation. User: arn:aws:iam::1:user/dev is not authorized to perform: ec2:CreateTags on resource: arn:aws:ec2:us-east-1:1:vpc/*, because no identity-based policy allows it. Encoded authorization failure message: AbC',
      { action: 'ec2:CreateTags', resource: 'arn:aws:ec2:us-east-1:1:vpc/*', who: 'arn:aws:iam::1:user/dev' },
    ],
    [
      'of S3, which quotes',
      'User: arn:aws:iam::1:user/dev is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::bucket/key" because no identity-based policy allows the s3:PutObject action',
      { action: 's3:PutObject', resource: 'arn:aws:s3:::bucket/key', who: 'arn:aws:iam::1:user/dev' },
    ],
    [
      'by an organization',
      'User: arn:aws:iam::1:user/dev is not authorized to perform: ec2:CreateVpc with an explicit deny in a service control policy',
      {
        action: 'ec2:CreateVpc',
        who: 'arn:aws:iam::1:user/dev',
        because: expect.stringContaining('ask its administrators'),
      },
    ],
  ])('%s is taken apart', (_, text, expected) => expect(readDenial(text)).toEqual(expected));

  it.each([
    'RDS is not authorized to assume service-linked role arn:aws:iam::1:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS',
    'S3 Error Code: AccessDenied',
    'Rate exceeded',
  ])('is not what this is about: %s', (text) => expect(readDenial(text)).toBeUndefined());

  it('names action, resource and whoever was refused, and the command that shows the whole policy', () => {
    expect(denialRemedies({ action: 's3:PutObject', resource: 'arn:aws:s3:::b/k', who: 'me' })).toEqual([
      'Allow s3:PutObject on arn:aws:s3:::b/k for me',
      'The whole policy that is needed: npx proxywebhook policy (docs/permissions.md)',
    ]);
  });

  it('of the service role leads to the policy of the service role', () => {
    expect(denialRemedies({ action: 'rds:CreateDBProxy', who: ROLE }).at(-1)).toContain('--for service-role');
  });
});
