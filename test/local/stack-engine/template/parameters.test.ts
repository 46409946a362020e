import { describe, expect, it } from 'vitest';
import { logGroup, openEngine } from '../driver.ts';

const resources = { A: logGroup({ LogGroupName: { Ref: 'Name' } }) };
const parameters = { Name: { Type: 'String' } };

describe('parameters', () => {
  const refused: [title: string, request: object, message: string][] = [
    ['without a value', { values: {} }, 'Parameters: [Name] must have values'],
    [
      'that the template does not have',
      { values: { Name: 'a', Other: 'b', More: 'c' } },
      'Parameters: [Other, More] do not exist in the template',
    ],
    [
      'that do not match their pattern',
      { parameters: { Name: { Type: 'String', AllowedPattern: '[a-z]+' } }, values: { Name: 'a1' } },
      "Parameter 'Name' must match pattern [a-z]+",
    ],
    [
      'that are none of the allowed values',
      { parameters: { Name: { Type: 'String', AllowedValues: ['x', 'y'] } }, values: { Name: 'z' } },
      "Parameter 'Name' must be one of AllowedValues",
    ],
    [
      'that are too short',
      { parameters: { Name: { Type: 'String', MinLength: 3 } }, values: { Name: 'ab' } },
      "Parameter 'Name' must contain at least 3 characters",
    ],
    [
      'that are too long',
      { parameters: { Name: { Type: 'String', MaxLength: 1 } }, values: { Name: 'ab' } },
      "Parameter 'Name' must contain at most 1 characters",
    ],
    [
      'that are no numbers',
      { parameters: { Name: { Type: 'Number' } }, values: { Name: 'ab' } },
      "Parameter 'Name' must be a number.",
    ],
    [
      'that are too small',
      { parameters: { Name: { Type: 'Number', MinValue: 3 } }, values: { Name: '2' } },
      "Parameter 'Name' must be a number not less than 3",
    ],
    [
      'that say themselves what they must be',
      {
        parameters: { Name: { Type: 'String', AllowedPattern: 'a', ConstraintDescription: 'be a' } },
        values: { Name: 'b' },
      },
      'Parameter Name failed to satisfy constraint: be a',
    ],
    [
      'that keep a value which there is not',
      { changeSet: { Parameters: [{ ParameterKey: 'Name', UsePreviousValue: true }] } },
      'Invalid input for parameter key Name. Cannot specify usePreviousValue as true for a parameter key not in the previous template',
    ],
  ];
  it.each(refused)('are refused %s', async (_, request, message) => {
    const { createChangeSet } = openEngine();
    await expect(createChangeSet('CREATE', { resources, parameters, ...request })).rejects.toMatchObject({
      code: 'ValidationError',
      message,
    });
  });

  it('have their defaults, and lists are split', async () => {
    const { create, world } = openEngine();
    await create({
      resources: {
        A: logGroup({ LogGroupName: { Ref: 'Name' } }),
        B: logGroup({ LogGroupName: { 'Fn::Select': [1, { Ref: 'Names' }] } }),
      },
      parameters: {
        Name: { Type: 'String', Default: 'a' },
        Names: { Type: 'CommaDelimitedList', Default: 'x, y' },
      },
    });
    expect([...world.logGroups.keys()]).toEqual(['a', 'y']);
  });

  it('keep their previous values, also those that are not shown', async () => {
    const { create, createChangeSet, stack } = openEngine();
    const request = {
      resources,
      parameters: { Name: { Type: 'String' }, Key: { Type: 'String', NoEcho: true } },
    };
    await create({ ...request, values: { Name: 'n', Key: 'secret' } });
    expect((await stack()).Parameters).toEqual([
      { ParameterKey: 'Name', ParameterValue: 'n' },
      { ParameterKey: 'Key', ParameterValue: '****' },
    ]);
    const kept = await createChangeSet('UPDATE', {
      ...request,
      changeSet: {
        Parameters: ['Name', 'Key'].map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true })),
      },
    });
    expect(kept).toMatchObject({
      Status: 'FAILED',
      Parameters: [{ ParameterValue: 'n' }, { ParameterValue: '****' }],
    });
  });
});
