// The service role of the configuration is named to CloudFormation for everything that it is to do; where there is none, none is.
import { describe, expect, it } from 'vitest';
import type { UpOptions } from '../src/up.ts';
import { failure } from './support/engine.ts';
import { cancelIn, downIn, onceBusy, type Place, recoverIn, stages, upIn } from './support/stage.ts';

const openPlace = stages();
const ROLE = { roleArn: 'arn:aws:iam::123456789012:role/new' };
const OTHER = { roleArn: 'arn:aws:iam::123456789012:role/that-is-gone' };
const CHANGED = { function: { memoryMb: 512 } };

describe('the service role', () => {
  it.each([
    ['in the configuration is the one, whatever the stack has', OTHER, ROLE],
    ['is left to the stack where the configuration names none', OTHER, {}],
    ['may be new to the stack', {}, ROLE],
  ])('%s', async (_, before, now) => {
    const { roleArn } = now as Partial<typeof ROLE>;
    const place = await watched();
    await upIn(place, before);

    breakFunction(place, 'No memory today.');
    breakFunction(place, 'The function is gone.');
    expect((await failure(upIn(place, { ...before, ...CHANGED }))).data.status).toBe(
      'UPDATE_ROLLBACK_FAILED',
    );
    await recoverIn(place, {}, now);
    expect(place.told.at(-1)).toEqual(['continueRollback', roleArn]);

    breakFunction(place, 'No memory today.');
    await failure(upIn(place, { ...before, ...CHANGED }, { rollback: false }));
    expect(await place.status()).toBe('UPDATE_FAILED');
    await recoverIn(place, {}, now);
    expect(place.told.at(-1)).toEqual(['rollBack', roleArn]);

    await downIn(place, {}, now);
    expect(place.told.at(-1)).toEqual(['delete', roleArn]);
  });

  it('is named where a failed creation is deleted: by up before it makes it anew, by recover, by cancel', async () => {
    const place = await watched();
    const fails = (options: Partial<UpOptions> = {}) => {
      place.cloud.injectResourceFault({
        logicalId: 'FunctionFunction',
        operation: 'create',
        reason: 'No memory today.',
        times: 1,
      });
      return failure(upIn(place, ROLE, options));
    };
    await fails();
    expect(await place.status()).toBe('ROLLBACK_COMPLETE');
    await upIn(place, ROLE);
    expect(place.told).toEqual([['delete', ROLE.roleArn]]);
    await downIn(place, {}, ROLE);

    await fails({ rollback: false });
    await recoverIn(place, {}, ROLE);
    expect(await place.status()).toBe('absent');
    expect(place.told.at(-1)).toEqual(['delete', ROLE.roleArn]);

    const before = place.told.length;
    const ports = onceBusy(place, () => cancelIn(place, {}, ROLE));
    await failure(upIn(place, ROLE, { ports }));
    expect(place.told.slice(before)).toEqual([['delete', ROLE.roleArn]]);
  });
});

/** A place that notes which role CloudFormation is told. */
async function watched(): Promise<Place & { readonly told: (readonly [string, string | undefined])[] }> {
  const place = await openPlace();
  const told: (readonly [string, string | undefined])[] = [];
  const { stacks } = place.ports;
  return {
    ...place,
    told,
    ports: {
      ...place.ports,
      stacks: {
        ...stacks,
        delete(name, options) {
          told.push(['delete', options.roleArn]);
          return stacks.delete(name, options);
        },
        continueRollback(name, options) {
          told.push(['continueRollback', options.roleArn]);
          return stacks.continueRollback(name, options);
        },
        rollBack(name, options) {
          told.push(['rollBack', options.roleArn]);
          return stacks.rollBack(name, options);
        },
      },
    },
  };
}

/** The next update of the function fails. */
function breakFunction({ cloud }: Place, reason: string): void {
  cloud.injectResourceFault({ logicalId: 'FunctionFunction', operation: 'update', reason, times: 1 });
}
