import type { World } from '../../world.ts';
import { number } from './properties.ts';
import type { Call } from './served-calls.ts';

/** The account's quotas. Source of the defaults: RDS User Guide, "Quotas and constraints for Amazon RDS". */
export function quotaCalls(world: World): Readonly<Record<string, Call>> {
  return {
    DescribeAccountAttributes: () => {
      const databases = [...world.databases.values()];
      const groups = [...world.others.values()].filter(({ type }) => type === 'AWS::RDS::DBSubnetGroup');
      const quota = (AccountQuotaName: string, Used: number, standard: number) => ({
        AccountQuotaName,
        Used,
        Max: world.limits.get(AccountQuotaName) ?? standard,
      });
      return {
        AccountQuotas: [
          quota('DBInstances', databases.length, 40),
          quota(
            'AllocatedStorage',
            databases.reduce((sum, { properties }) => sum + (number(properties, 'AllocatedStorage') ?? 0), 0),
            100_000,
          ),
          quota('ManualSnapshots', world.snapshots?.size ?? 0, 100),
          quota('DBSubnetGroups', groups.length, 50),
        ],
      };
    },
  };
}
