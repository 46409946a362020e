import { DescribeAvailabilityZonesCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { AwsSession } from './session.ts';

/** Availability zones that are open to the account; not paged by EC2. */
export async function zones(
  session: AwsSession,
): Promise<readonly { readonly name: string; readonly id: string }[]> {
  const client = session.client(EC2Client);
  const { AvailabilityZones = [] } = await session.call({ operation: 'DescribeAvailabilityZones' }, () =>
    client.send(
      new DescribeAvailabilityZonesCommand({
        Filters: [
          { Name: 'zone-type', Values: ['availability-zone'] },
          { Name: 'state', Values: ['available'] },
          { Name: 'opt-in-status', Values: ['opt-in-not-required', 'opted-in'] },
        ],
      }),
    ),
  );
  return AvailabilityZones.map(({ ZoneName = '', ZoneId = '' }) => ({ name: ZoneName, id: ZoneId }));
}
