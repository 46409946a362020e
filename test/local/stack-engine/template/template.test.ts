import { describe, expect, it } from 'vitest';
import { logGroup, openEngine, type Request } from '../driver.ts';

const G = logGroup();

describe('what is refused of a template, in the words of CloudFormation', () => {
  const cases: [title: string, request: Request, message: string | RegExp][] = [
    ['no body', { body: '' }, 'Either Template URL or Template Body must be specified.'],
    ['no JSON', { body: 'not a template' }, 'Template format error: unsupported structure.'],
    [
      'broken JSON, with its place',
      { body: '{"Resources": {\n  "A": }}' },
      /^Template format error: JSON not well-formed\. \(line 2, column \d+\)$/,
    ],
    [
      'no resources',
      { body: '{"Resources": {}}' },
      'Template format error: At least one Resources member must be defined.',
    ],
    [
      'an unknown section',
      { body: '{"Resources": {}, "Bogus": 1}' },
      'Template format error: Invalid template property or properties [Bogus]',
    ],
    [
      'a resource without a type',
      { resources: { A: { Properties: {} } } },
      'Template format error: [/Resources/A] Every Resources object must contain a Type member.',
    ],
    [
      'an unknown resource attribute',
      { resources: { A: [G[0], {}, { Propertys: {} }] } },
      "Invalid template resource property 'Propertys'",
    ],
    [
      'a logical id with a hyphen',
      { resources: { 'a-b': G } },
      'Template format error: Resource name a-b is non alphanumeric.',
    ],
    [
      'types that it does not have',
      { resources: { A: ['AWS::Nope::Thing'], B: ['Custom::X'], C: G } },
      'Template format error: Unrecognized resource types: [AWS::Nope::Thing, Custom::X]',
    ],
    [
      'a reference to nothing',
      { resources: { A: logGroup({ LogGroupName: { Ref: 'B' } }) } },
      'Template format error: Unresolved resource dependencies [B] in the Resources block of the template',
    ],
    [
      'a reference to nothing inside a text',
      { resources: { A: logGroup({ LogGroupName: { 'Fn::Sub': '/x/${Nothing}' } }) } },
      'Template format error: Unresolved resource dependencies [Nothing] in the Resources block of the template',
    ],
    [
      'a dependency on nothing',
      { resources: { A: logGroup({}, { DependsOn: ['B'] }) } },
      'Template format error: Unresolved resource dependencies [B] in the Resources block of the template',
    ],
    [
      'an output of nothing',
      { resources: { A: G }, outputs: { X: { Value: { Ref: 'B' } } } },
      'Template format error: Unresolved resource dependencies [B] in the Outputs block of the template',
    ],
    [
      'an output without a value',
      { resources: { A: G }, outputs: { X: {} } },
      'Template format error: Output X is malformed. The Value field is required.',
    ],
    [
      'an attribute of nothing',
      { resources: { A: logGroup({ LogGroupName: { 'Fn::GetAtt': ['B', 'Arn'] } }) } },
      'Template error: instance of Fn::GetAtt references undefined resource B',
    ],
    [
      'an attribute that the type does not have',
      { resources: { A: G, B: logGroup({ LogGroupName: { 'Fn::GetAtt': 'A.Name' } }) } },
      'Template error: resource A does not support attribute type Name in Fn::GetAtt',
    ],
    [
      'resources that wait for each other, without those that wait for them',
      {
        resources: {
          A: logGroup({}, { DependsOn: 'B' }),
          B: logGroup({ LogGroupName: { Ref: 'A' } }),
          C: logGroup({}, { DependsOn: 'A' }),
        },
      },
      'Circular dependency between resources: [A, B]',
    ],
    [
      'a resource that waits for itself',
      { resources: { A: logGroup({ LogGroupName: { Ref: 'A' } }) } },
      'Circular dependency between resources: [A]',
    ],
    [
      'a policy that there is not',
      { resources: { A: logGroup({}, { DeletionPolicy: 'Keep' }) } },
      'Template format error: Unrecognized DeletionPolicy Keep for resource A',
    ],
    [
      'a snapshot of what has none (assumed)',
      { resources: { A: logGroup({}, { DeletionPolicy: 'Snapshot' }) } },
      'Template error: resource type AWS::Logs::LogGroup does not support deletion policy Snapshot (A)',
    ],
    [
      'a section that is not served',
      { body: '{"Conditions": {}, "Resources": {"A": {"Type": "AWS::Logs::LogGroup"}}}' },
      'The local cloud serves no Conditions.',
    ],
  ];
  it.each(cases)('%s', async (_, request, message) => {
    const { createChangeSet } = openEngine();
    const refused = createChangeSet('CREATE', request);
    await expect(refused).rejects.toMatchObject({ code: 'ValidationError', status: 400 });
    await expect(refused).rejects.toThrow(message instanceof RegExp ? message : messageOf(message));
  });

  it('51,201 bytes, counted as UTF-8, where 51,200 are taken', async () => {
    const body = (bytes: number) => {
      const empty = JSON.stringify({ Description: '', Resources: { A: { Type: G[0] } } });
      const filling = bytes - Buffer.byteLength(empty);
      const text = `${'é'.repeat(Math.floor(filling / 2))}${filling % 2 === 1 ? 'x' : ''}`;
      return JSON.stringify({ Description: text, Resources: { A: { Type: G[0] } } });
    };
    const { createChangeSet } = openEngine();
    expect(body(51_201).length).toBeLessThan(51_200);
    await expect(createChangeSet('CREATE', { body: body(51_201) })).rejects.toThrow(
      "at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200",
    );
    expect(await createChangeSet('CREATE', { body: body(51_200) })).toMatchObject({
      Status: 'CREATE_COMPLETE',
    });
  });

  it('leaves no stack behind', async () => {
    const { createChangeSet, call } = openEngine();
    await expect(createChangeSet('CREATE', { body: '{}' })).rejects.toThrow();
    expect(await call('ListStacks')).toEqual({ StackSummaries: [] });
  });
});

