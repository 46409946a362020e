import { placed } from '../config/aws-command.ts';
import { denialRemedies, readDenial } from '../denial/denial.ts';

/** What is known of a failure, for finding its remedies. */
export interface FailureText {
  readonly reason: string;
  readonly code?: string | undefined;
  readonly resourceType: string;
  /** An ARN of what failed: its commands act in that region. */
  readonly arn?: string | undefined;
}

/** What to do about a failure that is known, in the order to try; empty for one that is not. */
export function remediesFor(failure: FailureText): readonly string[] {
  const denial = readDenial(failure.reason);
  if (denial !== undefined) return denialRemedies(denial);
  const remedies = KNOWN.find((known) => matches(known, failure))?.remedies ?? [];
  const region = failure.arn?.split(':')[3];
  return region === undefined ? remedies : remedies.map((remedy) => placed(remedy, { region }));
}

interface KnownFailure {
  /** Tested against the reason and the error code. */
  readonly text: RegExp;
  /** Where given, only failures of this resource type. */
  readonly resourceType?: RegExp;
  readonly remedies: readonly string[];
}

function matches({ text, resourceType }: KnownFailure, failure: FailureText): boolean {
  if (resourceType !== undefined && !resourceType.test(failure.resourceType)) return false;
  return text.test(failure.reason) || (failure.code !== undefined && text.test(failure.code));
}

const TRY_AGAIN = 'Run `up` again.';

