import { describe, expect, it } from 'vitest';
import {
  additions,
  isIdle,
  onlyAdds,
  type PlanningInput,
  planDeployment,
} from '../../src/deployment/planning.ts';
import type { ResourceChange } from '../../src/deployment/stack.ts';
import { readTemplate } from '../../src/deployment/template.ts';

describe('a plan', () => {
  it('puts what is lost first, then what is replaced, changed and added, each by name', () => {
    const { changes } = plan({
      changes: [
        change({ logicalId: 'D', action: 'Add' }),
        change({ logicalId: 'C', action: 'Modify', replacement: 'False' }),
        change({ logicalId: 'B', action: 'Modify', replacement: 'True' }),
        change({ logicalId: 'Z', action: 'Remove' }),
        change({ logicalId: 'A', action: 'Remove' }),
      ],
    });
    expect(changes.map(({ logicalId, kind }) => `${logicalId} ${kind}`)).toEqual([
      'A remove',
      'Z remove',
      'B replace',
      'C change',
      'D add',
    ]);
  });

  it.each([
    ['DBInstanceClass', /down for some minutes/],
    ['EngineVersion', /upgraded/],
    ['MultiAZ', /No outage/],
    ['Tags', undefined],
  ])('says what changing %s of the database interrupts', (property, words) => {
    const resourceType = 'AWS::RDS::DBInstance';
    const [planned] = plan({ changes: [change({ resourceType, changedProperties: [property] })] }).changes;
    if (words === undefined) expect(planned).not.toHaveProperty('interruption');
    else expect(planned?.interruption).toMatch(words);
  });

  it('counts as replacement what CloudFormation knows only while it runs, and says so', () => {
    const [planned] = plan({ changes: [change({ replacement: 'Conditional' })] }).changes;
    expect(planned).toMatchObject({ kind: 'replace', conditional: true });
  });

  it.each([
    ['AWS::RDS::DBInstance', ['MultiAZ', 'BackupRetentionPeriod'], 'change'],
    ['AWS::RDS::DBInstance', ['MultiAZ', 'DBSnapshotIdentifier'], 'replace'],
    ['AWS::RDS::DBInstance', [], 'replace'],
    ['AWS::RDS::DBProxy', ['MultiAZ'], 'replace'],
  ])('takes a conditional change of %s by %j, as AWS documents it, for a %s', (resourceType, names, kind) => {
    const source = change({ resourceType, replacement: 'Conditional', replacingProperties: names });
    expect(plan({ changes: [source] }).changes[0]).toMatchObject({ kind });
  });

  it('names the bucket to make and the artifact to upload only where they are missing', () => {
    expect(plan({ bucketIsThere: false, artifactIsThere: false })).toMatchObject({
      bucketToCreate: 'bucket',
      upload: { bucket: 'bucket', key: 'handler/1.zip', bytes: 7 },
    });
    const there = plan({});
    expect(there).not.toHaveProperty('bucketToCreate');
    expect(there).not.toHaveProperty('upload');
  });

  it('of nothing is idle, but not when the artifact or the termination protection is to be set', () => {
    expect(isIdle(plan({ action: 'none' }))).toBe(true);
    expect(isIdle(plan({ action: 'none', artifactIsThere: false }))).toBe(false);
    const protecting = plan({ action: 'none', protection: { from: false, to: true } });
    expect([protecting.action, isIdle(protecting)]).toEqual(['update', false]);
  });

  it('of a template without a change set adds every resource', () => {
    const template = readTemplate({ Resources: { A: { Type: 'T' }, B: { Type: 'U' } } });
    expect(
      additions(template).map(({ action, logicalId, resourceType }) => [action, logicalId, resourceType]),
    ).toEqual([
      ['Add', 'A', 'T'],
      ['Add', 'B', 'U'],
    ]);
    expect(onlyAdds({ changes: additions(template) })).toBe(true);
    expect(onlyAdds({ changes: [change({})] })).toBe(false);
  });
});

function change(more: Partial<ResourceChange>): ResourceChange {
  return { action: 'Modify', logicalId: 'It', resourceType: 'AWS::X::Y', changedProperties: [], ...more };
}

function plan(more: Partial<PlanningInput>) {
  return planDeployment({
    action: 'update',
    environment: 'dev',
    stackName: 'proxywebhook-dev',
    account: '123456789012',
    region: 'us-east-1',
    changes: [],
    artifact: { bucket: 'bucket', key: 'handler/1.zip', bytes: 7 },
    bucketIsThere: true,
    artifactIsThere: true,
    createServiceLinkedRole: false,
    cost: { total: 0, lines: [] },
    regulatingChain: {
      requestsPerSecond: 1,
      environments: 1,
      proxyConnections: 1,
      databaseConnections: 1,
      warnings: [],
    },
    protection: { from: false, to: false },
    warnings: [],
    guards: { allowReplace: [], restoresFromSnapshot: false },
    ...more,
  });
}
