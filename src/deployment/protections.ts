import { messageOf } from '../errors.ts';
import type { Run } from '../run.ts';
import type { Protection } from './down-plan.ts';
import type { DeploymentEvent } from './events.ts';
import type { Ports } from './ports.ts';

type ProtectionPorts = Pick<Ports, 'stacks' | 'proxyTargets'>;

/** Where what is protected is. */
export interface Protected {
  readonly stackName: string;
  readonly region: string;
}

/** Takes protections off. `lifting` is told each before it is asked for: an answer that is lost may have been a yes. */
export async function liftProtections(
  protections: readonly Protection[],
  { stackName }: Protected,
  ports: ProtectionPorts,
  lifting: (protection: Protection) => void,
): Promise<void> {
  for (const protection of protections) {
    lifting(protection);
    await set(protection, false, stackName, ports);
  }
}

/** Puts back what was lifted, the last first; warns of each that cannot be, with the command that does it. True when all are. */
export async function* protectAgain(
  lifted: readonly Protection[],
  { stackName, region }: Protected,
  ports: ProtectionPorts,
): Run<DeploymentEvent, boolean> {
  let all = true;
  for (const protection of lifted.toReversed()) {
    try {
      await set(protection, true, stackName, ports);
    } catch (error) {
      all = false;
      yield {
        type: 'warned',
        message: `${nameOf(protection, stackName)} was lifted for a deletion that did not begin, and could not be put back: ${messageOf(error)}`,
        remedies: [`Put it back: \`${commandFor(protection, stackName)} --region ${region}\`.`],
      };
    }
  }
  return all;
}

/** Warns of each that was lifted for a deletion of which nobody knows whether it began: put back, it would stop it half way. */
export function tellLifted(
  lifted: readonly Protection[],
  { stackName, region }: Protected,
): readonly DeploymentEvent[] {
  return lifted.toReversed().map((protection) => ({
    type: 'warned',
    message: `${nameOf(protection, stackName)} was lifted, and stays so: whether the deletion began cannot be told.`,
    remedies: [
      `If the stack stays, put it back: \`${commandFor(protection, stackName)} --region ${region}\`.`,
    ],
  }));
}

async function set(
  protection: Protection,
  on: boolean,
  stackName: string,
  { stacks, proxyTargets }: ProtectionPorts,
): Promise<void> {
  switch (protection.kind) {
    case 'stack':
      return stacks.setTerminationProtection(stackName, on);
    case 'database':
      return proxyTargets.setDeletionProtection(protection.databaseId, on);
  }
}

function nameOf(protection: Protection, stackName: string): string {
  return protection.kind === 'stack'
    ? `Termination protection of the stack ${stackName}`
    : `Deletion protection of the database ${protection.databaseId}`;
}

function commandFor(protection: Protection, stackName: string): string {
  return protection.kind === 'stack'
    ? `aws cloudformation update-termination-protection --stack-name ${stackName} --enable-termination-protection`
    : `aws rds modify-db-instance --db-instance-identifier ${protection.databaseId} --deletion-protection --apply-immediately`;
}
