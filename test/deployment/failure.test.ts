import { describe, expect, it } from 'vitest';
import type { RootCause } from '../../src/deployment/events.ts';
import {
  proxyNameIn,
  rootCauses,
  targetHealthCause,
  unwrapReason,
  validationCauses,
} from '../../src/deployment/failure.ts';
import { eventLines } from './event-lines.ts';

const TIMED_OUT =
  'Resource handler returned message: "Timed out waiting for target group to become available." (RequestToken: 30e9b969-1, HandlerErrorCode: NotStabilized)';
const ECHO =
  'The following resource(s) failed to create: [Function, Targets, Api]. Rollback requested by user.';

/** What is told of some events, as `Cause; Cause | cancelled | rollback failures | left behind`. */
function told(...lines: readonly string[]): string {
  const { causes, cancelled, rollbackFailures, leftBehind } = rootCauses(eventLines(...lines));
  const names = (list: readonly RootCause[]) => list.map(({ logicalId }) => logicalId).join('; ');
  return [names(causes), cancelled, names(rollbackFailures), names(leftBehind)].join(' | ');
}

describe('the root causes of a failed operation', () => {
  it.each<[string, readonly string[], string]>([
    [
      'an operation without failures has none',
      ['0 Stack CREATE_IN_PROGRESS', '9 Vpc CREATE_COMPLETE', '10 Stack CREATE_COMPLETE'],
      ' | 0 |  | ',
    ],
    [
      'the one resource that failed is the cause',
      [
        '0 Stack CREATE_IN_PROGRESS',
        `800 Targets CREATE_FAILED ${TIMED_OUT}`,
        `801 Stack ROLLBACK_IN_PROGRESS ${ECHO}`,
      ],
      'Targets | 0 |  | ',
    ],
    [
      'cancellations are only counted',
      [
        '9 Database CREATE_FAILED Cannot find version 8.4.1 for mysql',
        '9 Function CREATE_FAILED Resource creation cancelled',
        '9 Api CREATE_FAILED Resource creation cancelled',
        `10 Stack ROLLBACK_IN_PROGRESS ${ECHO}`,
      ],
      'Database | 2 |  | ',
    ],
    [
      'a cancellation that is told first is no cause',
      [
        '8 Function CREATE_FAILED Resource creation cancelled',
        '9 Database CREATE_FAILED Cannot find version 8.4.1 for mysql',
      ],
      'Database | 1 |  | ',
    ],
    [
      'the American spelling is known too',
      ['8 Function UPDATE_FAILED Resource update canceled', '9 Role UPDATE_FAILED no'],
      'Role | 1 |  | ',
    ],
    [
      'an update that is cancelled says so',
      ['8 Function UPDATE_FAILED Resource update cancelled', '9 Proxy UPDATE_FAILED no'],
      'Proxy | 1 |  | ',
    ],
    [
      'several independent causes keep their order in time',
      ['20 Role CREATE_FAILED denied', '10 Vpc CREATE_FAILED limit', '15 Secret CREATE_FAILED denied'],
      'Vpc; Secret; Role | 0 |  | ',
    ],
    [
      'a resource that fails twice is told once',
      ['10 Vpc CREATE_FAILED limit', '12 Vpc CREATE_FAILED limit'],
      'Vpc | 0 |  | ',
    ],
    ['the echo of the stack is dropped', [`10 Stack ROLLBACK_IN_PROGRESS ${ECHO}`], ' | 0 |  | '],
    [
      'the echo without a request to roll back is dropped',
      ['10 Stack UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to update: [Proxy]. '],
      ' | 0 |  | ',
    ],
    [
      'the echo of a deletion is dropped',
      [
        '10 SubnetA DELETE_FAILED in use',
        '11 Stack DELETE_FAILED The following resource(s) failed to delete: [SubnetA]. ',
      ],
      'SubnetA | 0 |  | ',
    ],
    [
      "a stack's own reason counts when no resource failed",
      ['10 Stack UPDATE_ROLLBACK_IN_PROGRESS User Initiated'],
      'proxywebhook-dev | 0 |  | ',
    ],
    [
      "a stack's own reason is left out when a resource failed",
      ['9 Proxy UPDATE_FAILED no', '10 Stack UPDATE_ROLLBACK_IN_PROGRESS User Initiated'],
      'Proxy | 0 |  | ',
    ],
    [
      'what fails while rolling back is told apart',
      [
        '0 Stack UPDATE_IN_PROGRESS',
        '9 Function UPDATE_FAILED no',
        '10 Stack UPDATE_ROLLBACK_IN_PROGRESS',
        '20 Proxy UPDATE_FAILED gone',
        '21 Stack UPDATE_ROLLBACK_FAILED The following resource(s) failed to update: [Proxy].',
      ],
      'Function | 0 | Proxy | ',
    ],
    [
      'a deletion that fails while rolling back is told apart',
      [
        '9 Function CREATE_FAILED no',
        '10 Stack ROLLBACK_IN_PROGRESS',
        '90 SubnetA DELETE_FAILED in use',
        '91 Stack ROLLBACK_FAILED',
      ],
      'Function | 0 | SubnetA | ',
    ],
    [
      'a creation that is told to have failed after the rollback began is still a cause',
      ['9 Function CREATE_FAILED no', '10 Stack ROLLBACK_IN_PROGRESS', '11 Role CREATE_FAILED no'],
      'Function; Role | 0 |  | ',
    ],
    [
      "what an update's clean-up cannot delete is no cause",
      [
        '0 Stack UPDATE_IN_PROGRESS',
        '5 Stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
        '90 SubnetA DELETE_FAILED in use',
        '91 Stack UPDATE_COMPLETE One or more resources could not be deleted.',
      ],
      ' | 0 |  | SubnetA',
    ],
    [
      'a deletion that fails in a deletion is a cause',
      ['0 Stack DELETE_IN_PROGRESS User Initiated', '90 SubnetA DELETE_FAILED in use'],
      'SubnetA | 0 |  | ',
    ],
    [
      'without any event of the stack, failures are causes',
      ['90 SubnetA DELETE_FAILED in use'],
      'SubnetA | 0 |  | ',
    ],
    ['a failure without a reason is a cause', ['9 Function CREATE_FAILED'], 'Function | 0 |  | '],
  ])('%s', (_title, lines, expected) => {
    expect(told(...lines)).toBe(expected);
  });

  it('does not mind events that come newest first', () => {
    const events = eventLines(
      '9 Vpc CREATE_FAILED limit',
      '9 Role CREATE_FAILED denied',
      '12 Api CREATE_FAILED no',
    );
    expect(rootCauses(events.toReversed())).toEqual(rootCauses(events));
  });

  it('names resource, type, reason, code, physical id, time and what to do', () => {
    expect(rootCauses(eventLines(`800 Targets CREATE_FAILED ${TIMED_OUT}`)).causes).toEqual([
      {
        logicalId: 'Targets',
        resourceType: 'AWS::RDS::DBProxyTargetGroup',
        reason: 'Timed out waiting for target group to become available.',
        code: 'NotStabilized',
        physicalId: 'targets-1',
        at: new Date('2026-11-24T09:13:20Z'),
        remedies: [expect.stringMatching(/could not reach the database or log in/), expect.any(String)],
      },
    ]);
  });
});

