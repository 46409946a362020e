import { describe, expect, it } from 'vitest';
import { rootCauses } from '../../src/deployment/failure.ts';
import type { Ended } from '../../src/deployment/follow.ts';
import { deletionIncomplete, deploymentFailed } from '../../src/deployment/outcome.ts';
import type { StackStatus } from '../../src/deployment/stack.ts';
import { eventLines } from './event-lines.ts';

const CONTEXT = {
  stackName: 'proxywebhook-dev',
  environment: 'dev',
  account: '123456789012',
  region: 'us-east-1',
};

describe('the error of a deployment', () => {
  it('says what failed and why, how the stack stands, and what to do', () => {
    const error = deploymentFailed(
      ended(
        'ROLLBACK_COMPLETE',
        '0 Stack CREATE_IN_PROGRESS',
        '1 Vpc CREATE_IN_PROGRESS',
        '2 Vpc CREATE_FAILED The maximum number of VPCs has been reached.',
        '2 Role CREATE_FAILED Resource creation cancelled',
        '3 Stack ROLLBACK_IN_PROGRESS',
        '4 Stack ROLLBACK_COMPLETE',
      ),
      CONTEXT,
    );
    expect(error.message).toBe(
      'The creation of proxywebhook-dev failed. Vpc (AWS::EC2::VPC): The maximum number of VPCs has been reached. ' +
        'What was made is deleted again.',
    );
    expect(error.remedies[0]).toContain('network.vpcId');
    expect(error.remedies.at(-1)).toBe('Then deploy again: `npx proxywebhook up --env dev`.');
    expect(error.data).toMatchObject({ cancelled: 1, status: 'ROLLBACK_COMPLETE', account: '123456789012' });
  });

  it('names `recover` when the rollback failed too', () => {
    const error = deploymentFailed(
      ended(
        'UPDATE_ROLLBACK_FAILED',
        '0 Stack UPDATE_IN_PROGRESS',
        '2 Vpc UPDATE_FAILED no',
        '3 Stack UPDATE_ROLLBACK_IN_PROGRESS',
        '4 Role UPDATE_FAILED neither',
        '5 Stack UPDATE_ROLLBACK_FAILED',
      ),
      CONTEXT,
    );
    expect(error.message).toContain('The update of proxywebhook-dev failed. Vpc (AWS::EC2::VPC): no.');
    expect(error.message).toContain('The rollback failed: Role (AWS::IAM::Role): neither.');
    expect(error.remedies.at(-1)).toContain('recover --env dev');
  });

  it('says so when AWS gave no reason', () => {
    const error = deploymentFailed(ended('CREATE_FAILED', '0 Stack CREATE_IN_PROGRESS'), CONTEXT);
    expect(error.message).toBe(
      'The creation of proxywebhook-dev failed. AWS gave no reason. It was not rolled back: what was made stays to be looked at, and costs money.',
    );
  });
});

it('the error of a deletion names what could not be deleted, and that down goes on', () => {
  const error = deletionIncomplete(
    ended(
      'DELETE_FAILED',
      '0 Stack DELETE_IN_PROGRESS',
      "1 SubnetA DELETE_FAILED The subnet 'subnet-1' has dependencies and cannot be deleted.",
      '2 Stack DELETE_FAILED The following resource(s) failed to delete: [SubnetA]. ',
    ),
    CONTEXT,
  );
  expect(error.code).toBe('deletion-incomplete');
  expect(error.message).toContain('SubnetA (AWS::EC2::Subnet)');
  expect(error.remedies.at(-2)).toContain('npx proxywebhook down --env dev');
  expect(error.remedies.at(-1)).toContain('npx proxywebhook recover --env dev --retain SubnetA');
});

function ended(status: StackStatus, ...lines: readonly string[]): Ended {
  const events = eventLines(...lines);
  return { status, stack: undefined, events, failure: rootCauses(events) };
}
