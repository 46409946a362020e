import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { changeSets } from '../../src/aws/change-sets.ts';
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

async function changeSetsAnswering(...answers: readonly Answer[]) {
  aws = await recordedAws(...answers);
  return changeSets(aws.session);
}

const ARN = 'arn:aws:cloudformation:eu-central-1:123456789012:changeSet/plan/1';
const gone = xmlError('ChangeSetNotFound', `ChangeSet [${ARN}] does not exist`, 404);

describe('changeSets', () => {
  it('creates one with parameters, tags and the one capability the template needs', async () => {
    const port = await changeSetsAnswering(
      xml('CreateChangeSet', `<Id>${ARN}</Id><StackId>stack-arn</StackId>`),
    );
    const made = await port.create({
      stackName: 'web',
      changeSetName: 'plan',
      type: 'UPDATE',
      templateBody: '{}',
      parameters: { ArtifactKey: { value: 'k' }, ViewKey: 'previous' },
      tags: { team: 'a' },
      token: 'tok',
    });
    expect(made).toEqual({ arn: ARN, stackArn: 'stack-arn' });
    expect(aws.requests[0]?.form).toEqual({
      Action: 'CreateChangeSet',
      Version: '2010-05-15',
      StackName: 'web',
      ChangeSetName: 'plan',
      ChangeSetType: 'UPDATE',
      TemplateBody: '{}',
      'Parameters.member.1.ParameterKey': 'ArtifactKey',
      'Parameters.member.1.ParameterValue': 'k',
      'Parameters.member.2.ParameterKey': 'ViewKey',
      'Parameters.member.2.UsePreviousValue': 'true',
      'Tags.member.1.Key': 'team',
      'Tags.member.1.Value': 'a',
      'Capabilities.member.1': 'CAPABILITY_IAM',
      ClientToken: 'tok',
    });
  });

  it('takes one of its name as its own: the answer to its making was lost', async () => {
    const port = await changeSetsAnswering(
      xmlError('AlreadyExistsException', 'ChangeSet [plan] already exists'),
      xml('DescribeChangeSet', `<ChangeSetId>${ARN}</ChangeSetId><StackId>stack-arn</StackId>`),
    );
    const made = await port.create({
      stackName: 'web',
      changeSetName: 'plan',
      type: 'UPDATE',
      templateBody: '{}',
      parameters: {},
      tags: {},
      token: 'tok',
    });
    expect(made).toEqual({ arn: ARN, stackArn: 'stack-arn' });
    expect(aws.requests[1]?.form).toMatchObject({ ChangeSetName: 'plan', StackName: 'web' });
  });

  it('describes one with the changes of every page', async () => {
    const page = (id: string, next: string) =>
      xml(
        'DescribeChangeSet',
        `<ChangeSetId>${ARN}</ChangeSetId><ChangeSetName>plan</ChangeSetName><StackId>stack-arn</StackId>
         <Status>CREATE_COMPLETE</Status><ExecutionStatus>AVAILABLE</ExecutionStatus><CreationTime>2026-11-01T10:00:00Z</CreationTime>
         <Changes><member><Type>Resource</Type><ResourceChange><Action>Modify</Action><LogicalResourceId>${id}</LogicalResourceId>
         <ResourceType>T</ResourceType><Replacement>True</Replacement><PolicyAction>ReplaceAndSnapshot</PolicyAction><Details>
         <member><Target><Attribute>Properties</Attribute><Name>Size</Name><RequiresRecreation>Never</RequiresRecreation></Target></member>
         <member><Target><Attribute>Properties</Attribute><Name>Zone</Name><RequiresRecreation>Always</RequiresRecreation></Target></member>
         <member><Target><Attribute>Properties</Attribute><Name>Zone</Name><RequiresRecreation>Always</RequiresRecreation></Target></member>
         <member><Target><Attribute>Tags</Attribute></Target></member></Details></ResourceChange></member></Changes>${next}`,
      );
    const port = await changeSetsAnswering(page('A', '<NextToken>2</NextToken>'), page('B', ''));
    const change = {
      action: 'Modify',
      resourceType: 'T',
      replacement: 'True',
      policyAction: 'ReplaceAndSnapshot',
      changedProperties: ['Size', 'Zone', 'Tags'],
      replacingProperties: ['Zone'],
    };
    expect(await port.describe(ARN)).toEqual({
      arn: ARN,
      name: 'plan',
      stackArn: 'stack-arn',
      status: 'CREATE_COMPLETE',
      executionStatus: 'AVAILABLE',
      createdAt: new Date('2026-11-01T10:00:00Z'),
      changes: [
        { ...change, logicalId: 'A' },
        { ...change, logicalId: 'B' },
      ],
    });
  });

  it('tells an update without changes by its status and reason, not by an empty list', async () => {
    const reason =
      "The submitted information didn't contain changes. Submit different information to create a change set.";
    const port = await changeSetsAnswering(
      xml('DescribeChangeSet', `<Status>FAILED</Status><StatusReason>${reason}</StatusReason>`),
    );
    expect(await port.describe(ARN)).toMatchObject({ status: 'FAILED', statusReason: reason, changes: [] });
  });

  it('takes one that is gone as absent, and deleting it as done', async () => {
    const port = await changeSetsAnswering(gone);
    expect(await port.describe(ARN)).toBeUndefined();
    await expect(port.delete(ARN)).resolves.toBeUndefined();
  });

  it('executes with a token', async () => {
    const port = await changeSetsAnswering(xml('ExecuteChangeSet', ''));
    await port.execute(ARN, { token: 'tok' });
    expect(aws.requests[0]?.form).toMatchObject({ ChangeSetName: ARN, ClientRequestToken: 'tok' });
  });

  it('tells what early validation found, without what it only warns of', async () => {
    const event = (mode: string, name: string) =>
      `<member><EventType>VALIDATION_ERROR</EventType><ValidationFailureMode>${mode}</ValidationFailureMode>
       <ValidationName>${name}</ValidationName><ValidationPath>/Resources/ProxyProxy</ValidationPath>
       <LogicalResourceId>ProxyProxy</LogicalResourceId><ValidationStatusReason>exists already</ValidationStatusReason></member>`;
    const port = await changeSetsAnswering(
      xml(
        'DescribeEvents',
        `<OperationEvents>${event('WARN', 'QUOTA')}</OperationEvents><NextToken>2</NextToken>`,
      ),
      xml('DescribeEvents', `<OperationEvents>${event('FAIL', 'NAME_CONFLICT')}</OperationEvents>`),
    );
    expect(await port.failures(ARN)).toEqual([
      {
        name: 'NAME_CONFLICT',
        path: '/Resources/ProxyProxy',
        logicalId: 'ProxyProxy',
        reason: 'exists already',
      },
    ]);
    expect(aws.requests[0]?.form).toMatchObject({ ChangeSetName: ARN, 'Filters.FailedEvents': 'true' });
  });

  it('says which permission hides the reasons', async () => {
    const text = 'User: arn:aws:iam::1:user/u is not authorized to perform: cloudformation:DescribeEvents';
    const port = await changeSetsAnswering(xmlError('AccessDenied', text, 403));
    expect(await port.failures(ARN)).toEqual([
      {
        name: 'DescribeEvents',
        reason: expect.stringContaining('Not allowed: cloudformation:DescribeEvents'),
      },
    ]);
  });

  it('lists those that wait on a stack, page after page', async () => {
    const page = (name: string, next: string) =>
      xml(
        'ListChangeSets',
        `<Summaries><member><ChangeSetId>arn-${name}</ChangeSetId><ChangeSetName>${name}</ChangeSetName></member></Summaries>${next}`,
      );
    const port = await changeSetsAnswering(page('a', '<NextToken>2</NextToken>'), page('b', ''));
    expect(await port.list('web')).toEqual([
      { arn: 'arn-a', name: 'a' },
      { arn: 'arn-b', name: 'b' },
    ]);
  });
});
