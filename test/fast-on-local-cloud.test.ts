// `up --fast` in the local cloud: code alone, past CloudFormation.
import { describe, expect, it } from 'vitest';
import { failure } from './support/engine.ts';
import { deployed, type Place, places } from './support/local-place.ts';

const newPlace = places();
const QUICK = { speed: 20, engine: { durations: () => 1_000 } };
/** Settings travel in the zip: another code, the same template. */
const OTHER_CODE = { capture: { retentionDays: 7 } };

describe('up --fast', () => {
  it('gives the function its code in seconds, verified by its hash, and the next up takes it into the stack', async () => {
    const place = await newPlace(QUICK);
    const first = await deployed(place);
    place.cloud.clearCalls();
    const from = place.cloud.world.clock.now();
    const { result, plan } = await deployed(place, OTHER_CODE, { fast: true });
    expect(place.cloud.world.clock.now() - from).toBeLessThan(5_000);
    expect([result.outcome, plan?.codeOf]).toEqual(['code-updated', result.outputs.FunctionName]);
    const actions = place.cloud.calls().map(({ action }) => action);
    expect(actions).toContain('UpdateFunctionCode');
    expect(actions).not.toContain('CreateChangeSet');
    expect(codeKey(place)).not.toBe(first.result.stack.parameters.ArtifactKey);

    expect((await deployed(place, OTHER_CODE, { fast: true })).result.outcome).toBe('unchanged');
    const next = await deployed(place, OTHER_CODE);
    expect(next.result.outcome).toBe('updated');
    expect(next.plan?.warnings.join()).toContain('put there past the stack (`up --fast`)');
    expect(next.result.stack.parameters.ArtifactKey).toBe(codeKey(place));
    expect((await deployed(place, OTHER_CODE)).result.outcome).toBe('unchanged');
  });

  it('is taken back by an up with the old code, which says so', async () => {
    const place = await newPlace(QUICK);
    const first = await deployed(place);
    await deployed(place, OTHER_CODE, { fast: true });
    const { result, plan } = await deployed(place);
    expect([result.outcome, plan?.repairs?.[0]?.differences[0]?.property]).toEqual(['repaired', 'Code']);
    expect(codeKey(place)).toBe(first.result.stack.parameters.ArtifactKey);
  });

  it.each([
    ['the template', { function: { memoryMb: 512 } }, 'the template'],
    ['a tag', { tags: { team: 'payments' } }, 'tags'],
    ['the protection', { terminationProtection: true }, 'termination protection'],
    ['the version of the database', { database: { engineVersion: '8.4.11' } }, 'the parameter EngineVersion'],
  ])('is refused when %s differs, and says what', async (_, input, words) => {
    const place = await newPlace(QUICK);
    await deployed(place);
    const before = codeKey(place);
    const error = await failure(deployed(place, { ...OTHER_CODE, ...input }, { fast: true }));
    expect(error).toMatchObject({ code: 'refused', message: expect.stringContaining(words) });
    expect(error.remedies[0]).toContain('npx proxywebhook up --env dev');
    expect(codeKey(place)).toBe(before);
  });

  it('says what is not allowed where the function may not be looked at, and nothing of differences', async () => {
    const place = await newPlace(QUICK);
    await deployed(place);
    const before = codeKey(place);
    place.cloud.addFaults({ kind: 'access-denied', service: 'lambda', action: 'GetFunctionConfiguration' });
    const error = await failure(deployed(place, OTHER_CODE, { fast: true }));
    expect(error).toMatchObject({
      code: 'access-denied',
      message: expect.stringContaining('lambda:GetFunctionConfiguration'),
    });
    expect(codeKey(place)).toBe(before);
  });

  it('gives no code to what somebody else has deployed while it was asked, but looks anew', async () => {
    const place = await newPlace(QUICK);
    await deployed(place);
    let asked = 0;
    const theirs = { function: { memoryMb: 512 } };
    const error = await failure(
      deployed(place, OTHER_CODE, {
        fast: true,
        async approve() {
          asked += 1;
          await deployed(place, theirs);
          return true;
        },
      }),
    );
    expect([asked, error.code, error.message]).toEqual([
      1,
      'refused',
      expect.stringContaining('the template'),
    ]);
    expect((await deployed(place, theirs)).result.outcome).toBe('unchanged');
  });

  it('is refused when something was changed by hand, and where there is no stack', async () => {
    const place = await newPlace(QUICK);
    expect((await failure(deployed(place, {}, { fast: true }))).message).toContain('not deployed yet');
    await deployed(place);
    const [id = ''] = place.cloud.world.databases.keys();
    await place.ports.proxyTargets.setDeletionProtection(id, true);
    const error = await failure(deployed(place, OTHER_CODE, { fast: true }));
    expect(error.message).toContain('DatabaseInstance, which was changed by hand (DeletionProtection)');
  });

  it('changes nothing after a "no", and tells of a function that is gone', async () => {
    const place = await newPlace(QUICK);
    await deployed(place);
    const before = codeKey(place);
    const declined = deployed(place, OTHER_CODE, { fast: true, approve: async () => false });
    expect((await failure(declined)).code).toBe('declined');
    expect(codeKey(place)).toBe(before);
    place.cloud.world.functions.clear();
    const error = await failure(deployed(place, OTHER_CODE, { fast: true }));
    expect(error).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('there is no function'),
    });
  });
});

function codeKey({ cloud }: Place): string | undefined {
  return cloud.world.functions.values().next().value?.code.key;
}
