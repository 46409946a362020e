import { CreateServiceLinkedRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { absentAs, awsCode } from './absence.ts';
import type { AwsSession } from './session.ts';

const RDS_ROLE = 'AWSServiceRoleForRDS';

/** Whether the account has the role that RDS works under. Source: RDS User Guide, "Using service-linked roles for Amazon RDS". */
export function hasRdsRole(session: AwsSession): Promise<boolean> {
  const client = session.client(IAMClient);
  return absentAs(false, /^NoSuchEntity(Exception)?$/, async () => {
    await session.call({ operation: 'GetRole', subject: RDS_ROLE }, () =>
      client.send(new GetRoleCommand({ RoleName: RDS_ROLE })),
    );
    return true;
  });
}

/** Of no effect when somebody else made it meanwhile. */
export async function createRdsRole(session: AwsSession): Promise<void> {
  const client = session.client(IAMClient);
  try {
    await session.call({ operation: 'CreateServiceLinkedRole', subject: RDS_ROLE }, () =>
      client.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'rds.amazonaws.com' })),
    );
  } catch (error) {
    const taken = error instanceof Error && /has been taken in this account/.test(error.message);
    if (!(taken && /^InvalidInput(Exception)?$/.test(awsCode(error)))) throw error;
  }
}
