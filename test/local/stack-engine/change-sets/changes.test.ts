import { describe, expect, it } from 'vitest';
import { logGroup, openEngine, type Request, type SeenChange } from '../driver.ts';

async function changes(before: Request, after: Request): Promise<Readonly<Record<string, SeenChange>>> {
  const driver = openEngine();
  await driver.create(before);
  const { changes: seen } = await driver.createChangeSet('UPDATE', after);
  return Object.fromEntries(seen.map((each) => [each.LogicalResourceId, each]));
}

const vpc = (properties: object = {}) => ['AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16', ...properties }];

describe('the changes of a change set', () => {
  it('name each property that differs, what it needs and that the template changed it', async () => {
    const { A } = await changes(
      { resources: { A: logGroup({ RetentionInDays: 1 }) } },
      { resources: { A: logGroup({ RetentionInDays: 7 }) } },
    );
    expect(A).toEqual({
      Action: 'Modify',
      LogicalResourceId: 'A',
      PhysicalResourceId: expect.stringMatching(/^proxywebhook-dev-A-/),
      ResourceType: 'AWS::Logs::LogGroup',
      Replacement: 'False',
      Scope: ['Properties'],
      Details: [
        {
          Target: { Attribute: 'Properties', Name: 'RetentionInDays', RequiresRecreation: 'Never' },
          Evaluation: 'Static',
          ChangeSource: 'DirectModification',
        },
      ],
    });
  });

  it('replace where a property always does, and say what becomes of the old', async () => {
    const named = (name: string, attributes = {}) => ({
      resources: { A: logGroup({ LogGroupName: name }, attributes) },
    });
    expect((await changes(named('a'), named('b'))).A).toMatchObject({
      Replacement: 'True',
      PolicyAction: 'ReplaceAndDelete',
      Details: [{ Target: { Name: 'LogGroupName', RequiresRecreation: 'Always' } }],
    });
    expect((await changes(named('a'), named('b', { UpdateReplacePolicy: 'Retain' }))).A).toMatchObject({
      PolicyAction: 'ReplaceAndRetain',
    });
  });

  it('may replace where a property sometimes does', async () => {
    const { V } = await changes(
      { resources: { V: vpc() } },
      { resources: { V: vpc({ InstanceTenancy: 'dedicated' }) } },
    );
    expect(V).toMatchObject({
      Replacement: 'Conditional',
      PolicyAction: 'ReplaceAndDelete',
      Details: [{ Target: { RequiresRecreation: 'Conditionally' }, Evaluation: 'Static' }],
    });
  });

  it('remove what the template has no more, by its policy', async () => {
    const policies = (policy: string) => logGroup({}, { DeletionPolicy: policy });
    const seen = await changes(
      { resources: { Stays: logGroup(), Gone: logGroup(), Kept: policies('Retain') } },
      { resources: { Stays: logGroup() } },
    );
    expect(seen).toMatchObject({
      Gone: { Action: 'Remove', PolicyAction: 'Delete' },
      Kept: { Action: 'Remove', PolicyAction: 'Retain' },
    });
    expect(seen.Gone?.PhysicalResourceId).toMatch(/^proxywebhook-dev-Gone-/);
  });

  it('tell a change of a policy alone', async () => {
    const { A } = await changes(
      { resources: { A: logGroup(), B: logGroup() } },
      { resources: { A: logGroup({}, { DeletionPolicy: 'Retain' }), B: logGroup() } },
    );
    expect(A).toMatchObject({ Action: 'Modify', Replacement: 'False', Scope: ['DeletionPolicy'] });
  });

  it('tell the parameter that a change comes from', async () => {
    const request = (days: string) => ({
      resources: { A: logGroup({ RetentionInDays: { Ref: 'Days' } }) },
      parameters: { Days: { Type: 'Number' } },
      values: { Days: days },
    });
    const { A } = await changes(request('1'), request('7'));
    expect(A?.Details).toMatchObject([
      { ChangeSource: 'ParameterReference', CausingEntity: 'Days', Evaluation: 'Static' },
      { ChangeSource: 'DirectModification', Evaluation: 'Dynamic' },
    ]);
  });

  it('tell tags as tags, those of the stack too', async () => {
    const resources = { V: vpc({ Tags: [{ Key: 'a', Value: '1' }] }), P: logGroup() };
    const seen = await changes({ resources }, { resources, tags: { team: 'web' } });
    for (const change of [seen.V, seen.P]) {
      expect(change).toMatchObject({
        Replacement: 'False',
        Scope: ['Tags'],
        Details: [{ Target: { Attribute: 'Tags', RequiresRecreation: 'Never' } }],
      });
    }
  });

  it('follow references to what is replaced: conditionally, because only the update will know', async () => {
    const resources = (name: string) => ({
      A: logGroup({ LogGroupName: name }),
      Always: logGroup({ LogGroupName: { 'Fn::Sub': '/b/${A}' } }),
      Never: logGroup({ RetentionInDays: 1, Tags: [{ Key: 'of', Value: { Ref: 'A' } }] }),
    });
    const seen = await changes({ resources: resources('a') }, { resources: resources('b') });
    expect(seen.A).toMatchObject({ Replacement: 'True' });
    expect(seen.Always).toMatchObject({
      Replacement: 'Conditional',
      Details: [{ Evaluation: 'Dynamic', ChangeSource: 'ResourceReference', CausingEntity: 'A' }],
    });
    expect(seen.Never).toMatchObject({ Replacement: 'False' });
  });

  it('do not follow references to what is changed in place', async () => {
    const resources = (days: number) => ({
      A: logGroup({ RetentionInDays: days }),
      B: logGroup({ LogGroupName: { 'Fn::Sub': '/b/${A}' } }),
    });
    expect(Object.keys(await changes({ resources: resources(1) }, { resources: resources(7) }))).toEqual([
      'A',
    ]);
  });

  it('follow attributes of whatever changes, since any might (assumed)', async () => {
    const resources = (days: number) => ({
      A: logGroup({ RetentionInDays: days }),
      B: logGroup({ LogGroupName: { 'Fn::Sub': '/b/${A.Arn}' } }),
    });
    const { B } = await changes({ resources: resources(1) }, { resources: resources(7) });
    expect(B).toMatchObject({
      Replacement: 'Conditional',
      Details: [{ Evaluation: 'Dynamic', ChangeSource: 'ResourceAttribute', CausingEntity: 'A.Arn' }],
    });
  });

  it('then touch nothing that turns out to be as it was', async () => {
    const driver = openEngine();
    const resources = (days: number) => ({
      A: logGroup({ LogGroupName: 'a', RetentionInDays: days }),
      B: logGroup({ LogGroupName: { 'Fn::Join': ['', ['b', { 'Fn::GetAtt': ['A', 'Arn'] }]] } }),
    });
    await driver.create({ resources: resources(1) });
    await driver.update({ resources: resources(7) });
    expect(await driver.told('B')).not.toContain('B UPDATE_IN_PROGRESS');
  });

  it('add what is new beside what refers to it', async () => {
    const seen = await changes(
      { resources: { A: logGroup({ LogGroupName: 'a' }) } },
      { resources: { A: logGroup({ LogGroupName: { 'Fn::Sub': '/${B}' } }), B: logGroup() } },
    );
    expect(seen).toMatchObject({ A: { Action: 'Modify', Replacement: 'True' }, B: { Action: 'Add' } });
  });

  it('do not care in which order members stand, nor whether a number is a text', async () => {
    const driver = openEngine();
    const role = (document: object) => ({
      R: ['AWS::IAM::Role', { AssumeRolePolicyDocument: document, MaxSessionDuration: 3600 }],
    });
    await driver.create({ resources: role({ a: 1, b: true }) });
    const again = JSON.stringify({
      Resources: {
        R: {
          Properties: { MaxSessionDuration: '3600', AssumeRolePolicyDocument: { b: 'true', a: '1' } },
          Type: 'AWS::IAM::Role',
        },
      },
    });
    expect(await driver.createChangeSet('UPDATE', { body: again })).toMatchObject({ Status: 'FAILED' });
  });
});