describe('unwrapping a reason', () => {
  it.each([
    [
      'Resource handler returned message: "Cannot find version 9.6 for postgres (Service: Rds, Status Code: 400, Request ID: 90ec987e-8fcb-4a5d-8f75-717ceae9ba20)" (RequestToken: 165d033c-cd17-b9d0-a773-5edbfbb08bff, HandlerErrorCode: InvalidRequest)',
      'Cannot find version 9.6 for postgres',
      'InvalidRequest',
    ],
    [
      'Resource handler returned message: "DB Instance db-1 is in an unsupported state - CONFIGURING_ENHANCED_MONITORING, needs to be in [AVAILABLE, MODIFYING, BACKING_UP, CREATING] (Service: AmazonRDS; Status Code: 400; Error Code: InvalidDBInstanceState; Request ID: 3df0e6d1-2191-41ed-b246-1b28e19a7d5d; Proxy: null)" (RequestToken: 30e9b969, HandlerErrorCode: GeneralServiceException)',
      'DB Instance db-1 is in an unsupported state - CONFIGURING_ENHANCED_MONITORING, needs to be in [AVAILABLE, MODIFYING, BACKING_UP, CREATING]',
      'InvalidDBInstanceState',
    ],
    [
      'Resource handler returned message: "The provided execution role does not have permissions to call CreateNetworkInterface on EC2 (Service: Lambda, Status Code: 400, Request ID: 20ca0521-8a01-4d93-885b-412e20c6ca65) (SDK Attempt Count: 1)" (RequestToken: e0dc8073, HandlerErrorCode: InvalidRequest)',
      'The provided execution role does not have permissions to call CreateNetworkInterface on EC2',
      'InvalidRequest',
    ],
    [
      'The maximum number of VPCs has been reached. (Service: AmazonEC2; Status Code: 400; Error Code: VpcLimitExceeded; Request ID: 8f3c; Proxy: null)',
      'The maximum number of VPCs has been reached.',
      'VpcLimitExceeded',
    ],
    [
      'AWS::RDS::DBProxyTargetGroup Handler returned status FAILED: no (HandlerErrorCode: GeneralServiceException, RequestToken: 43fe3c72)',
      'AWS::RDS::DBProxyTargetGroup Handler returned status FAILED: no',
      'GeneralServiceException',
    ],
    [
      'Resource handler returned message: "null" (RequestToken: 1, HandlerErrorCode: NotFound)',
      'AWS gave no reason.',
      'NotFound',
    ],
    [
      'Resource handler returned message: "It says "no" (and means it)" (RequestToken: 1, HandlerErrorCode: InternalFailure)',
      'It says "no" (and means it)',
      'InternalFailure',
    ],
    [
      'Resource handler returned message: "two\nlines" (RequestToken: 1, HandlerErrorCode: X)',
      'two\nlines',
      'X',
    ],
    [
      'API: ec2:CreateVpc You are not authorized to perform this operation.',
      'API: ec2:CreateVpc You are not authorized to perform this operation.',
      undefined,
    ],
    ['', 'AWS gave no reason.', undefined],
  ])('%s', (reason, text, code) => {
    expect(unwrapReason(reason)).toEqual(code === undefined ? { text } : { text, code });
  });
});

