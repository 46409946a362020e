import { describe, expect, it } from 'vitest';
import { checkAllowed, type GuardContext, refusals, refusedError } from '../../src/deployment/guards.ts';
import { plannedChange } from '../../src/deployment/planning.ts';
import type { ResourceChange } from '../../src/deployment/stack.ts';
import { failure } from '../support/engine.ts';

const DATABASE = 'AWS::RDS::DBInstance';
const SECRET = 'AWS::SecretsManager::Secret';

describe('the guards refuse', () => {
  it.each([
    DATABASE,
    SECRET,
    'AWS::RDS::DBProxy',
    'AWS::EC2::VPC',
    'AWS::EC2::Subnet',
    'AWS::EC2::SecurityGroup',
    'AWS::ApiGatewayV2::Api',
  ])('to replace, maybe replace, or remove a %s', (resourceType) => {
    expect(refused({ resourceType, replacement: 'True' })).toEqual(['It']);
    expect(refused({ resourceType, replacement: 'Conditional' })).toEqual(['It']);
    expect(refused({ resourceType, replacement: 'False', policyAction: 'ReplaceAndSnapshot' })).toEqual([
      'It',
    ]);
    expect(refused({ resourceType, action: 'Dynamic' })).toEqual(['It']);
    expect(refused({ resourceType, action: 'Remove' })).toEqual(['It']);
  });

  it('a new password, whatever is allowed', () => {
    const change = { resourceType: SECRET, changedProperties: ['GenerateSecretString'] };
    expect(refused(change)).toEqual(['It']);
    expect(refused(change, { allowReplace: ['It'] })).toEqual(['It']);
    expect(refused({ ...change, replacement: 'True' }, { allowReplace: ['It'] })).toEqual(['It']);
  });

  it('to forget the snapshot a database was made from, also where CloudFormation calls it no replacement', () => {
    const change = { resourceType: DATABASE, changedProperties: ['DBSnapshotIdentifier'] };
    expect(refused(change)).toEqual(['It']);
    expect(refused(change, { restoresFromSnapshot: true })).toEqual([]);
    expect(errorOf(change).remedies[0]).toContain('Put database.restoreFromSnapshot back');
  });
});

describe('the guards let pass', () => {
  it.each([
    ['a change in place', { resourceType: DATABASE, replacement: 'False' }],
    ['something new', { resourceType: DATABASE, action: 'Add' }],
    [
      'the replacement of what holds no state',
      { resourceType: 'AWS::Lambda::Permission', replacement: 'True' },
    ],
    ['the removal of what holds no state', { resourceType: 'AWS::Logs::LogGroup', action: 'Remove' }],
  ] as const)('%s', (_, change) => {
    expect(refused(change)).toEqual([]);
  });

  it('what was named', () => {
    expect(refused({ resourceType: DATABASE, replacement: 'True' }, { allowReplace: ['It'] })).toEqual([]);
  });
});

describe('what a refusal says', () => {
  it('names each resource, what it loses, the property that causes it, and the flag', () => {
    const error = errorOf({
      resourceType: DATABASE,
      replacement: 'True',
      changedProperties: ['Tags', 'StorageEncrypted'],
      replacingProperties: ['StorageEncrypted'],
    });
    expect(error.message).toBe(
      'Nothing was changed: this would replace or remove what must not be lost.\n' +
        '  It (AWS::RDS::DBInstance): replaces the database with all requests it holds. Because of: StorageEncrypted.',
    );
    expect(error.remedies).toEqual(['If it is meant: --allow-replace It']);
    expect(error.data.refused).toMatchObject([{ logicalId: 'It', flag: '--allow-replace It' }]);
  });

  it('offers no flag where none helps', () => {
    const error = errorOf({ resourceType: SECRET, changedProperties: ['GenerateSecretString'] });
    expect(error.remedies.join()).not.toContain('--allow-replace');
  });
});

it('a name that is not in the stack is a usage error that lists those that are', async () => {
  const error = await failure(Promise.resolve().then(() => checkAllowed(['Databse'], ['B', 'A'])));
  expect(error).toMatchObject({ code: 'usage', remedies: ['Logical IDs of this stack: A, B'] });
  expect(() => checkAllowed(['A'], ['B', 'A'])).not.toThrow();
});

function changeOf(change: Partial<ResourceChange>) {
  return plannedChange({
    action: 'Modify',
    logicalId: 'It',
    resourceType: '',
    changedProperties: [],
    ...change,
  });
}

function refused(change: Partial<ResourceChange>, context: Partial<GuardContext> = {}): readonly string[] {
  return refusals([changeOf(change)], { allowReplace: [], restoresFromSnapshot: false, ...context }).map(
    (it) => it.change.logicalId,
  );
}

function errorOf(change: Partial<ResourceChange>) {
  return refusedError(refusals([changeOf(change)], { allowReplace: [], restoresFromSnapshot: false }));
}
