import { describe, expect, it } from 'vitest';
import type { RecoverPlan } from '../src/recover.ts';
import { failure, NAME } from './support/engine.ts';
import { downIn, type Place, plansOf, recoverIn, stages, upIn } from './support/stage.ts';

const openPlace = stages();

const MORE_MEMORY = { function: { memoryMb: 512 } };

describe('`recover` where a rollback stopped half way', () => {
  it('says what failed and why, and lets it go on once the cause is gone', async () => {
    const place = await rollbackFailed();
    const plans: RecoverPlan[] = [];
    expect(await recoverIn(place, { confirm: agreesTo(plans) })).toMatchObject({
      outcome: 'rolled-back',
      status: 'UPDATE_ROLLBACK_COMPLETE',
      left: [],
    });
    expect(plans).toMatchObject([
      {
        action: 'continue-rollback',
        status: 'UPDATE_ROLLBACK_FAILED',
        causes: [{ logicalId: 'FunctionFunction', reason: 'No memory today.' }],
        stuck: [{ logicalId: 'FunctionFunction', reason: 'The function is gone.' }],
        canBeLeftOut: ['FunctionFunction'],
      },
    ]);
    expect(await place.status()).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  it('stops again where the cause is still there, and names what can be skipped', async () => {
    const place = await rollbackFailed();
    breakFunction(place);
    const error = await failure(recoverIn(place));
    expect(error).toMatchObject({ code: 'deployment-failed', data: { status: 'UPDATE_ROLLBACK_FAILED' } });
    expect(error.message).toContain('FunctionFunction (AWS::Lambda::Function): The function is gone.');
    expect(error.remedies.join('\n')).toContain('recover --env dev --skip FunctionFunction');
  });

  it('skips what the user names, and says what that means', async () => {
    const place = await rollbackFailed();
    breakFunction(place);
    const { outcome, left } = await recoverIn(place, { skip: ['FunctionFunction'] });
    expect([outcome, left]).toEqual([
      'rolled-back',
      [expect.stringContaining('FunctionFunction was skipped')],
    ]);
  });

  it('skips what the events tell of, where the list of resources is late', async () => {
    const place = await rollbackFailed();
    breakFunction(place);
    const { resources } = place.ports.stacks;
    place.ports.stacks.resources = async (name) =>
      (await resources(name)).map((each) => ({ ...each, status: 'UPDATE_COMPLETE' }));
    expect((await recoverIn(place, { skip: ['FunctionFunction'] })).outcome).toBe('rolled-back');
  });

  it('skips nothing that has not failed', async () => {
    const place = await rollbackFailed();
    expect(await failure(recoverIn(place, { skip: ['DatabaseInstance'] }))).toMatchObject({
      code: 'usage',
      remedies: ['What can be: FunctionFunction'],
    });
    expect(await place.status()).toBe('UPDATE_ROLLBACK_FAILED');
  });

  it('goes on as if nothing was when the answer was lost', async () => {
    const place = await rollbackFailed();
    place.cloud.addFaults({ kind: 'reset-after', action: 'ContinueUpdateRollback', times: 1 });
    expect(await recoverIn(place)).toMatchObject({ outcome: 'rolled-back' });
  });

  it('leaves it as it is after a "no"', async () => {
    const place = await rollbackFailed();
    expect((await failure(recoverIn(place, { confirm: async () => false }))).code).toBe('declined');
    expect(await place.status()).toBe('UPDATE_ROLLBACK_FAILED');
  });

  it('is what `up` asks for first', async () => {
    const place = await rollbackFailed();
    expect(await failure(upIn(place))).toMatchObject({
      code: 'refused',
      remedies: expect.arrayContaining(['First: `npx proxywebhook recover --env dev`.']),
    });
  });
});

describe('an update without rollback that failed', () => {
  it('stays where it stopped, and `recover` takes it back', async () => {
    const place = await pausedUpdate();
    const plans: RecoverPlan[] = [];
    expect(await recoverIn(place, { confirm: agreesTo(plans) })).toMatchObject({
      outcome: 'rolled-back',
      status: 'UPDATE_ROLLBACK_COMPLETE',
    });
    expect(plans[0]).toMatchObject({ action: 'roll-back', causes: [{ logicalId: 'ApiStage' }] });
  });

  it('is gone on with by `up --no-rollback`, and by that only', async () => {
    const place = await pausedUpdate();
    const refused = await failure(upIn(place, MORE_MEMORY));
    expect(refused.code).toBe('refused');
    expect(refused.remedies.join('\n')).toMatch(/recover --env dev`.\n.*up --env dev --no-rollback/);
    expect(await upIn(place, CHANGED, { rollback: false })).toMatchObject({
      outcome: 'updated',
      stack: { status: 'UPDATE_COMPLETE' },
    });
  });
});

describe('a creation without rollback that failed', () => {
  it('stays as far as it got and is told so, with what to do', async () => {
    const place = await openPlace();
    failStage(place, 'create');
    const error = await failure(upIn(place, {}, { rollback: false }));
    expect(error).toMatchObject({ code: 'deployment-failed', data: { status: 'CREATE_FAILED' } });
    expect(error.message).toContain('It was not rolled back');
    expect(error.remedies.at(-1)).toMatch(/up --env dev --no-rollback.*recover --env dev/);
    expect(plansOf(place)[0]?.warnings[0]).toContain('Without rollback');
  });

  it('is gone on with by `up --no-rollback`', async () => {
    const place = await openPlace();
    failStage(place, 'create');
    await failure(upIn(place, {}, { rollback: false }));
    const databases = [...place.cloud.world.databases.keys()];
    expect(await upIn(place, {}, { rollback: false })).toMatchObject({
      outcome: 'updated',
      stack: { status: 'UPDATE_COMPLETE' },
    });
    expect([...place.cloud.world.databases.keys()]).toEqual(databases);
  });

  it('is deleted by `recover`', async () => {
    const place = await openPlace();
    failStage(place, 'create');
    await failure(upIn(place, {}, { rollback: false }));
    const plans: RecoverPlan[] = [];
    expect(await recoverIn(place, { confirm: agreesTo(plans) })).toMatchObject({ outcome: 'deleted' });
    expect(plans[0]).toMatchObject({ action: 'delete', causes: [{ logicalId: 'ApiStage' }] });
    expect([await place.status(), place.cloud.world.vpcs.size]).toEqual(['absent', 0]);
  });
});

describe('a failed creation with a database that is protected', () => {
  it.each([
    ['recover', (place: Place) => recoverIn(place)],
    ['up', (place: Place) => upIn(place, PROTECTED)],
  ])(
    'is refused by `%s` before anything is deleted, and leads to `down --lift-protection`',
    async (_, run) => {
      const place = await protectedHalf();
      const error = await failure(run(place));
      expect(error).toMatchObject({
        code: 'refused',
        message: expect.stringContaining('Deletion protection of the database'),
      });
      expect(error.remedies.join()).toContain('down --env dev --lift-protection');
      expect([await place.status(), place.cloud.world.vpcs.size]).toEqual(['CREATE_FAILED', 1]);
      await downIn(place, { liftProtection: true });
      expect([await place.status(), place.cloud.world.vpcs.size]).toEqual(['absent', 0]);
    },
  );
});

const PROTECTED = { database: { deletionProtection: true } };

async function protectedHalf(): Promise<Place> {
  const place = await openPlace();
  place.cloud.injectResourceFault({
    logicalId: 'ProxyProxy',
    operation: 'create',
    reason: 'No proxy today.',
  });
  await failure(upIn(place, PROTECTED, { rollback: false }));
  expect(place.cloud.world.databases.size).toBe(1);
  return place;
}

describe('`recover` where something could not be deleted', () => {
  it('deletes again once the cause is gone', async () => {
    const place = await deletionFailed();
    expect(await recoverIn(place)).toMatchObject({ outcome: 'deleted' });
    expect(place.cloud.world.vpcs.size).toBe(0);
  });

  it('leaves alone what the user names, and says where it is', async () => {
    const place = await deletionFailed();
    jam(place);
    const { outcome, left } = await recoverIn(place, { retain: ['NetworkVpc', 'NetworkSubnetA'] });
    expect(outcome).toBe('deleted');
    expect(left.join('\n')).toMatch(/NetworkSubnetA \(AWS::EC2::Subnet\) subnet-\w+: in no stack any more/);
    expect([...place.cloud.world.subnets.values()]).toHaveLength(1);
  });

  it('leaves alone whatever cannot be deleted when it is forced', async () => {
    const place = await deletionFailed();
    jam(place);
    const { outcome, left } = await recoverIn(place, { force: true });
    expect([outcome, left.join('\n')]).toEqual(['deleted', expect.stringContaining('NetworkSubnetA')]);
  });

  it('tries without leaving anything alone first where a creation was rolled back half way', async () => {
    const place = await openPlace();
    place.cloud.injectResourceFault({
      logicalId: 'ProxyProxy',
      operation: 'create',
      reason: 'No proxy today.',
    });
    jam(place, 1);
    await failure(upIn(place));
    expect(await place.status()).toBe('ROLLBACK_FAILED');
    jam(place);
    const { outcome, left } = await recoverIn(place, { force: true });
    expect([outcome, left.join('\n')]).toEqual(['deleted', expect.stringContaining('NetworkSubnetA')]);
  });

  it('names what can be left alone when it stops again', async () => {
    const place = await deletionFailed();
    jam(place);
    const error = await failure(recoverIn(place));
    expect(error.code).toBe('deletion-incomplete');
    expect(error.remedies.join('\n')).toContain('recover --env dev --retain NetworkSubnetA');
  });

  it('takes no --skip, and no --retain of what is not there', async () => {
    const place = await deletionFailed();
    expect((await failure(recoverIn(place, { skip: ['NetworkVpc'] }))).message).toContain(
      '--skip is not for',
    );
    expect((await failure(recoverIn(place, { retain: ['Nothing'] }))).code).toBe('usage');
  });
});

describe('`recover` of a stack that is fine', () => {
  it('says that there is nothing to recover', async () => {
    const place = await openPlace();
    await upIn(place);
    expect(await recoverIn(place)).toMatchObject({ outcome: 'nothing', status: 'CREATE_COMPLETE', next: [] });
  });

  it('leads to `up` where a creation was rolled back', async () => {
    const place = await openPlace();
    failStage(place, 'create');
    await failure(upIn(place));
    const { outcome, next } = await recoverIn(place);
    expect([outcome, next.join()]).toEqual([
      'nothing',
      expect.stringContaining('npx proxywebhook up --env dev'),
    ]);
  });
});

const CHANGED = { ...MORE_MEMORY, api: { throttle: { ratePerSecond: 20, burst: 40 } } };

function failStage({ cloud }: Place, operation: 'create' | 'update'): void {
  cloud.injectResourceFault({ logicalId: 'ApiStage', operation, reason: 'No stage today.' });
}

/** Lets the next change of the function fail. */
function breakFunction({ cloud }: Place, reason = 'The function is gone.'): void {
  cloud.injectResourceFault({ logicalId: 'FunctionFunction', operation: 'update', reason });
}

/** Agrees, and keeps what was agreed to. */
function agreesTo(plans: RecoverPlan[]) {
  return async (plan: RecoverPlan): Promise<boolean> => {
    plans.push(plan);
    return true;
  };
}

function jam({ cloud }: Place, times = 9): void {
  const reason = 'The subnet has dependencies and cannot be deleted.';
  cloud.injectResourceFault({ logicalId: 'NetworkSubnetA', operation: 'delete', reason, times });
}

async function rollbackFailed(): Promise<Place> {
  const place = await openPlace();
  await upIn(place);
  breakFunction(place, 'No memory today.');
  breakFunction(place);
  const error = await failure(upIn(place, CHANGED));
  expect([error.code, await place.status()]).toEqual(['deployment-failed', 'UPDATE_ROLLBACK_FAILED']);
  return place;
}

async function pausedUpdate(): Promise<Place> {
  const place = await openPlace();
  await upIn(place);
  failStage(place, 'update');
  const error = await failure(upIn(place, CHANGED, { rollback: false }));
  expect(error).toMatchObject({ code: 'deployment-failed', data: { status: 'UPDATE_FAILED' } });
  return place;
}

async function deletionFailed(): Promise<Place> {
  const place = await openPlace();
  await upIn(place);
  jam(place, 1);
  await place.ports.stacks.delete(NAME, { token: 'somebody' });
  await place.cloud.advance(3 * 60 * 60_000);
  expect(await place.status()).toBe('DELETE_FAILED');
  return place;
}