describe('capabilities', () => {
  const role = {
    resources: { R: ['AWS::IAM::Role', { AssumeRolePolicyDocument: {} }] },
    changeSet: { Capabilities: [] },
  };
  it('must be given for IAM resources', async () => {
    const { createChangeSet } = openEngine();
    await expect(createChangeSet('CREATE', role)).rejects.toMatchObject({
      code: 'InsufficientCapabilitiesException',
      message: 'Requires capabilities : [CAPABILITY_IAM]',
    });
  });
  it('must be larger for IAM resources with names of their own', async () => {
    const { createChangeSet } = openEngine();
    const resources = { R: ['AWS::IAM::Role', { AssumeRolePolicyDocument: {}, RoleName: 'mine' }] };
    await expect(createChangeSet('CREATE', { resources })).rejects.toThrow(
      'Requires capabilities : [CAPABILITY_NAMED_IAM]',
    );
  });
  it('are told by GetTemplateSummary and ValidateTemplate', async () => {
    const { call } = openEngine();
    const body = JSON.stringify({
      Parameters: { Key: { Type: 'String', NoEcho: true, Default: 'x' } },
      Resources: { R: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } } },
    });
    for (const action of ['GetTemplateSummary', 'ValidateTemplate']) {
      expect(await call(action, { TemplateBody: body })).toMatchObject({
        Capabilities: ['CAPABILITY_IAM'],
        CapabilitiesReason: 'The following resource(s) require capabilities: [AWS::IAM::Role]',
        Parameters: [{ ParameterKey: 'Key', NoEcho: true, DefaultValue: 'x' }],
        ResourceTypes: ['AWS::IAM::Role'],
      });
    }
  });
});

function messageOf(message: string): RegExp {
  return new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}
