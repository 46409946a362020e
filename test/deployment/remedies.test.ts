import { describe, expect, it } from 'vitest';
import { remediesFor } from '../../src/deployment/remedies.ts';

/** The first remedy for a reason, with the error code and resource type where they matter. */
function firstRemedy(reason: string, resourceType = 'AWS::RDS::DBInstance', code?: string): string {
  return remediesFor({ reason, code, resourceType })[0] ?? 'nothing is known';
}

describe('the remedies of failures of a stack', () => {
  it.each<[reason: string, remedy: RegExp, resourceType?: string | undefined, code?: string]>([
    ['Timed out waiting for target group to become available.', /reach the database or log in/],
    ['Timed out waiting for proxy to become available.', /zones RDS Proxy supports/, 'AWS::RDS::DBProxy'],
    ['AWS gave no reason.', /zones RDS Proxy supports/, 'AWS::RDS::DBProxy', 'NotFound'],
    ['AWS gave no reason.', /nothing is known/, 'AWS::EC2::VPC', 'NotFound'],
    [
      'RDS is not authorized to assume service-linked role arn:aws:iam::123456789012:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS',
      /service-linked role was missing/,
    ],
    [
      'Unable to create the resource. Verify that you have permission to create service linked role. Otherwise wait and try again later.',
      /service-linked role was missing/,
    ],
    [
      'Missing necessary credentials. Please check https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAM.ServiceLinkedRoles.html',
      /service-linked role was missing/,
    ],
    [
      "DB Subnet Group doesn't meet availability zone coverage requirement. Please add subnets to cover at least 2 availability zones. Current coverage: 1",
      /two zones or more/,
    ],
    [
      'Cannot find version 8.4.5 for mysql',
      /database\.engineVersion/,
      'AWS::RDS::DBInstance',
      'InvalidParameterCombination',
    ],
    ['Cannot upgrade mysql from 8.4.9 to 8.4.8', /upgraded since/],
    [
      'RDS does not support creating a DB instance with the following combination: DBInstanceClass=db.t2.micro, Engine=mysql, EngineVersion=8.4.10, LicenseModel=general-public-license.',
      /database\.instanceClass/,
    ],
    ['Insufficient capacity.', /no instance of that class free/, undefined, 'InsufficientDBInstanceCapacity'],
    [
      'DB Instance db-1 is in an unsupported state - CONFIGURING_ENHANCED_MONITORING, needs to be in [AVAILABLE, MODIFYING, BACKING_UP, CREATING]',
      /just changing/,
    ],
    ['The maximum number of VPCs has been reached.', /network\.vpcId/, 'AWS::EC2::VPC', 'VpcLimitExceeded'],
    [
      'The maximum number of VPC endpoints has been reached.',
      /secretsManagerAccess/,
      'AWS::EC2::VPCEndpoint',
    ],
    [
      'private-dns-enabled cannot be set because there is already a conflicting DNS domain for secretsmanager.us-east-1.amazonaws.com in the VPC vpc-1',
      /`existing`/,
    ],
    ['Too many.', /Elastic IP/, 'AWS::EC2::EIP', 'AddressLimitExceeded'],
    [
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
      /force-delete/,
    ],
    [
      'DBProxy with name proxywebhook-dev already exists',
      /choose another `stackName`/,
      'AWS::RDS::DBProxy',
      'AlreadyExists',
    ],
    ['Model validation failed (#: required key [TargetGroupName] not found)', /bug of proxywebhook/],
    [
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [10].",
      /function\.reservedConcurrency/,
    ],
    ["The subnet 'subnet-0a1b' has dependencies and cannot be deleted.", /Network interfaces still use it/],
    ['resource sg-0a1b has a dependent object', /Network interfaces still use it/],
    [
      'Cannot delete protected DB Instance, please disable deletion protection and try again.',
      /--lift-protection/,
    ],
    ['Quota.', /40 instances/, undefined, 'InstanceQuotaExceeded'],
    [
      'The provided execution role does not have permissions to call CreateNetworkInterface on EC2',
      /too new/,
    ],
    [
      'Error occurred while GetObject. S3 Error Code: AccessDenied. S3 Error Message: Access Denied',
      /could not read the artifact/,
    ],
    ['The security token included in the request is expired', /log in again/],
    ['User Initiated', /cancelled the operation/],
    ['Rate exceeded', /asked too much/, undefined, 'Throttling'],
    ['Something went wrong', /AWS's side/, undefined, 'ServiceInternalError'],
    [
      'User: arn:aws:iam::123456789012:user/dev is not authorized to perform: rds:CreateDBProxy on resource: arn:aws:rds:us-east-1:123456789012:db-proxy:* because no identity-based policy allows the rds:CreateDBProxy action',
      /^Allow rds:CreateDBProxy on arn:aws:rds:us-east-1:123456789012:db-proxy:\* for arn:aws:iam::123456789012:user\/dev$/,
    ],
    [
      'User: arn:aws:iam::1:user/dev is not authorized to perform: ec2:CreateVpc with an explicit deny in a service control policy',
      /^Why: a service control policy of the organization denies it/,
    ],
    ['Nobody has ever seen this.', /nothing is known/],
  ])('%s', (reason, remedy, resourceType, code) => {
    expect(firstRemedy(reason, resourceType, code)).toMatch(remedy);
  });
});

describe('the remedies of a denial that CloudFormation reports', () => {
  it('name the action, the resource, and the policy that would have had it', () => {
    const reason =
      'Resource handler returned message: "User: arn:aws:sts::123456789012:assumed-role/cfn/AWSCloudFormation is not authorized to perform: rds:CreateDBProxy on resource: arn:aws:rds:us-east-1:123456789012:db-proxy:* because no identity-based policy allows the rds:CreateDBProxy action (Service: Rds, Status Code: 403)" (HandlerErrorCode: AccessDenied)';
    expect(remediesFor({ reason, resourceType: 'AWS::RDS::DBProxy' })).toEqual([
      'Allow rds:CreateDBProxy on arn:aws:rds:us-east-1:123456789012:db-proxy:* for arn:aws:sts::123456789012:assumed-role/cfn/AWSCloudFormation',
      'The whole policy that is needed: npx proxywebhook policy --for service-role (docs/permissions.md)',
    ]);
  });
});

it('commands of a remedy act in the region of what failed', () => {
  const arn = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/s/1';
  expect(remediesFor({ reason: 'Cannot find version 8.4.1', resourceType: '', arn })[1]).toBe(
    '`aws rds describe-db-engine-versions --engine mysql --region eu-west-1` lists what there is.',
  );
});
