// `diff --drift` of a whole webhook in the local cloud.
import { describe, expect, it } from 'vitest';
import { textWidth } from '../src/cli/text/layout.ts';
import { styleFor } from '../src/cli/text/style.ts';
import { driftText } from '../src/cli/views/drift.ts';
import { failure } from './support/engine.ts';
import { compared, deployed, type Place, places } from './support/local-place.ts';

const newPlace = places();
const FAST = { engine: { durations: () => 1_000 } };

describe('diff --drift', () => {
  it('finds nothing in what was just deployed, and compares all of it', async () => {
    const { place } = await deployedPlace();
    const { differs, drift } = await compared(place, {}, { drift: {} });
    expect(differs).toBe(false);
    expect(drift?.drifted).toEqual([]);
    expect(drift?.compared).toBeGreaterThan(20);
    expect(drift?.notChecked).toEqual([]);
  });

  it('finds what nothing else sees, page by page, and never tells a secret', async () => {
    const { place, cloud } = await deployedPlace();
    cloud.configureEngine({ resourcesPerPage: 3 });
    cloud.changeByHand({ logicalId: 'FunctionFunction', property: '/MemorySize', value: 1024 });
    cloud.changeByHand({
      logicalId: 'FunctionFunction',
      property: '/Environment/Variables/VIEW_KEY',
      value: 'hunter2',
    });
    cloud.changeByHand({
      logicalId: 'ApiStage',
      property: '/DefaultRouteSettings/ThrottlingRateLimit',
      value: 9999,
    });
    const { differs, plan, drift } = await compared(place, {}, { drift: {} });
    expect(differs).toBe(true);
    expect(plan.action).toBe('none');
    const found = Object.fromEntries(
      (drift?.drifted ?? []).map(({ logicalId, differences }) => [logicalId, differences]),
    );
    expect(Object.keys(found).sort()).toEqual(['ApiStage', 'FunctionFunction']);
    expect(found.ApiStage).toMatchObject([{ change: 'changed', is: '9999' }]);
    expect(found.FunctionFunction).toEqual(
      expect.arrayContaining([
        { property: 'MemorySize', change: 'changed', should: '256', is: '1024' },
        { property: 'Environment.Variables.VIEW_KEY', change: 'changed', secret: true },
      ]),
    );
    expect(JSON.stringify([plan, drift])).not.toContain('hunter2');
    for (const columns of [50, 80]) {
      if (drift === undefined) throw new Error('there is no drift');
      const text = driftText(drift, plan, { style: styleFor(false), width: () => columns });
      expect(text).toContain('MemorySize  256 → 1024');
      const words = text.replaceAll(/\s+/g, ' ');
      expect(words).toContain(
        'does not bring back: ApiStage, FunctionFunction (Environment.Variables.VIEW_KEY).',
      );
      expect(text.split('\n').filter((line) => textWidth(line) > columns && line.includes(' '))).toEqual([]);
    }
  });

  it('says which resource could not be read, and goes on', async () => {
    const { place, cloud } = await deployedPlace();
    cloud.changeByHand({ logicalId: 'ProxyProxy', unreadable: 'not allowed to rds:DescribeDBProxies' });
    cloud.changeByHand({ logicalId: 'ApiStage', deleted: true });
    const { drift } = await compared(place, {}, { drift: {} });
    expect(drift?.incomplete).toContain('ProxyProxy');
    expect(drift?.notChecked).toContainEqual({
      logicalId: 'ProxyProxy',
      resourceType: 'AWS::RDS::DBProxy',
      reason: 'not allowed to rds:DescribeDBProxies',
    });
    expect(drift?.drifted).toMatchObject([{ logicalId: 'ApiStage', state: 'deleted' }]);
  });

  it('names what is not allowed, and asks nothing of CloudFormation without --drift', async () => {
    const { place, cloud } = await deployedPlace();
    cloud.clearCalls();
    expect((await compared(place)).drift).toBeUndefined();
    expect(cloud.calls().filter(({ action }) => action.includes('Drift'))).toEqual([]);
    cloud.addFaults({ kind: 'access-denied', action: 'DetectStackDrift' });
    const error = await failure(compared(place, {}, { drift: {} }));
    expect([error.code, error.message]).toEqual([
      'access-denied',
      expect.stringContaining('cloudformation:DetectStackDrift'),
    ]);
  });
});

async function deployedPlace(): Promise<{ place: Place; cloud: Place['cloud'] }> {
  const place = await newPlace(FAST);
  await deployed(place);
  return { place, cloud: place.cloud };
}
