import type { Input } from '../src/cloudformation/expression.ts';
import { type AnyResource, resource } from '../src/cloudformation/resource.ts';
import type { Parameter } from '../src/cloudformation/template.ts';
import type { Config } from '../src/config/schema.ts';
import type { Credentials } from './credentials.ts';
import type { FunctionRole } from './function-role.ts';
import type { Network } from './network.ts';
import { type DatabaseProxy, proxyUserArn } from './proxy.ts';

export interface FunctionInput {
  readonly network: Network;
  readonly credentials: Credentials;
  readonly proxy: DatabaseProxy;
  readonly access: FunctionRole;
  readonly artifact: { readonly bucket: Parameter; readonly key: Parameter };
  /** Where Secrets Manager is reached when its own name does not lead there. */
  readonly secretsManagerUrl: Input<string> | undefined;
  /** What view links are signed with. */
  readonly viewKey: Parameter | undefined;
  /** Ways out of the function that must be there before its code runs. */
  readonly waysOut: readonly AnyResource[];
}

export type WebhookFunction = ReturnType<typeof webhookFunction>;

/** The webhook's code in the VPC, and with `auth: "iam"` its leave to log in at the proxy as the database's user. */
export function webhookFunction(
  { function: settings, proxy: { auth }, database }: Pick<Config, 'function' | 'proxy' | 'database'>,
  { network, credentials, proxy, access, artifact, secretsManagerUrl, viewKey, waysOut }: FunctionInput,
) {
  // Not in the role: the subnets wait for the role, and the proxy for the subnets.
  const connect =
    auth === 'iam'
      ? resource('AWS::IAM::Policy', {
          PolicyName: 'connect',
          Roles: [access.role.ref],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: 'rds-db:connect',
                Resource: proxyUserArn(proxy.proxy, database.username),
              },
            ],
          },
        })
      : undefined;
  const made = resource(
    'AWS::Lambda::Function',
    {
      Description: 'Receives requests and stores them through the database proxy',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { S3Bucket: artifact.bucket.ref, S3Key: artifact.key.ref },
      Architectures: [settings.architecture],
      MemorySize: settings.memoryMb,
      Timeout: settings.timeoutSeconds,
      ReservedConcurrentExecutions: settings.reservedConcurrency,
      Role: access.role.get('Arn'),
      VpcConfig: {
        SubnetIds: network.subnetIds,
        SecurityGroupIds: [network.resources.functionGroup.get('GroupId')],
      },
      // 4 KB at most: the settings travel in the zip. No password, but VIEW_KEY is a key: whoever may read the function's
      // configuration may sign view links. NoEcho keeps it out of CloudFormation's answers only.
      Environment: {
        Variables: {
          PROXY_ENDPOINT: proxy.proxy.get('Endpoint'),
          ...(auth === 'secret' && { SECRET_ARN: credentials.secret.ref }),
          ...(secretsManagerUrl !== undefined && { AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManagerUrl }),
          ...(viewKey !== undefined && { VIEW_KEY: viewKey.ref }),
        },
      },
      LoggingConfig: { LogFormat: 'JSON', LogGroup: access.logs.ref },
    },
    { dependsOn: connect === undefined ? waysOut : [...waysOut, connect] },
  );
  return { function: made, connect };
}