describe('a target group that did not become available', () => {
  const [cause] = rootCauses(eventLines(`800 Targets CREATE_FAILED ${TIMED_OUT}`)).causes;
  const asked = (target: Parameters<typeof targetHealthCause>[1]) =>
    cause === undefined ? undefined : targetHealthCause(cause, target);

  it("is explained by its target's state, reason, AWS's description and the remedy, which comes first", () => {
    const enriched = asked([
      {
        id: 'db-1',
        state: 'UNAVAILABLE',
        reason: 'AUTH_FAILURE',
        description: 'Proxy does not have any registered credentials',
      },
    ]);
    expect(enriched?.reason).toBe(
      'Timed out waiting for target group to become available. Target db-1 is UNAVAILABLE, AUTH_FAILURE: Proxy does not have any registered credentials.',
    );
    expect(enriched?.remedies[0]).toMatch(/secret exists and is JSON with `username` and `password`/);
  });

  it('that still waits for capacity is diagnosed: 20 minutes are not normal', () => {
    const enriched = asked([{ id: 'db-1', state: 'UNAVAILABLE', reason: 'PENDING_PROXY_CAPACITY' }]);
    expect(enriched?.remedies[0]).toMatch(/admits port 3306/);
  });

  it.each([
    ['there is no target any more', []],
    ['the target became available meanwhile', [{ id: 'db-1', state: 'AVAILABLE' }]],
  ])('is told as it is when %s', (_title, targets) => {
    expect(asked(targets)).toEqual(cause);
  });

  it('is the only cause that targets explain', () => {
    const [other] = rootCauses(
      eventLines('9 Vpc CREATE_FAILED The maximum number of VPCs has been reached.'),
    ).causes;
    expect(other && targetHealthCause(other, [{ id: 'db-1', state: 'UNAVAILABLE' }])).toEqual(other);
  });

  it('has its proxy named by the events', () => {
    expect(proxyNameIn(eventLines('1 Vpc CREATE_COMPLETE', '2 Proxy CREATE_COMPLETE'))).toBe('proxy-1');
    expect(proxyNameIn(eventLines('1 Vpc CREATE_COMPLETE'))).toBeUndefined();
  });
});

describe('what early validation refused', () => {
  it('becomes causes with the place in the template', () => {
    expect(
      validationCauses([
        {
          name: 'NAME_CONFLICT_VALIDATION',
          logicalId: 'Proxy',
          path: '/Resources/Proxy/Properties/DBProxyName',
          reason: "Resource of type 'AWS::RDS::DBProxy' with identifier 'proxywebhook-dev' already exists.",
        },
        { name: 'PROPERTY_VALIDATION', reason: '#: extraneous key [Nmae] is not permitted' },
      ]),
    ).toEqual([
      {
        logicalId: 'Proxy',
        resourceType: '',
        reason:
          "Resource of type 'AWS::RDS::DBProxy' with identifier 'proxywebhook-dev' already exists. (/Resources/Proxy/Properties/DBProxyName)",
        code: 'NAME_CONFLICT_VALIDATION',
        remedies: [expect.stringMatching(/choose another `stackName`/), expect.any(String)],
      },
      {
        logicalId: 'template',
        resourceType: '',
        reason: '#: extraneous key [Nmae] is not permitted',
        code: 'PROPERTY_VALIDATION',
        remedies: [],
      },
    ]);
  });
});
