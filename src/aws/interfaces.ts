import {
  DeleteNetworkInterfaceCommand,
  DescribeNetworkInterfacesCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import type { NetworkInterfaces } from '../deployment/ports.ts';
import { absentAs } from './absence.ts';
import { allPages } from './pages.ts';
import type { AwsSession } from './session.ts';

const GONE = /^InvalidNetworkInterfaceID\.NotFound$/;

export function interfaces(session: AwsSession): NetworkInterfaces {
  const client = session.client(EC2Client);
  return {
    ofGroup: (groupId) =>
      allPages(async (NextToken) => {
        const page = await session.call({ operation: 'DescribeNetworkInterfaces', subject: groupId }, () =>
          client.send(
            new DescribeNetworkInterfacesCommand({
              Filters: [{ Name: 'group-id', Values: [groupId] }],
              ...(NextToken && { NextToken }),
            }),
          ),
        );
        const items = page.NetworkInterfaces?.map(({ NetworkInterfaceId = '', Status = 'in-use' }) => ({
          id: NetworkInterfaceId,
          status: Status,
        }));
        return { items, next: page.NextToken };
      }),

    delete: (NetworkInterfaceId) =>
      absentAs(undefined, GONE, async () => {
        await session.call({ operation: 'DeleteNetworkInterface', subject: NetworkInterfaceId }, () =>
          client.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId })),
        );
      }),
  };
}
