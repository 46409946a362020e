import type { Network } from './config.generated.ts';

/** What a configuration says of its network, as one kind or the other. */
export function networkOf({
  cidr = '10.42.0.0/16',
  vpcId,
  subnetIds = [],
  secretsManagerAccess,
}: {
  readonly cidr?: string | undefined;
  readonly vpcId?: string | undefined;
  readonly subnetIds?: string[] | undefined;
  readonly secretsManagerAccess: Network['secretsManagerAccess'];
}): Network {
  return vpcId === undefined
    ? { kind: 'own', cidr, secretsManagerAccess }
    : { kind: 'existing', vpcId, subnetIds, secretsManagerAccess };
}
