import { describe, expect, it } from 'vitest';
import type { Ports } from '../src/deployment/ports.ts';
import type { Stack } from '../src/deployment/stack.ts';
import { denied, failure, NAME, transient } from './support/engine.ts';
import { cancelIn, onceBusy, onceMade, type Place, stages, upIn } from './support/stage.ts';

const openPlace = stages();

const MORE_MEMORY = { function: { memoryMb: 512 } };

describe('`cancel` while an update runs', () => {
  it('lets CloudFormation take it back, and tells when it has', async () => {
    const place = await deployed();
    await beginUpdate(place);
    expect(await cancelIn(place)).toMatchObject({
      outcome: 'rolled-back',
      status: 'UPDATE_ROLLBACK_COMPLETE',
    });
    expect(await place.status()).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(memory(place)).toBe(256);
  });

  it('tells nothing of what was before it', async () => {
    const place = await deployed();
    await beginUpdate(place);
    place.events.length = 0;
    await cancelIn(place);
    expect(place.events.flatMap((event) => (event.type === 'stack-changed' ? [event.status] : []))).toEqual([
      'UPDATE_ROLLBACK_IN_PROGRESS',
      'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'UPDATE_ROLLBACK_COMPLETE',
    ]);
  });

  it('goes on as if nothing was when the answer was lost', async () => {
    const place = await deployed();
    await beginUpdate(place);
    place.cloud.addFaults({ kind: 'reset-after', action: 'CancelUpdateStack', times: 1 });
    expect(await cancelIn(place)).toMatchObject({ outcome: 'rolled-back' });
  });

  it('leaves it alone after a "no"', async () => {
    const place = await deployed();
    await beginUpdate(place);
    expect((await failure(cancelIn(place, { confirm: async () => false }))).code).toBe('declined');
    expect(await place.status()).toBe('UPDATE_IN_PROGRESS');
  });

  it('says that it was too late when the update ended while it asked', async () => {
    const place = await deployed();
    await beginUpdate(place);
    const confirm = async () => {
      await place.cloud.advance(60 * 60_000);
      return true;
    };
    expect(await failure(cancelIn(place, { confirm }))).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('Too late to cancel'),
      data: { status: 'UPDATE_COMPLETE' },
    });
    expect(memory(place)).toBe(512);
  });

  it('leaves another update alone that runs by the time of the answer', async () => {
    const place = await deployed();
    await beginUpdate(place);
    const confirm = async () => {
      await place.cloud.advance(60 * 60_000);
      await leave(place, { function: { memoryMb: 1024 } });
      return true;
    };
    expect(await failure(cancelIn(place, { confirm }))).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('had ended, and another runs (UPDATE_IN_PROGRESS)'),
    });
    expect(await place.status()).toBe('UPDATE_IN_PROGRESS');
  });

  it('leaves another update alone where one operation is meant, and takes that one back', async () => {
    const place = await deployed();
    await beginUpdate(place);
    const meant = await lastOperation(place);
    await place.cloud.advance(60 * 60_000);
    await leave(place, { function: { memoryMb: 1024 } });
    expect(await failure(cancelIn(place, { operationId: meant }))).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('had ended, and another runs (UPDATE_IN_PROGRESS)'),
    });
    expect(await place.status()).toBe('UPDATE_IN_PROGRESS');
    const running = await lastOperation(place);
    expect(running).not.toBe(meant);
    expect((await cancelIn(place, { operationId: running })).outcome).toBe('rolled-back');
  });

  it('cancels nothing where two others came after the one that is meant', async () => {
    const place = await deployed();
    await beginUpdate(place);
    const meant = await lastOperation(place);
    for (const memoryMb of [1024, 2048]) {
      await place.cloud.advance(60 * 60_000);
      await leave(place, { function: { memoryMb } });
    }
    expect((await place.ports.stacks.describe(NAME))?.operationIds).not.toContain(meant);
    // Another is let be, and got to its end while it was looked for the one that is meant.
    expect(await cancelIn(place, { operationId: meant })).toMatchObject({ outcome: 'nothing' });
    expect(memory(place)).toBe(2048);
  });

  it("does not take another's rollback for that of the one that is meant", async () => {
    const place = await deployed();
    await beginUpdate(place);
    const meant = await lastOperation(place);
    await place.cloud.advance(60 * 60_000);
    await leave(place, { function: { memoryMb: 1024 } });
    await place.ports.stacks.cancelUpdate(NAME);
    expect(await cancelIn(place, { operationId: meant })).toMatchObject({ outcome: 'nothing' });
  });

  it('does not delete a creation that is not the one that is meant', async () => {
    const place = await openPlace();
    await beginCreation(place);
    expect(await failure(cancelIn(place, { operationId: 'of-a-stack-before' }))).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('another runs (CREATE_IN_PROGRESS)'),
    });
    expect(await place.status()).toBe('CREATE_IN_PROGRESS');
  });

  it.each([
    ['says so', denied('cloudformation:CancelUpdateStack'), { code: 'access-denied' }],
    ['says that nobody knows', transient(), { code: 'unreachable', data: { goesOn: 'unknown' } }],
  ])(
    '%s when it is not taken, whatever rollback of before a late description shows',
    async (_, why, told) => {
      const place = await deployed();
      await beginUpdate(place);
      await cancelIn(place);
      const before = await place.ports.stacks.describe(NAME);
      await beginUpdate(place);
      const { stacks } = place.ports;
      let asked = false;
      const cancelUpdate = async () => {
        asked = true;
        throw why;
      };
      const describe: typeof stacks.describe = async (...args) => (asked ? before : stacks.describe(...args));
      const ports = { ...place.ports, stacks: { ...stacks, cancelUpdate, describe } };
      expect(await failure(cancelIn(place, { ports }))).toMatchObject(told);
      expect(await place.status()).toBe('UPDATE_IN_PROGRESS');
    },
  );

  it('says what the rollback stopped at, and leads to `recover`', async () => {
    const place = await deployed();
    await beginUpdate(place);
    place.cloud.injectResourceFault({
      logicalId: 'FunctionFunction',
      operation: 'update',
      at: 'end',
      reason: 'The function is gone.',
    });
    const error = await failure(cancelIn(place));
    expect(error).toMatchObject({ code: 'deployment-failed', data: { status: 'UPDATE_ROLLBACK_FAILED' } });
    expect(error.message).toContain('The function is gone.');
    expect(error.remedies.join('\n')).toContain('npx proxywebhook recover --env dev');
  });

  it('ends the `up` that follows it with its true end', async () => {
    const place = await deployed();
    const ports = onceBusy(place, () => place.ports.stacks.cancelUpdate('proxywebhook-dev'));
    expect(await failure(upIn(place, MORE_MEMORY, { ports }))).toMatchObject({
      code: 'deployment-failed',
      data: { status: 'UPDATE_ROLLBACK_COMPLETE' },
    });
  });
});

