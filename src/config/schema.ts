import * as z from 'zod';
import type { Config } from './config.generated.ts';
import { ENVIRONMENT_NAME } from './names.ts';
import { networkOf } from './network.ts';
import { capture, route, view } from './receiver-schema.ts';

export type { Config, ConfigInput, Network } from './config.generated.ts';
export type Route = Config['routes'][number];

/** What `database.engineVersion` may be. */
export const ENGINE_VERSION = /^(8\.0|8\.4)(\.\d{1,2})?$/;

const network = z
  .strictObject({
    cidr: z
      .cidrv4()
      .meta({ examples: ['10.42.0.0/16'] })
      .optional()
      .describe('IPv4 block of the VPC that is made, /16 to /24. Default 10.42.0.0/16.'),
    vpcId: z
      .string()
      .regex(/^vpc-[0-9a-f]{8,17}$/)
      .meta({ examples: ['vpc-0a1b2c3d4e5f60718'] })
      .optional()
      .describe('An existing VPC to use instead of making one; needs subnetIds.'),
    subnetIds: z
      .array(
        z
          .string()
          .regex(/^subnet-[0-9a-f]{8,17}$/)
          .meta({ examples: ['subnet-0a1b2c3d4e5f60718'] }),
      )
      .min(2)
      .max(6)
      .optional()
      .describe('Subnets of the existing VPC, in two zones or more.'),
    secretsManagerAccess: z
      .enum(['create', 'existing'])
      .default('create')
      .describe(
        '`create`: make the Secrets Manager endpoint when the function needs one; in an existing VPC only the function uses it. `existing`: the VPC has one.',
      ),
  })
  .transform(networkOf);

const database = z.strictObject({
  engineVersion: z
    .string()
    .regex(ENGINE_VERSION)
    .meta({ examples: ['8.4'] })
    .default('8.4')
    .describe('MySQL version; a major version follows its newest minor.'),
  instanceClass: z
    .string()
    .regex(/^db\.[a-z0-9]+\.[a-z0-9]+$/)
    .meta({ examples: ['db.t4g.small'] })
    .default('db.t4g.micro')
    .describe('RDS instance class.'),
  allocatedStorageGb: z.int().min(20).max(65_536).default(20).describe('Storage at creation, in GiB (gp3).'),
  maxAllocatedStorageGb: z
    .int()
    .min(20)
    .max(65_536)
    .default(100)
    .describe('Storage may grow up to this, in GiB.'),
  multiAz: z.boolean().default(false).describe('Keep a standby in a second zone.'),
  backupRetentionDays: z
    .int()
    .min(0)
    .max(35)
    .default(1)
    .describe('Days automated backups are kept; 0 turns them off.'),
  deletionProtection: z.boolean().default(false).describe('RDS refuses to delete the database.'),
  onDelete: z
    .enum(['snapshot', 'delete'])
    .default('snapshot')
    .describe('What happens to the data when the stack is deleted.'),
  extendedSupport: z.boolean().default(false).describe('Allow a version in paid Extended Support (8.0).'),
  username: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_]{0,15}$/)
    .meta({ examples: ['webhook'] })
    .default('webhook')
    .describe('Master user name.'),
  name: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/)
    .meta({ examples: ['webhooks'] })
    .default('webhooks')
    .describe('Database (schema) name.'),
  restoreFromSnapshot: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe(
      'Snapshot the database is made from, encrypted or not; stays for as long as the database lives.',
    ),
});

const proxy = z.strictObject({
  auth: z
    .enum(['secret', 'iam'])
    .default('secret')
    .describe('How the function logs in to the proxy: password from Secrets Manager, or IAM token.'),
  maxConnectionsPercent: z
    .int()
    .min(1)
    .max(100)
    .default(100)
    .describe("Share of the database's max_connections the pool may use."),
  maxIdleConnectionsPercent: z
    .int()
    .min(0)
    .max(100)
    .default(50)
    .describe("Share of the database's max_connections kept open when idle."),
  connectionBorrowTimeoutSeconds: z
    .int()
    .min(1)
    .max(300)
    .default(3)
    .describe('How long a client waits for a connection from the pool.'),
  idleClientTimeoutSeconds: z
    .int()
    .min(60)
    .max(28_800)
    .default(1800)
    .describe('How long an idle client connection is kept.'),
  debugLogging: z
    .boolean()
    .default(false)
    .describe('Log SQL in the proxy log; RDS turns it off again after 24 hours.'),
});

