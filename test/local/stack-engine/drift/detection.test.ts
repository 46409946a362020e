import { describe, expect, it } from 'vitest';
import { logGroup, openEngine, STACK } from '../driver.ts';

const resources = { A: logGroup({ RetentionInDays: 7 }), B: logGroup() };

async function detected(driver: ReturnType<typeof openEngine>, input = {}) {
  const { StackDriftDetectionId } = await driver.call('DetectStackDrift', { StackName: STACK, ...input });
  await driver.settle();
  return driver.call('DescribeStackDriftDetectionStatus', { StackDriftDetectionId });
}

async function drifts(driver: ReturnType<typeof openEngine>, input = {}) {
  const { StackResourceDrifts } = await driver.call('DescribeStackResourceDrifts', {
    StackName: STACK,
    ...input,
  });
  return StackResourceDrifts;
}

describe('drift detection', () => {
  it('takes time, and finds nothing in what nobody touched', async () => {
    const driver = openEngine();
    await driver.create({ resources });
    const { StackDriftDetectionId } = await driver.call('DetectStackDrift', { StackName: STACK });
    const status = () => driver.call('DescribeStackDriftDetectionStatus', { StackDriftDetectionId });
    expect(await status()).toMatchObject({ DetectionStatus: 'DETECTION_IN_PROGRESS' });
    await expect(driver.call('DetectStackDrift', { StackName: STACK })).rejects.toThrow(
      'Drift detection is already in progress for stack [arn:',
    );
    await driver.settle();
    expect(await status()).toMatchObject({
      DetectionStatus: 'DETECTION_COMPLETE',
      StackDriftStatus: 'IN_SYNC',
      DriftedStackResourceCount: 0,
    });
    expect(await driver.stack()).toMatchObject({ DriftInformation: { StackDriftStatus: 'IN_SYNC' } });
  });

  it('finds what was changed, taken away and added by hand', async () => {
    const driver = openEngine();
    await driver.create({ resources: { ...resources, P: ['AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }] } });
    driver.engine.changeByHand({ logicalId: 'A', property: '/RetentionInDays', value: 30 });
    driver.engine.changeByHand({ logicalId: 'B', deleted: true });
    driver.engine.changeByHand({ logicalId: 'P', property: '/CidrBlock' });
    expect(await detected(driver)).toMatchObject({
      StackDriftStatus: 'DRIFTED',
      DriftedStackResourceCount: 3,
    });
    const change = (
      PropertyPath: string,
      ExpectedValue: string,
      ActualValue: string,
      DifferenceType: string,
    ) => ({
      PropertyDifferences: [{ PropertyPath, ExpectedValue, ActualValue, DifferenceType }],
    });
    expect(await drifts(driver)).toMatchObject([
      {
        LogicalResourceId: 'A',
        StackResourceDriftStatus: 'MODIFIED',
        ...change('/RetentionInDays', '7', '30', 'NOT_EQUAL'),
      },
      { LogicalResourceId: 'B', StackResourceDriftStatus: 'DELETED', PropertyDifferences: [] },
      {
        LogicalResourceId: 'P',
        StackResourceDriftStatus: 'MODIFIED',
        ...change('/CidrBlock', '10.0.0.0/16', 'null', 'REMOVE'),
      },
    ]);
    const filtered = await drifts(driver, { StackResourceDriftStatusFilters: ['DELETED'] });
    expect(filtered).toMatchObject([{ LogicalResourceId: 'B' }]);
    const { StackResourceSummaries } = await driver.call('ListStackResources', { StackName: STACK });
    expect(StackResourceSummaries).toMatchObject([
      { DriftInformation: { StackResourceDriftStatus: 'MODIFIED' } },
      { DriftInformation: { StackResourceDriftStatus: 'DELETED' } },
      { DriftInformation: { StackResourceDriftStatus: 'MODIFIED' } },
    ]);
  });

  it('fails for what it cannot read, and has results of the rest', async () => {
    const driver = openEngine();
    await driver.create({ resources });
    driver.engine.changeByHand({ logicalId: 'A', unreadable: 'not allowed' });
    expect(await detected(driver)).toMatchObject({
      DetectionStatus: 'DETECTION_FAILED',
      DetectionStatusReason: 'Failed to detect drift on resource [A]',
      StackDriftStatus: 'UNKNOWN',
    });
    expect(await drifts(driver)).toMatchObject([
      { LogicalResourceId: 'A', StackResourceDriftStatus: 'UNKNOWN', DriftStatusReason: 'not allowed' },
      { LogicalResourceId: 'B', StackResourceDriftStatus: 'IN_SYNC' },
    ]);
  });

  it('compares only what it is told to, a page at a time', async () => {
    const driver = openEngine();
    await driver.create({ resources });
    await detected(driver, { LogicalResourceIds: ['B'] });
    expect(await drifts(driver)).toMatchObject([{ LogicalResourceId: 'B' }]);
    await detected(driver);
    const first = await driver.call('DescribeStackResourceDrifts', { StackName: STACK, MaxResults: 1 });
    expect(first.StackResourceDrifts).toHaveLength(1);
    const { NextToken } = first;
    expect(await drifts(driver, { MaxResults: 1, NextToken })).toHaveLength(1);
  });

  it('leaves out types that CloudFormation does not compare', async () => {
    const driver = openEngine();
    const policy = ['AWS::IAM::Policy', { PolicyName: 'p', PolicyDocument: {}, Roles: [] }];
    await driver.create({ resources: { ...resources, Policy: policy } });
    await detected(driver);
    expect(await drifts(driver)).toMatchObject([{ LogicalResourceId: 'A' }, { LogicalResourceId: 'B' }]);
  });

  it('is refused while the stack is at work', async () => {
    const driver = openEngine();
    await driver.begin('CREATE', { resources });
    await expect(driver.call('DetectStackDrift', { StackName: STACK })).rejects.toThrow('CREATE_IN_PROGRESS');
  });

  it('refuses a change by hand of nothing, or to nothing', async () => {
    const driver = openEngine();
    await driver.create({ resources });
    expect(() => driver.engine.changeByHand({ logicalId: 'X', deleted: true })).toThrow(RangeError);
    expect(() => driver.engine.changeByHand({ logicalId: 'A' })).toThrow(TypeError);
  });
});
