// The password of a database that was restored is set beside the run that restores it, and never outlives it.
import { describe, expect, it } from 'vitest';
import type { DeploymentEvent } from '../../src/deployment/events.ts';
import { type PasswordOptions, withRestoredPassword } from '../../src/deployment/restored-password.ts';
import { finish, type Run } from '../../src/run.ts';
import { denied, steps } from '../support/engine.ts';

const RESTORED: DeploymentEvent = {
  type: 'resource-changed',
  logicalId: 'DatabaseInstance',
  resourceType: 'AWS::RDS::DBInstance',
  status: 'CREATE_COMPLETE',
} as never;

describe('the password of a restored database', () => {
  it('is set beside the run, and waited for at its end', async () => {
    const services = pretended({ availableAfter: 3 });
    const events: DeploymentEvent[] = [];
    await finish(withRestoredPassword(runOf([RESTORED]), 'stack', services), (it) => events.push(it));
    expect(services.set).toEqual(['secret']);
    expect(services.looks()).toBe(3);
    expect(steps(events)).toEqual(['password']);
  });

  it('is no work of anybody when the run throws: it is stopped, and has ended, before the error goes on', async () => {
    const services = pretended({ availableAfter: Number.POSITIVE_INFINITY });
    const run = withRestoredPassword(
      runOf([RESTORED], new Error('rolled back'), services.looked),
      'stack',
      services,
    );
    await expect(finish(run)).rejects.toThrow('rolled back');
    const looks = services.looks();
    await ticks(20);
    expect(services.looks()).toBe(looks);
    expect(services.sleeping()).toBe(0);
  });

  it('is asked for by nobody any more when the run throws before the database takes it', async () => {
    const services = pretended({ refusing: Number.POSITIVE_INFINITY });
    const run = withRestoredPassword(
      runOf([RESTORED], new Error('rolled back'), services.asked),
      'stack',
      services,
    );
    await expect(finish(run)).rejects.toThrow('rolled back');
    const asked = services.asks();
    await ticks(20);
    expect(services.asks()).toBe(asked);
    expect(services.set).toEqual([]);
  });

  it('is stopped when the caller stops listening', async () => {
    const services = pretended({ availableAfter: Number.POSITIVE_INFINITY });
    const run = withRestoredPassword(
      runOf([RESTORED, RESTORED], undefined, services.looked),
      'stack',
      services,
    );
    await run.next();
    await services.looked();
    await run.return('left');
    const looks = services.looks();
    await ticks(20);
    expect(services.looks()).toBe(looks);
    expect(services.sleeping()).toBe(0);
  });

  it('tells what kept it from being set when the run itself went well', async () => {
    const services = pretended({ fault: denied('rds:ModifyDBInstance') });
    const events: DeploymentEvent[] = [];
    const run = withRestoredPassword(runOf([RESTORED]), 'stack', services);
    await expect(finish(run, (it) => events.push(it))).rejects.toMatchObject({
      code: 'access-denied',
      message: expect.stringContaining('its password could not be set'),
    });
    expect(events.filter(({ type }) => type === 'warned')).toEqual([]);
  });

  it('is told as well when it could not be set and the run throws: that is often why', async () => {
    const services = pretended({ fault: denied('rds:ModifyDBInstance') });
    const events: DeploymentEvent[] = [];
    const run = withRestoredPassword(
      runOf([RESTORED], new Error('rolled back'), () => ticks(10)),
      'stack',
      services,
    );
    await expect(finish(run, (it) => events.push(it))).rejects.toThrow('rolled back');
    expect(events.at(-1)).toMatchObject({
      type: 'warned',
      message: expect.stringContaining("its password could not be set to the secret's: Not allowed"),
    });
  });
});

async function* runOf(
  events: readonly DeploymentEvent[],
  error?: Error,
  before: () => Promise<void> = async () => {},
): Run<DeploymentEvent, string> {
  for (const event of events) yield event;
  await before();
  if (error !== undefined) throw error;
  return 'done';
}

async function ticks(count: number): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** RDS and Secrets Manager; a sleep ends by the next turn of the loop, or by its signal. */
function pretended({
  availableAfter = 1,
  refusing = 0,
  fault,
}: {
  availableAfter?: number;
  refusing?: number;
  fault?: Error;
} = {}) {
  const set: string[] = [];
  let [looks, asks, sleeping, now] = [0, 0, 0, 0];
  const until = async (holds: () => boolean) => {
    while (!holds()) await ticks(1);
  };
  const ports = {
    stacks: {
      resources: async () => [
        { logicalId: 'DatabaseInstance', resourceType: 'AWS::RDS::DBInstance', physicalId: 'db', status: '' },
        { logicalId: 'Secret', resourceType: 'AWS::SecretsManager::Secret', physicalId: 'arn', status: '' },
      ],
    },
    secrets: { value: async () => '{"password":"secret"}' },
    proxyTargets: {
      async setMasterPassword(_id: string, password: string) {
        asks += 1;
        if (fault !== undefined) throw fault;
        if (asks <= refusing) {
          throw Object.assign(denied('x', 'rejected'), { data: { awsCode: 'InvalidDBInstanceState' } });
        }
        set.push(password);
      },
      async database() {
        looks += 1;
        return { status: looks >= availableAfter ? 'available' : 'modifying' };
      },
    },
    clock: {
      now: () => now,
      async sleep(milliseconds: number, signal?: AbortSignal) {
        signal?.throwIfAborted();
        sleeping += 1;
        await ticks(1);
        sleeping -= 1;
        now += milliseconds / 1_000;
        signal?.throwIfAborted();
      },
    },
  };
  return {
    ports: ports as unknown as PasswordOptions['ports'],
    set,
    looks: () => looks,
    asks: () => asks,
    sleeping: () => sleeping,
    looked: () => until(() => looks > 2),
    asked: () => until(() => asks > 2),
  };
}
