import { describe, expect, it } from 'vitest';
import { logGroup, openEngine, STACK } from '../driver.ts';

const HINT =
  'To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.';

describe('early validation', () => {
  it('fails a change set for properties that are missing or unknown, and tells them in DescribeEvents only', async () => {
    const driver = openEngine();
    const changeSet = await driver.createChangeSet('CREATE', {
      resources: { P: ['AWS::IAM::Policy', { PolicyName: 'p', Bogus: 1 }] },
    });
    expect(changeSet).toMatchObject({
      Status: 'FAILED',
      StatusReason: `The following hook(s)/validation failed: [AWS::EarlyValidation::PropertyValidation]. ${HINT}`,
      ExecutionStatus: 'UNAVAILABLE',
    });
    const { OperationEvents } = await driver.call('DescribeEvents', {
      ChangeSetName: changeSet.ChangeSetId,
      Filters: { FailedEvents: true },
    });
    expect(OperationEvents).toMatchObject([
      {
        EventType: 'VALIDATION_ERROR',
        OperationType: 'CREATE_CHANGESET',
        LogicalResourceId: 'P',
        ValidationName: 'PROPERTY_VALIDATION',
        ValidationFailureMode: 'FAIL',
        ValidationStatusReason: 'Unsupported property [Bogus]',
        ValidationPath: '/Resources/P/Properties/Bogus',
      },
      {
        ValidationStatusReason: 'Required property [PolicyDocument] not found',
        ValidationPath: '/Resources/P/Properties',
      },
    ]);
    expect(await driver.told()).toEqual([`${STACK} REVIEW_IN_PROGRESS`]);
  });

  it('fails one for a name that is taken, but not for its own', async () => {
    const driver = openEngine();
    const resources = { A: logGroup({ LogGroupName: { 'Fn::Sub': '/${AWS::StackName}' } }) };
    await driver.create({ resources });
    const others = { resources, changeSet: { StackName: 'other' } };
    const fits = await driver.createChangeSet('CREATE', others);
    expect(fits).toMatchObject({ Status: 'CREATE_COMPLETE' });
    const taken = await driver.createChangeSet('CREATE', {
      resources: { A: logGroup({ LogGroupName: `/${STACK}` }) },
      changeSet: { StackName: 'third' },
    });
    expect(taken).toMatchObject({
      Status: 'FAILED',
      StatusReason: `The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. ${HINT}`,
    });
    expect(await driver.call('DescribeEvents', { ChangeSetName: taken.ChangeSetId })).toMatchObject({
      OperationEvents: [
        {
          ValidationName: 'NAME_CONFLICT_VALIDATION',
          ValidationStatusReason: `Resource of type 'AWS::Logs::LogGroup' with identifier '/${STACK}' already exists.`,
        },
      ],
    });
  });

  it('can be left out, and then the resource fails', async () => {
    const driver = openEngine();
    await driver.create({ resources: { A: logGroup({ LogGroupName: '/x' }) } });
    const { ChangeSetId, Status } = await driver.createChangeSet('CREATE', {
      resources: { A: logGroup({ LogGroupName: '/x' }) },
      changeSet: { StackName: 'other', DisableValidation: true },
    });
    expect(Status).toBe('CREATE_COMPLETE');
    await driver.call('ExecuteChangeSet', { ChangeSetName: ChangeSetId });
    await driver.settle();
    expect(await driver.stack('other')).toMatchObject({ StackStatus: 'ROLLBACK_COMPLETE' });
    expect(driver.world.logGroups.has('/x')).toBe(true);
  });
});