describe('`cancel` while a first creation runs', () => {
  it('deletes what was made so far', async () => {
    const place = await openPlace();
    await beginCreation(place);
    expect(await cancelIn(place)).toMatchObject({ outcome: 'deleted', status: 'DELETE_COMPLETE' });
    expect([await place.status(), place.cloud.world.vpcs.size]).toEqual(['absent', 0]);
  });

  it('takes nothing away that got to its end while it asked', async () => {
    const place = await openPlace();
    await beginCreation(place);
    const confirm = async () => {
      await place.cloud.advance(3 * 60 * 60_000);
      return true;
    };
    expect(await failure(cancelIn(place, { confirm }))).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('CREATE_COMPLETE'),
    });
    expect(place.cloud.world.databases.size).toBe(1);
  });

  it('refuses before anything goes where the database that was made is protected', async () => {
    const place = await openPlace();
    const controller = new AbortController();
    const ports = onceMade(place, () => controller.abort());
    await failure(upIn(place, PROTECTED, { ports, signal: controller.signal }));
    let asked = false;
    const error = await failure(cancelIn(place, { confirm: async () => (asked = true) }));
    expect(error).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('Deletion protection of the database'),
    });
    expect(error.remedies.join()).toContain('down --env dev --lift-protection');
    expect([asked, await place.status()]).toEqual([false, 'CREATE_IN_PROGRESS']);
  });

  it.each([
    ['the description', (ports: Ports) => ports],
    ['nothing but the events', late],
  ])('takes nothing away that got to its end just before the deletion, as %s tells', async (_, of) => {
    const place = await openPlace();
    await beginCreation(place);
    const ports = of(onceRead(place.ports, () => place.cloud.advance(3 * 60 * 60_000)));
    expect(await failure(cancelIn(place, { ports }))).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('had ended (CREATE_COMPLETE)'),
    });
    expect([await place.status(), place.cloud.world.databases.size]).toEqual(['CREATE_COMPLETE', 1]);
  });
});

describe('`cancel` where nothing can be cancelled', () => {
  it('says that nothing runs', async () => {
    const place = await deployed();
    expect(await cancelIn(place)).toMatchObject({ outcome: 'nothing', status: 'CREATE_COMPLETE' });
  });

  it('says that there is no stack', async () => {
    expect((await failure(cancelIn(await openPlace()))).code).toBe('stack-not-found');
  });

  it('leaves a deletion alone', async () => {
    const place = await deployed();
    await place.ports.stacks.delete('proxywebhook-dev', { token: 'somebody' });
    expect(await failure(cancelIn(place))).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('cannot cancel a deletion'),
    });
  });
});

const PROTECTED = { database: { deletionProtection: true } };

async function deployed(): Promise<Place> {
  const place = await openPlace();
  await upIn(place);
  return place;
}

/** Begins an update and leaves it to itself, as whoever presses Ctrl-C does. */
async function beginUpdate(place: Place): Promise<void> {
  await leave(place, MORE_MEMORY);
  expect(await place.status()).toBe('UPDATE_IN_PROGRESS');
}

async function lastOperation({ ports }: Place): Promise<string> {
  return (await ports.stacks.describe(NAME))?.operationIds?.[0] ?? '';
}

async function beginCreation(place: Place): Promise<void> {
  await leave(place, {});
  expect(await place.status()).toBe('CREATE_IN_PROGRESS');
}

async function leave(place: Place, input: Readonly<Record<string, unknown>>): Promise<void> {
  const controller = new AbortController();
  const ports = onceBusy(place, () => controller.abort());
  const { code } = await failure(upIn(place, input, { ports, signal: controller.signal }));
  expect(code).toBe('cancelled');
}

/** Ports with which something happens just before a deletion reads what there is. */
function onceRead({ stacks, ...ports }: Ports, happen: () => Promise<void>): Ports {
  const template: Ports['stacks']['template'] = async (name) => {
    await happen();
    return stacks.template(name);
  };
  return { ...ports, stacks: { ...stacks, template } };
}

/** Descriptions are how the stack was when it was looked at first, for as long as it is there. */
function late(ports: Ports): Ports {
  let first: Stack | undefined;
  const describe: Ports['stacks']['describe'] = async (...args) => {
    first ??= await ports.stacks.describe(...args);
    return first;
  };
  return { ...ports, stacks: { ...ports.stacks, describe } };
}

function memory({ cloud }: Place): unknown {
  return [...cloud.world.functions.values()][0]?.properties.MemorySize;
}
