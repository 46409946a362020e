import { aws, type Expression, type Input, select, split, sub } from '../src/cloudformation/expression.ts';
import { type Resource, resource } from '../src/cloudformation/resource.ts';
import type { Config } from '../src/config/schema.ts';
import type { Network } from './network.ts';
import { httpsFrom, httpsTo, httpsToAnywhere, securityGroup } from './security-groups.ts';

/** Names or ARNs of the secrets that routes verify with or answer challenges by, each once. */
export function secretsOfRoutes(routes: Config['routes']): readonly string[] {
  return [
    ...new Set(
      routes.flatMap(({ verify, challenge }) => [...(verify?.secrets ?? []), ...(challenge?.secrets ?? [])]),
    ),
  ];
}

/** ARNs of the secrets that the function reads: its password at the proxy, and those of the routes. */
export function secretsOfFunction(
  { proxy, routes }: Pick<Config, 'proxy' | 'routes'>,
  credentials: Resource<'AWS::SecretsManager::Secret'>,
): readonly Input<string>[] {
  return [...(proxy.auth === 'secret' ? [credentials.ref] : []), ...secretsOfRoutes(routes).map(secretArn)];
}

/**
 * The function's way to Secrets Manager, which has none out of isolated subnets: an interface endpoint that admits only
 * the function, and only to these secrets; or, where the VPC has a way already, leave to take it. Nothing without secrets.
 */
export function secretsAccess(
  { network: { kind, secretsManagerAccess } }: Pick<Config, 'network'>,
  network: Network,
  {
    secrets,
    functionRole,
  }: {
    readonly secrets: readonly Input<string>[];
    readonly functionRole: Resource<'AWS::IAM::Role'>;
  },
) {
  const { functionGroup } = network.resources;
  if (secrets.length === 0) return {};
  // The addresses of an endpoint we did not make are not known here.
  if (secretsManagerAccess === 'existing') return { functionToSecrets: httpsToAnywhere(functionGroup) };

  const endpointGroup = securityGroup('secrets-manager', 'The Secrets Manager endpoint', network.vpcId);
  const endpoint = resource('AWS::EC2::VPCEndpoint', {
    VpcEndpointType: 'Interface',
    ServiceName: sub`com.amazonaws.${aws.region}.secretsmanager`,
    VpcId: network.vpcId,
    SubnetIds: network.subnetIds,
    SecurityGroupIds: [endpointGroup.get('GroupId')],
    // A private name holds for the whole VPC: in one that others live in, it would lead them all to an endpoint that admits
    // only this function (AWS PrivateLink Guide, "Access an AWS service using an interface VPC endpoint").
    PrivateDnsEnabled: kind === 'own',
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: '*',
          Action: 'secretsmanager:GetSecretValue',
          Resource: secrets,
          Condition: { ArnEquals: { 'aws:PrincipalArn': functionRole.get('Arn') } },
        },
      ],
    },
    Tags: [{ Key: 'Name', Value: sub`${aws.stackName}-secrets-manager` }],
  });
  return {
    endpointGroup,
    endpoint,
    functionToSecrets: httpsTo(endpointGroup, functionGroup),
    endpointFromFunction: httpsFrom(functionGroup, endpointGroup),
  };
}

/**
 * The endpoint's own name, for the function alone, where it has no private one; undefined where Secrets Manager's name leads
 * to it. The regional name comes first (CloudFormation Template Reference, AWS::EC2::VPCEndpoint, DnsEntries:
 * `hostedZoneId:dnsName`).
 */
export function secretsManagerUrl(
  { network }: Pick<Config, 'network'>,
  { endpoint }: { readonly endpoint?: Resource<'AWS::EC2::VPCEndpoint'> },
): Expression<string> | undefined {
  if (network.kind === 'own' || endpoint === undefined) return undefined;
  return sub`https://${select(1, split(':', select(0, endpoint.get('DnsEntries'))))}`;
}

/**
 * A name stands for whatever six characters Secrets Manager ends the ARN with. Source: Secrets Manager User Guide,
 * "Permissions policy examples".
 */
function secretArn(nameOrArn: string): string | Expression<string> {
  return nameOrArn.startsWith('arn:')
    ? nameOrArn
    : sub`arn:${aws.partition}:secretsmanager:${aws.region}:${aws.accountId}:secret:${nameOrArn}-??????`;
}
