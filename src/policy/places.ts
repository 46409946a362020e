import { partitionOf } from '../aws/partition.ts';
import type { Config } from '../config/schema.ts';

/** Where a configuration is deployed; `*` stands for what is not known. */
export interface Where {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** Fills in what is not known. */
export function whereOf(account: string | undefined, region: string | undefined): Where {
  return { account: account ?? '*', region: region ?? '*', partition: partitionOf(region ?? '') };
}

/** What a permission is about, by a name of ours; each is one list of ARNs. */
export type Place = keyof ReturnType<typeof placesOf>;

type PlacesInput = Pick<Config, 'stackName' | 'roleArn' | 'network' | 'routes' | 'database' | 'api'>;

/**
 * The ARNs of a configuration's resources, as narrow as names allow. Names that CloudFormation makes begin with the stack's;
 * identifiers that a service draws are `*`. Source of the forms: Service Authorization Reference, "Resource types defined by".
 */
export function placesOf(config: PlacesInput, { partition, region, account }: Where) {
  const arn = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const role = (name: string) => `arn:${partition}:iam::${account}:role/${name}`;
  const bucket = `arn:${partition}:s3:::proxywebhook-artifacts-${account}-${region}`;
  const made = madeNames(config.stackName);
  const lower = made.toLowerCase();
  const ec2 = (...types: readonly string[]) => types.map((type) => arn('ec2', type));
  const { network } = config;
  const vpc = network.kind === 'existing' ? `vpc/${network.vpcId}` : 'vpc/*';
  const subnets = network.kind === 'existing' ? network.subnetIds.map((id) => `subnet/${id}`) : ['subnet/*'];

  return {
    any: ['*'],
    stack: [arn('cloudformation', `stack/${config.stackName}/*`)],
    stacks: [arn('cloudformation', 'stack/*')],
    changeSet: [
      arn('cloudformation', `stack/${config.stackName}/*`),
      arn('cloudformation', 'changeSet/proxywebhook-*'),
    ],
    bucket: [bucket],
    artifacts: [`${bucket}/*`],
    rdsRole: [role('aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS'), role('AWSServiceRoleForRDS')],
    rdsLinkedRole: [role('aws-service-role/rds.amazonaws.com/*')],
    apiLinkedRole: [role('aws-service-role/ops.apigateway.amazonaws.com/*')],
    role: [role(made)],
    serviceRole: config.roleArn === undefined ? [] : [config.roleArn],
    function: [arn('lambda', `function:${made}`)],
    logGroups: [
      arn('logs', `log-group:${made}`),
      ...(config.api.accessLogs ? [arn('logs', `log-group:/aws/vendedlogs/${config.stackName}-api*`)] : []),
    ],
    proxyLogs: [arn('logs', `log-group:/aws/rds/proxy/${config.stackName}-*`)],
    // CloudFormation names a secret after its logical id alone.
    madeSecret: [arn('secretsmanager', 'secret:CredentialsSecret-*')],
    // Of a restored database: its password is set to what the secret holds.
    restoredSecret:
      config.database.restoreFromSnapshot === undefined
        ? []
        : [arn('secretsmanager', 'secret:CredentialsSecret-*')],
    routeSecrets: secretsOf(config.routes).map((secret) =>
      secret.startsWith('arn:') ? secret : arn('secretsmanager', `secret:${secret}-??????`),
    ),
    database: [arn('rds', `db:${lower}`)],
    // A database is made of all of these: Service Authorization Reference, CreateDBInstance.
    newDatabase: [
      ...['db', 'subgrp'].map((type) => arn('rds', `${type}:${lower}`)),
      ...['pg:default*', 'og:default*'].map((each) => arn('rds', each)),
    ],
    restoredFrom: snapshotArns(config.database.restoreFromSnapshot, arn),
    snapshot: [arn('rds', `snapshot:${lower}`)],
    subnetGroup: [arn('rds', `subgrp:${lower}`)],
    // Their identifiers are drawn by RDS: prx-…, prx-tg-….
    proxy: [arn('rds', 'db-proxy:*')],
    targets: [arn('rds', 'target-group:*'), arn('rds', `db:${lower}`)],
    rule: [arn('events', `rule/${made}`)],
    apis: ['/apis', '/apis/*', '/tags/*'].map((path) => `arn:${partition}:apigateway:${region}::${path}`),
    vpc: ec2('vpc/*'),
    subnet: ec2('subnet/*', 'vpc/*'),
    routeTable: ec2('route-table/*', 'vpc/*'),
    routes: ec2('route-table/*', 'subnet/*'),
    group: ec2('security-group/*', vpc),
    groupAlone: ec2('security-group/*'),
    rules: ec2('security-group-rule/*'),
    endpoint: ec2('vpc-endpoint/*', vpc, ...subnets, 'security-group/*'),
    network: ec2('vpc/*', 'subnet/*', 'route-table/*', 'security-group/*', 'vpc-endpoint/*'),
    interface: ec2('network-interface/*'),
  } as const satisfies Readonly<Record<string, readonly string[]>>;
}

/** Every secret that a route names: to verify, and to answer a challenge. */
export function secretsOf(routes: Config['routes']): readonly string[] {
  return [
    ...new Set(routes.flatMap((it) => [...(it.verify?.secrets ?? []), ...(it.challenge?.secrets ?? [])])),
  ];
}

/** A long stack's name is shortened in the names CloudFormation makes; 24 characters are always kept. */
const KEPT = 24;

function madeNames(stackName: string): string {
  return stackName.length <= KEPT ? `${stackName}-*` : `${stackName.slice(0, KEPT).replace(/-+$/, '')}*`;
}

function snapshotArns(
  snapshot: string | undefined,
  arn: (service: string, resource: string) => string,
): readonly string[] {
  if (snapshot === undefined) return [];
  return [snapshot.startsWith('arn:') ? snapshot : arn('rds', `snapshot:${snapshot}`)];
}
