import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { stacks } from '../../src/aws/stacks.ts';
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

async function stacksAnswering(...answers: readonly Answer[]) {
  aws = await recordedAws(...answers);
  return stacks(aws.session);
}

const ARN = 'arn:aws:cloudformation:eu-central-1:123456789012:stack/web/1';
const described = xml(
  'DescribeStacks',
  `<Stacks><member><StackId>${ARN}</StackId><StackName>web</StackName><StackStatus>UPDATE_COMPLETE</StackStatus>
   <CreationTime>2026-11-01T10:00:00.000Z</CreationTime><LastUpdatedTime>2026-11-02T10:00:00.000Z</LastUpdatedTime>
   <Parameters><member><ParameterKey>ViewKey</ParameterKey><ParameterValue>****</ParameterValue></member></Parameters>
   <Outputs><member><OutputKey>WebhookUrl</OutputKey><OutputValue>https://x</OutputValue></member></Outputs>
   <Tags><member><Key>team</Key><Value>a</Value></member></Tags>
   <EnableTerminationProtection>true</EnableTerminationProtection></member></Stacks>`,
);

describe('stacks', () => {
  it('describes a stack in our words', async () => {
    const port = await stacksAnswering(described);
    expect(await port.describe('web')).toEqual({
      arn: ARN,
      name: 'web',
      status: 'UPDATE_COMPLETE',
      createdAt: new Date('2026-11-01T10:00:00Z'),
      updatedAt: new Date('2026-11-02T10:00:00Z'),
      parameters: { ViewKey: '****' },
      outputs: { WebhookUrl: 'https://x' },
      tags: { team: 'a' },
      terminationProtection: true,
    });
    expect(aws.requests[0]?.headers['user-agent']).toContain('proxywebhook/1.2.3');
  });

  it.each<[string, (port: ReturnType<typeof stacks>) => Promise<unknown>, unknown]>([
    ['describe', (port) => port.describe('web'), undefined],
    ['template', (port) => port.template('web'), undefined],
    ['resources', (port) => port.resources('web'), []],
  ])('answers %s of a stack that does not exist with nothing', async (_, ask, expected) => {
    const port = await stacksAnswering(xmlError('ValidationError', 'Stack with id web does not exist'));
    expect(await ask(port)).toEqual(expected);
  });

  it('refuses the events of a stack that does not exist', async () => {
    const port = await stacksAnswering(xmlError('ValidationError', 'Stack [web] does not exist'));
    await expect(port.events('web')).rejects.toMatchObject({
      code: 'stack-not-found',
      message: 'There is no stack web in eu-central-1.',
    });
  });

  it('tries again when throttled, until it is answered', async () => {
    const throttled = xmlError('Throttling', 'Rate exceeded');
    const port = await stacksAnswering(throttled, throttled, throttled, described);
    expect(await port.describe('web')).toMatchObject({ name: 'web' });
    expect(aws.requests).toHaveLength(4);
  });

  it('ends after seven attempts, saying that the same call may succeed later', async () => {
    const port = await stacksAnswering(xmlError('Throttling', 'Rate exceeded'));
    await expect(port.describe('web')).rejects.toMatchObject({
      code: 'unreachable',
      data: { retryable: true, throttled: true, operation: 'DescribeStacks', awsCode: 'Throttling' },
    });
    expect(aws.requests).toHaveLength(7);
  });

  it('gives one page of events, with the way to the next', async () => {
    const event = `<StackEvents><member><EventId>e1</EventId><StackId>${ARN}</StackId><LogicalResourceId>Db</LogicalResourceId>
      <ResourceType>AWS::RDS::DBInstance</ResourceType><ResourceStatus>CREATE_FAILED</ResourceStatus>
      <ResourceStatusReason>why</ResourceStatusReason><ClientRequestToken>t1</ClientRequestToken><PhysicalResourceId></PhysicalResourceId>
      <Timestamp>2026-11-01T10:00:00.123Z</Timestamp></member></StackEvents>`;
    const port = await stacksAnswering(
      xml('DescribeStackEvents', `${event}<NextToken>n2</NextToken>`),
      xml('DescribeStackEvents', '<StackEvents/>'),
    );
    const first = await port.events(ARN);
    expect(first).toEqual({
      events: [
        {
          id: 'e1',
          stackArn: ARN,
          at: new Date('2026-11-01T10:00:00.123Z'),
          logicalId: 'Db',
          resourceType: 'AWS::RDS::DBInstance',
          status: 'CREATE_FAILED',
          reason: 'why',
          token: 't1',
        },
      ],
      next: 'n2',
    });
    expect(await port.events(ARN, first.next)).toEqual({ events: [] });
    expect(aws.requests[1]?.form).toMatchObject({ NextToken: 'n2' });
  });

  it('gives the resources of every page', async () => {
    const page = (id: string, next: string) =>
      xml(
        'ListStackResources',
        `<StackResourceSummaries><member><LogicalResourceId>${id}</LogicalResourceId><ResourceType>T</ResourceType>
         <ResourceStatus>CREATE_COMPLETE</ResourceStatus><PhysicalResourceId>p-${id}</PhysicalResourceId></member></StackResourceSummaries>${next}`,
      );
    const port = await stacksAnswering(
      page('A', '<NextToken>2</NextToken>'),
      page('B', '<NextToken>3</NextToken>'),
      page('C', ''),
    );
    expect((await port.resources('web')).map(({ logicalId }) => logicalId)).toEqual(['A', 'B', 'C']);
    expect(aws.requests.map(({ form }) => form.NextToken)).toEqual([undefined, '2', '3']);
  });

  it('gives the template as it was submitted', async () => {
    const port = await stacksAnswering(xml('GetTemplate', '<TemplateBody>{"Resources":{}}</TemplateBody>'));
    expect(await port.template('web')).toBe('{"Resources":{}}');
    expect(aws.requests[0]?.form).toMatchObject({ TemplateStage: 'Original' });
  });

  it('deletes by name with a token and the service role', async () => {
    const port = await stacksAnswering(xml('DeleteStack', ''));
    await port.delete('web', { token: 'tok', roleArn: 'arn:aws:iam::1:role/r' });
    expect(aws.requests[0]?.form).toMatchObject({
      Action: 'DeleteStack',
      StackName: 'web',
      ClientRequestToken: 'tok',
      RoleARN: 'arn:aws:iam::1:role/r',
    });
  });

  it('lets a rollback go on, and rolls back, with a token and the service role', async () => {
    const port = await stacksAnswering(xml('ContinueUpdateRollback', ''), xml('RollbackStack', ''));
    const roleArn = 'arn:aws:iam::1:role/r';
    await port.continueRollback('web', { token: 'tok', roleArn, skip: ['A'] });
    await port.rollBack('web', { token: 'tok', roleArn });
    const common = { StackName: 'web', ClientRequestToken: 'tok', RoleARN: roleArn };
    expect(aws.requests.map(({ form }) => form)).toMatchObject([
      { Action: 'ContinueUpdateRollback', 'ResourcesToSkip.member.1': 'A', ...common },
      { Action: 'RollbackStack', ...common },
    ]);
  });

  it('names no role where none is given: CloudFormation takes that of the stack', async () => {
    const port = await stacksAnswering(xml('any', ''));
    await port.delete('web', { token: 'tok' });
    await port.continueRollback('web', { token: 'tok' });
    await port.rollBack('web', { token: 'tok' });
    expect(aws.requests.map(({ form }) => form.RoleARN)).toEqual([undefined, undefined, undefined]);
  });

  it('says that a stack is busy', async () => {
    const text = `Stack:${ARN} is in UPDATE_IN_PROGRESS state and can not be updated.`;
    const port = await stacksAnswering(xmlError('ValidationError', text));
    await expect(port.setTerminationProtection('web', true)).rejects.toMatchObject({
      code: 'stack-busy',
      message: text,
    });
  });

  it('stops a call with `cancelled`, for the reason of its signal', async () => {
    const port = await stacksAnswering(described);
    const reason = new Error('interrupted');
    await expect(port.describe('web', AbortSignal.abort(reason))).rejects.toMatchObject({
      code: 'cancelled',
      cause: reason,
    });
    expect(aws.requests).toHaveLength(0);
  });
});