// CloudWatch Logs API reference, PutRetentionPolicy.
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const lambda = z.strictObject({
  entry: z
    .string()
    .min(1)
    .optional()
    .describe('Your handler module, relative to the config file. Default: the packaged one.'),
  memoryMb: z.int().min(128).max(10_240).default(256).describe('Memory of one execution environment, in MB.'),
  timeoutSeconds: z
    .int()
    .min(1)
    .max(900)
    .default(15)
    .describe('Lambda ends an invocation after this; more than 8, at most 20.'),
  reservedConcurrency: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe('Execution environments at most. Default: the account decides.'),
  architecture: z.enum(['arm64', 'x86_64']).default('arm64').describe('Processor architecture.'),
  logRetentionDays: z
    .literal(LOG_RETENTION_DAYS)
    .default(14)
    .describe('Days log events are kept (the values CloudWatch Logs knows).'),
});

const api = z.strictObject({
  throttle: z
    .strictObject({
      ratePerSecond: z
        .number()
        .positive()
        .max(10_000)
        .default(50)
        .describe('Requests per second let in on average.'),
      burst: z.int().min(1).max(5000).default(100).describe('Requests let in at once.'),
    })
    .prefault({})
    .describe('More requests than these are answered 429 by the API.'),
  accessLogs: z.boolean().default(true).describe('Write one line per request to a log group of the API.'),
});

/** The shape of a config file. Rules between keys are in rules.ts.
 * @internal Its type is zod's, which the package does not depend on. */
export const configSchema = z.strictObject({
  $schema: z.string().optional().describe('For editors.'),
  environment: z
    .string()
    .regex(ENVIRONMENT_NAME)
    .meta({ examples: ['dev'] })
    .max(27)
    .describe("The environment's name. Default: from the file name."),
  stackName: z
    .string()
    .regex(/^[A-Za-z](-?[A-Za-z0-9])*$/)
    .meta({ examples: ['proxywebhook-dev'] })
    .max(40)
    .describe('The stack. Default: proxywebhook-<environment>.'),
  region: z
    .string()
    .regex(/^[a-z]{2,5}(-[a-z]+)+-\d{1,2}$/)
    .meta({ examples: ['eu-central-1'] })
    .optional()
    .describe('AWS Region. Default: as the AWS CLI finds it.'),
  profile: z.string().min(1).optional().describe('AWS profile. Default: as the AWS CLI finds it.'),
  account: z
    .string()
    .regex(/^\d{12}$/)
    .meta({ examples: ['123456789012'] })
    .optional()
    .describe('Guard: any other account is refused before anything is touched.'),
  roleArn: z
    .string()
    .regex(/^arn:[\w-]+:iam::\d{12}:role\/.+$/)
    .meta({ examples: ['arn:aws:iam::123456789012:role/deployer'] })
    .optional()
    .describe(
      'Service role CloudFormation uses instead of your own permissions: `policy --for service-role` says what it needs.',
    ),
  tags: z
    .record(z.string().min(1).max(128), z.string().max(256))
    .default({})
    .describe('On every resource; proxywebhook:environment is added.'),
  terminationProtection: z.boolean().default(false).describe('CloudFormation refuses to delete the stack.'),
  network: network.prefault({}).describe('The VPC that is made, or the one you have.'),
  database: database.prefault({}).describe('The RDS for MySQL database behind the proxy.'),
  proxy: proxy.prefault({}).describe('RDS Proxy: how many connections reach the database.'),
  function: lambda.prefault({}).describe('The Lambda function that answers requests.'),
  api: api.prefault({}).describe('The HTTP API in front of the function.'),
  capture: capture.prefault({}).describe('What is kept of each request, and for how long.'),
  routes: z
    .array(route)
    .max(100)
    .default([])
    .describe('Per path prefix; every other path is captured as it comes.'),
  view: view.prefault({}).describe('The page that shows captured requests.'),
});
