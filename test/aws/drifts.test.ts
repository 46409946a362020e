import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { drifts } from '../../src/aws/drifts.ts';
import {
  type Answer,
  fakeCredentials,
  type RecordedAws,
  recordedAws,
  xml,
  xmlError,
} from './recorded-aws.ts';

beforeAll(fakeCredentials);
let aws: RecordedAws;
afterEach(() => aws.stop());

async function answering(...answers: readonly Answer[]) {
  aws = await recordedAws(...answers);
  return drifts(aws.session);
}

const ARN = 'arn:aws:cloudformation:eu-central-1:123456789012:stack/web/1';

describe('drifts', () => {
  it('begin a detection and give its id', async () => {
    const port = await answering(
      xml('DetectStackDrift', '<StackDriftDetectionId>d-1</StackDriftDetectionId>'),
    );
    expect(await port.detect(ARN)).toBe('d-1');
    expect(aws.requests[0]?.form).toMatchObject({ Action: 'DetectStackDrift', StackName: ARN });
  });

  it('say that another detection is under way, and throw any other refusal', async () => {
    const port = await answering(
      xmlError('ValidationError', `Drift detection is already in progress for stack [${ARN}]`),
      xmlError('ValidationError', 'Something else'),
    );
    expect(await port.detect(ARN)).toBe('under-way');
    await expect(port.detect(ARN)).rejects.toMatchObject({ code: 'rejected' });
  });

  it.each([
    ['DETECTION_IN_PROGRESS', 'in-progress'],
    ['DETECTION_COMPLETE', 'complete'],
    ['DETECTION_FAILED', 'failed'],
  ])('read %s', async (DetectionStatus, state) => {
    const port = await answering(
      xml(
        'DescribeStackDriftDetectionStatus',
        `<StackId>${ARN}</StackId><StackDriftDetectionId>d-1</StackDriftDetectionId><DetectionStatus>${DetectionStatus}</DetectionStatus>
         <DetectionStatusReason>why</DetectionStatusReason><Timestamp>2026-11-01T10:00:00.000Z</Timestamp>`,
      ),
    );
    expect(await port.detection('d-1')).toEqual({ state, reason: 'why' });
  });

  it('give what was found on every page', async () => {
    const page = (id: string, more: string, next = '') =>
      xml(
        'DescribeStackResourceDrifts',
        `<StackResourceDrifts><member><StackId>${ARN}</StackId><LogicalResourceId>${id}</LogicalResourceId>
         <PhysicalResourceId>p-${id}</PhysicalResourceId><ResourceType>T</ResourceType>${more}
         <Timestamp>2026-11-01T10:00:00.000Z</Timestamp></member></StackResourceDrifts>${next}`,
      );
    const port = await answering(
      page(
        'A',
        `<StackResourceDriftStatus>MODIFIED</StackResourceDriftStatus><PropertyDifferences><member><PropertyPath>/MemorySize</PropertyPath>
         <ExpectedValue>256</ExpectedValue><ActualValue>512</ActualValue><DifferenceType>NOT_EQUAL</DifferenceType></member></PropertyDifferences>`,
        '<NextToken>2</NextToken>',
      ),
      page(
        'B',
        '<StackResourceDriftStatus>UNKNOWN</StackResourceDriftStatus><DriftStatusReason>denied</DriftStatusReason>',
      ),
    );
    const of = (logicalId: string) => ({ logicalId, physicalId: `p-${logicalId}`, resourceType: 'T' });
    expect(await port.resources(ARN)).toEqual([
      {
        ...of('A'),
        status: 'MODIFIED',
        differences: [{ path: '/MemorySize', kind: 'NOT_EQUAL', expected: '256', actual: '512' }],
      },
      { ...of('B'), status: 'UNKNOWN', reason: 'denied', differences: [] },
    ]);
    expect(aws.requests.map(({ form }) => form.NextToken)).toEqual([undefined, '2']);
  });
});
