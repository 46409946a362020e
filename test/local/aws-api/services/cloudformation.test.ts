import {
  AlreadyExistsException,
  ChangeSetNotFoundException,
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeEventsCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
  InvalidChangeSetStatusException,
  paginateDescribeStackEvents,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from 'vitest';
import { AwsApiError } from '../../../../src/local/cloud.ts';
import { clientOptions, openCloud, standIn } from '../harness.ts';

describe('CloudFormation over AWS Query', () => {
  it('hands the engine inputs in the SDK names and types, to the last list and flag', async () => {
    const { client, engine } = await start({ CreateChangeSet: () => ({ Id: 'id', StackId: 'arn' }) });
    const input = {
      StackName: 'proxywebhook-dev',
      ChangeSetName: 'proxywebhook-1',
      ChangeSetType: 'UPDATE',
      TemplateBody: '{"Description":"a=b&c%20d + é\n\t\u{1F600}"}',
      UsePreviousTemplate: false,
      IncludeNestedStacks: true,
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
      Parameters: Array.from({ length: 11 }, (_, index) =>
        index % 2
          ? { ParameterKey: `P${index}`, UsePreviousValue: true }
          : { ParameterKey: `P${index}`, ParameterValue: '' },
      ),
      Tags: [{ Key: 'proxywebhook:environment', Value: 'dev' }],
      RollbackConfiguration: { RollbackTriggers: [], MonitoringTimeInMinutes: 5 },
      ClientToken: 'token',
      NotificationARNs: [],
    } as const;
    await client.send(new CreateChangeSetCommand(structuredClone(input) as never));
    expect(engine.inputs).toEqual([input]);
  });

  it('brings back whole answers: times, lists, nested structures, whitespace and markup in texts', async () => {
    const stack = {
      StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/s/1',
      StackName: 's',
      StackStatus: 'CREATE_COMPLETE',
      CreationTime: new Date('2026-11-24T02:03:04.567Z'),
      EnableTerminationProtection: false,
      Parameters: [],
      Outputs: [{ OutputKey: 'WebhookUrl', OutputValue: 'https://a?b=1&c=<2>"\'' }],
      Tags: [{ Key: 'k', Value: ' spaces  kept ' }],
      Description: 'line\none\r\ntwo é \u{1F600} ]]>',
      RollbackConfiguration: { RollbackTriggers: [{ Arn: 'a', Type: 't' }], MonitoringTimeInMinutes: 0 },
    };
    const { client } = await start({ DescribeStacks: () => ({ Stacks: [stack] }) });
    const { Stacks } = await client.send(new DescribeStacksCommand({}));
    expect(Stacks).toEqual([stack]);
  });

  it('brings back the changes of a change set with their details', async () => {
    const output = {
      ChangeSetId: 'arn',
      ChangeSetName: 'c',
      StackName: 's',
      Status: 'CREATE_COMPLETE',
      ExecutionStatus: 'AVAILABLE',
      Changes: [
        {
          Type: 'Resource',
          ResourceChange: {
            Action: 'Modify',
            LogicalResourceId: 'ProxyProxy',
            ResourceType: 'AWS::RDS::DBProxy',
            Replacement: 'Conditional',
            Scope: ['Properties', 'Tags'],
            Details: [
              {
                Target: { Attribute: 'Properties', Name: 'Auth', RequiresRecreation: 'Never' },
                Evaluation: 'Static',
                ChangeSource: 'DirectModification',
              },
            ],
          },
        },
      ],
      NextToken: 'more',
    };
    const { client } = await start({ DescribeChangeSet: () => output });
    const answer = await client.send(new DescribeChangeSetCommand({ ChangeSetName: 'arn' }));
    expect(answer).toMatchObject(output);
  });

  it('pages as the engine pages', async () => {
    const events = Array.from({ length: 5 }, (_, index) => ({
      EventId: String(index),
      StackId: 'arn',
      StackName: 's',
      Timestamp: new Date(index * 1000),
    }));
    const { client } = await start({
      DescribeStackEvents: ({ NextToken }) => {
        const from = Number(NextToken ?? 0);
        return {
          StackEvents: events.slice(from, from + 2),
          NextToken: from + 2 < events.length ? String(from + 2) : undefined,
        };
      },
    });
    const seen: unknown[] = [];
    for await (const { StackEvents } of paginateDescribeStackEvents({ client }, { StackName: 's' })) {
      seen.push(...(StackEvents ?? []));
    }
    expect(seen).toEqual(events);
  });

  it.each([
    ['AlreadyExistsException', AlreadyExistsException],
    ['ChangeSetNotFound', ChangeSetNotFoundException],
    ['InvalidChangeSetStatus', InvalidChangeSetStatusException],
  ])('the code %s becomes the error of the SDK', async (code, type) => {
    const { client } = await start({
      DescribeChangeSet: () => {
        throw new AwsApiError(code, 'ChangeSet [<c> & "d"] does not exist', 404);
      },
    });
    const failure = await failureOf(client.send(new DescribeChangeSetCommand({ ChangeSetName: 'c' })));
    expect(failure).toBeInstanceOf(type);
    expect(failure).toMatchObject({
      message: 'ChangeSet [<c> & "d"] does not exist',
      $metadata: { httpStatusCode: 404, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
  });

  it('an answer without members is an answer', async () => {
    const { client } = await start({
      DeleteStack: () => ({}),
      DescribeEvents: () => ({ OperationEvents: [] }),
    });
    expect(await client.send(new DeleteStackCommand({ StackName: 's' }))).toMatchObject({});
    expect(await client.send(new DescribeEventsCommand({ StackName: 's' }))).toMatchObject({
      OperationEvents: [],
    });
  });

  it('a required member that is missing is told as CloudFormation tells it', async () => {
    const { client } = await start({ UpdateTerminationProtection: () => ({}) });
    const command = new UpdateTerminationProtectionCommand({ StackName: 's' } as never);
    await expect(client.send(command)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining("Value null at 'enableTerminationProtection' failed to satisfy"),
    });
  });

  it('an action that is not served is told as such', async () => {
    const { client } = await start({});
    const expected = {
      name: 'InvalidAction',
      message: expect.stringContaining('is not served by the local cloud'),
    };
    await expect(client.send(new DetectStackDriftCommand({ StackName: 's' }))).rejects.toMatchObject(
      expected,
    );
    await expect(client.send(new DescribeStackEventsCommand({ StackName: 's' }))).rejects.toMatchObject(
      expected,
    );
  });

  it('an error of our own is a 500 that says so, and is reported', async () => {
    const reported: unknown[] = [];
    const bug = new Error('engine broke');
    const cloud = await openCloud({
      report: (error) => reported.push(error),
      cloudFormation: standIn({
        DescribeStacks: () => {
          throw bug;
        },
      }),
    });
    const client = new CloudFormationClient(clientOptions(cloud));
    await expect(client.send(new DescribeStacksCommand({}))).rejects.toMatchObject({
      name: 'InternalFailure',
      $metadata: { httpStatusCode: 500 },
    });
    expect(reported).toEqual([bug]);
  });
});

async function start(answers: Parameters<typeof standIn>[0]) {
  const engine = standIn(answers);
  const cloud = await openCloud({ cloudFormation: engine });
  return { cloud, engine, client: new CloudFormationClient(clientOptions(cloud)) };
}

function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error,
  );
}
