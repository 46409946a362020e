// What an emulator holds, asked of it with the SDK: what a command leaves behind.
import {
  CloudFormationClient,
  ListChangeSetsCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeSecurityGroupsCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import {
  DescribeDBInstancesCommand,
  DescribeDBProxiesCommand,
  DescribeDBSnapshotsCommand,
  DescribeDBSubnetGroupsCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** Names of everything that belongs to this stack, by kind; kinds without any are left out. */
export async function remains(
  endpoint: string,
  stackName: string,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const options = clientOptions(endpoint);
  const cloudformation = new CloudFormationClient(options);
  const rds = new RDSClient(options);
  const ec2 = new EC2Client(options);
  const { StackSummaries: stacks = [] } = await cloudformation.send(new ListStacksCommand({}));
  const living = stacks.filter((it) => it.StackName === stackName && it.StackStatus !== 'DELETE_COMPLETE');
  const { Vpcs: vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
  const { SecurityGroups: groups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
  const { DBInstances: databases = [] } = await rds.send(new DescribeDBInstancesCommand({}));
  const { DBProxies: proxies = [] } = await rds.send(new DescribeDBProxiesCommand({}));
  const { DBSnapshots: snapshots = [] } = await rds.send(new DescribeDBSnapshotsCommand({}));
  const { DBSubnetGroups: subnetGroups = [] } = await rds.send(new DescribeDBSubnetGroupsCommand({}));
  const { Functions: functions = [] } = await new LambdaClient(options).send(new ListFunctionsCommand({}));
  const { Roles: roles = [] } = await new IAMClient(options).send(new ListRolesCommand({}));
  const secrets = await new SecretsManagerClient(options).send(new ListSecretsCommand({}));
  const { logGroups = [] } = await new CloudWatchLogsClient(options).send(new DescribeLogGroupsCommand({}));
  const changeSets = await Promise.all(
    living.map(({ StackId }) => cloudformation.send(new ListChangeSetsCommand({ StackName: StackId }))),
  );
  const tagged = vpcs.filter(({ Tags }) =>
    Tags?.some(({ Value }) => stackName === `proxywebhook-${Value}` || Value === stackName),
  );
  const found = {
    stacks: living.map((it) => `${it.StackName} ${it.StackStatus}`),
    changeSets: changeSets.flatMap(({ Summaries = [] }) =>
      Summaries.filter((it) => it.ExecutionStatus !== 'EXECUTE_COMPLETE').map((it) => it.ChangeSetName),
    ),
    vpcs: tagged.map((it) => it.VpcId),
    groups: groups.filter((it) => it.GroupName?.startsWith(stackName)).map((it) => it.GroupName),
    databases: ours(databases.map((it) => it.DBInstanceIdentifier)),
    proxies: ours(proxies.map((it) => it.DBProxyName)),
    snapshots: ours(snapshots.map((it) => it.DBSnapshotIdentifier)),
    subnetGroups: ours(subnetGroups.map((it) => it.DBSubnetGroupName)),
    functions: ours(functions.map((it) => it.FunctionName)),
    roles: ours(roles.map((it) => it.RoleName)),
    secrets: ours((secrets.SecretList ?? []).map((it) => it.Name)),
    logs: logGroups.map((it) => it.logGroupName).filter((name) => name?.includes(stackName)),
  };
  return Object.fromEntries(
    Object.entries(found).flatMap(([kind, names]) => (names.length === 0 ? [] : [[kind, names.map(String)]])),
  );

  function ours(names: readonly (string | undefined)[]) {
    return names.filter((name) => name?.startsWith(stackName));
  }
}

/** The keys of every artifact. */
export async function artifacts(endpoint: string): Promise<readonly string[]> {
  const s3 = new S3Client({ ...clientOptions(endpoint), forcePathStyle: true });
  const { Buckets: buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const listings = await Promise.all(
    buckets
      .filter(({ Name }) => Name?.startsWith('proxywebhook-'))
      .map(({ Name }) => s3.send(new ListObjectsV2Command({ Bucket: Name }))),
  );
  return listings.flatMap(({ Contents = [] }) => Contents.map(({ Key = '' }) => Key));
}

export function clientOptions(endpoint: string) {
  return {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'local' },
  };
}