/** Failures of this stack that were met in the field. Texts whose wording is not documented are matched loosely. */
const KNOWN: readonly KnownFailure[] = [
  {
    // aws/aws-cdk#8919; the handler polls DescribeDBProxyTargets for 20 minutes.
    text: /timed out waiting for target group/i,
    remedies: [
      "The proxy could not reach the database or log in: its target's reason says which.",
      'Check that the database group admits port 3306 from the proxy group, and that the secret has `username` and `password`.',
    ],
  },
  {
    // aws-cloudformation-resource-providers-rds-proxy: `incompatible-network` and `insufficient-resource-limits` fail so.
    text: /timed out waiting for proxy|NotFound|incompatible-network|insufficient-resource-limits/i,
    resourceType: /^AWS::RDS::DBProxy$/,
    remedies: [
      'Check that both subnets are in zones RDS Proxy supports and have 10 free addresses or more (RDS-EVENT-0243).',
      `Check the quota of proxies in the region (L-D94C7EA3, 20 by default). ${TRY_AGAIN}`,
    ],
  },
  {
    // awslabs/nx-plugin-for-aws#652, aws/aws-cdk#14258: an account that never used RDS.
    text: /service[- ]linked role|Missing necessary credentials/i,
    remedies: [
      "RDS's service-linked role was missing or too new; it exists after this attempt or is made by `up`.",
      'If it stays missing: `aws iam create-service-linked-role --aws-service-name rds.amazonaws.com`.',
      'Wait a minute and run `up` again.',
    ],
  },
  {
    // cdk-patterns/serverless#181.
    text: /availability zone coverage requirement|DBSubnetGroupDoesNotCoverEnoughAZs/i,
    remedies: ['Name subnets in two zones or more in `network.subnetIds`.'],
  },
  {
    // RDS answers InvalidParameterCombination with this text.
    text: /cannot find version/i,
    remedies: [
      'RDS no longer offers that version: set `database.engineVersion` to a major version, `"8.4"`, which follows its newest minor.',
      '`aws rds describe-db-engine-versions --engine mysql` lists what there is.',
    ],
  },
  {
    text: /cannot upgrade mysql from|invalid upgrade target/i,
    remedies: [
      'The database was upgraded since (automatic minor upgrades): set `database.engineVersion` to a major version, `"8.4"`.',
    ],
  },
  {
    // RDS API reference, CreateDBInstance: an instance class not offered for the version.
    text: /does not support creating a DB instance with the following combination|InvalidDBInstanceClass/i,
    remedies: [
      'Choose another `database.instanceClass`: `aws rds describe-orderable-db-instance-options --engine mysql` lists those of the region.',
    ],
  },
  {
    text: /InsufficientDBInstanceCapacity|(?:in| )sufficient capacity/i,
    remedies: [
      'The zone has no instance of that class free: try again later, or choose another `database.instanceClass`.',
    ],
  },
  {
    // aws/aws-cdk#31304.
    text: /is in an unsupported state|InvalidDBInstanceState/i,
    remedies: ['The database was just changing. Wait until its status is available, then run `up` again.'],
  },
  {
    text: /maximum number of VPCs|VpcLimitExceeded/i,
    remedies: [
      'Use a VPC that exists (`network.vpcId`, `network.subnetIds`), delete one that is not needed, or ask for more (quota L-F678F1CE, 5 by default).',
    ],
  },
  {
    text: /maximum number of VPC endpoints|VpcEndpointLimitExceeded/i,
    remedies: [
      'Set `network.secretsManagerAccess` to `existing` if the VPC has an endpoint, or ask for a higher quota.',
    ],
  },
  {
    // Amazon VPC, AWS PrivateLink guide: one endpoint with private DNS for a service in a VPC.
    text: /private-dns-enabled cannot be set because there is already a conflicting DNS domain/i,
    remedies: [
      'The VPC already has a Secrets Manager endpoint: set `network.secretsManagerAccess` to `existing`.',
    ],
  },
  {
    text: /maximum number of addresses|AddressLimitExceeded/i,
    remedies: ['Release an Elastic IP address or ask for more; this stack itself needs none.'],
  },
  {
    text: /secret with this name is already scheduled for deletion/i,
    remedies: [
      'Delete it for good (`aws secretsmanager delete-secret --force-delete-without-recovery`) or restore it, then run `up` again.',
    ],
  },
  {
    text: /DBProxy.*already exists|DBProxyAlreadyExists|NAME_?CONFLICT|AlreadyExists/i,
    remedies: [
      'Something of that name is left from before or belongs to another stack: delete it, or choose another `stackName`.',
      '`aws rds describe-db-proxies` lists the proxies there are.',
    ],
  },
  {
    text: /required key \[TargetGroupName\] not found/i,
    remedies: ['This is a bug of proxywebhook: please report it with the output of `synth`.'],
  },
  {
    // Lambda Developer Guide, "Configuring reserved concurrency".
    text: /ReservedConcurrentExecutions/i,
    remedies: [
      'Remove `function.reservedConcurrency`: the API throttle limits the load too.',
      'Or ask for more concurrent executions (quota L-B99A9384); new accounts have 10.',
    ],
  },
  {
    // aws-cloudformation/cloudformation-coverage-roadmap#392, go-to-k/delstack#637.
    text: /has dependencies and cannot be deleted|has a dependent object|DependencyViolation/i,
    remedies: [
      "Network interfaces still use it, most likely the function's: Lambda takes up to 40 minutes to release them.",
      'Wait until they are gone (EC2 console, Network interfaces), then run `down` again.',
    ],
  },
  {
    // RDS API reference, ModifyDBSubnetGroup: subnets of another VPC are refused.
    text: /not in the same VPC as the existing subnet group/i,
    remedies: [
      'A database cannot move to another network: put `network` back as it was.',
      'To change it, make another environment, with `database.restoreFromSnapshot` for the data, then take this one down.',
    ],
  },
  {
    text: /cannot delete protected DB instance|disable deletion protection/i,
    remedies: ['Run `down --lift-protection` to take the protection off and delete the database.'],
  },
  {
    text: /InstanceQuotaExceeded|DBInstance quota|StorageQuotaExceeded/i,
    remedies: [
      'Delete a database that is not needed, or ask for more (quota L-7B6409FD, 40 instances by default).',
    ],
  },
  {
    text: /ProxyQuotaExceeded|DBProxyQuotaExceeded/i,
    remedies: ['Delete a proxy that is not needed, or ask for more (quota L-D94C7EA3, 20 by default).'],
  },
  {
    // Lambda Developer Guide, "Execution role and user permissions" for functions in a VPC.
    text: /execution role does not have permissions to call|role defined for the function cannot be assumed/i,
    remedies: [`The role was too new for Lambda. ${TRY_AGAIN}`],
  },
  {
    // aws/aws-cdk#6430: S3 remembers that an object was absent.
    text: /S3 Error Code: (AccessDenied|NoSuchKey|NoSuchBucket)|Error occurred while GetObject/i,
    remedies: [
      'CloudFormation could not read the artifact: check that the bucket and object exist, and s3:GetObject for whoever deploys.',
      TRY_AGAIN,
    ],
  },
  {
    text: /ExpiredToken|security token included in the request is expired/i,
    remedies: [
      'The credentials ran out while CloudFormation was using them: log in again (`aws sso login`) and run `up` again.',
      'A service role (`roleArn` in the config) does not run out.',
    ],
  },
  {
    // CloudFormation API reference, CancelUpdateStack and RollbackStack: the stack's own reason.
    text: /^User initiated/i,
    remedies: ['Somebody cancelled the operation. Run `up` again to deploy.'],
  },
  {
    text: /Throttling|Rate exceeded|TooManyRequests/i,
    remedies: [`AWS was asked too much at once. ${TRY_AGAIN}`],
  },
  {
    text: /KMS|AccessDeniedException.*kms/i,
    remedies: ['Check that the key policy lets whoever deploys use the key.'],
  },
  {
    text: /ServiceInternalError|InternalFailure|internal error/i,
    remedies: [`A fault on AWS's side, seldom lasting. ${TRY_AGAIN}`],
  },
  {
    text: /AccessDenied|UnauthorizedOperation/i,
    remedies: denialRemedies({}),
  },
];
