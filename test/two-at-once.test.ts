// Two commands on one stack at the same time: what was agreed to is done, or looked at and asked for again; never a mix.
import { describe, expect, it } from 'vitest';
import type { DeploymentEvent } from '../src/deployment/events.ts';
import type { Plan } from '../src/deployment/plan.ts';
import type { UpOptions } from '../src/up.ts';
import { failure } from './support/engine.ts';
import { deployed, type Place, places, takenDown } from './support/local-place.ts';

const newPlace = places();
const QUICK = { speed: 20, engine: { durations: () => 1_000 } };
const OURS = { function: { memoryMb: 512 } };
const THEIRS = { function: { memoryMb: 1024 } };

describe('an `up` whose user is asked while another `up`', () => {
  it.each<readonly [string, boolean]>([
    ['makes the stack', false],
    ['updates it', true],
  ])('%s looks at the stack anew, asks again, and ends with what it was to deploy', async (_, isThere) => {
    const place = await newPlace(QUICK);
    if (isThere) await deployed(place);
    const { result, plans, told } = await interleaved(place, [() => deployed(place, THEIRS)]);
    expect(result.outcome).toBe('updated');
    expect(plans.map(({ action }) => action)).toEqual([isThere ? 'update' : 'create', 'update']);
    expect(told.join()).toMatch(
      /Somebody else changed proxywebhook-dev first: .* Looking at the stack anew\./,
    );
    expect(await memory(place)).toEqual([512, 512]);
    expect(await changeSets(place)).toEqual([]);
  });

  it('has begun and not ended waits for that, and goes on then', async () => {
    const place = await newPlace({ speed: 3, engine: { durations: () => 20_000 } });
    await deployed(place);
    const stop = new AbortController();
    const { result, events } = await interleaved(place, [
      async () => {
        const theirs = deployed(place, THEIRS, { signal: stop.signal }, (event) => {
          if (event.type === 'stack-changed') stop.abort();
        });
        expect((await failure(theirs)).data.goesOn).toBe(true);
      },
    ]);
    expect(result.outcome).toBe('updated');
    expect(events.some((it) => it.type === 'step-started' && it.step === 'wait-for-other')).toBe(true);
    expect(await memory(place)).toEqual([512, 512]);
  });

  it('deploys the very same finds nothing left to do', async () => {
    const place = await newPlace(QUICK);
    await deployed(place);
    const { result } = await interleaved(place, [() => deployed(place, OURS)]);
    expect(result.outcome).toBe('unchanged');
    expect(await memory(place)).toEqual([512, 512]);
  });

  it('comes first is told with --no-wait, and has changed nothing', async () => {
    const place = await newPlace(QUICK);
    await deployed(place);
    const error = await failure(interleaved(place, [() => deployed(place, THEIRS)], { wait: false }));
    expect([error.code, error.data.overtaken]).toEqual(['stack-busy', true]);
    expect(error.remedies).toEqual(['Run the command again: it looks at the stack anew.']);
    expect(await memory(place)).toEqual([1024, 1024]);
    expect(await changeSets(place)).toEqual([]);
  });

  it('comes first again and again gives up after the third, and says so', async () => {
    const place = await newPlace(QUICK);
    await deployed(place);
    const others = [1024, 1536, 2048, 2560].map(
      (memoryMb) => () => deployed(place, { function: { memoryMb } }),
    );
    const error = await failure(interleaved(place, others));
    expect([error.code, error.data.overtaken]).toEqual(['stack-busy', true]);
    expect(await memory(place)).toEqual([2048, 2048]);
    expect(await changeSets(place)).toEqual([]);
  });
});

describe('an `up` whose user is asked while a `down`', () => {
  it('takes the stack away makes it anew once that is agreed to', async () => {
    const place = await newPlace(QUICK);
    await deployed(place);
    const { result, plans } = await interleaved(place, [() => takenDown(place)]);
    expect(result.outcome).toBe('created');
    expect(plans.map(({ action }) => action)).toEqual(['update', 'create']);
    expect(await memory(place)).toEqual([512, 512]);
  });
});

describe('a `down` whose user is asked while an `up`', () => {
  it('updates the stack takes nothing away: what was shown is not what would go', async () => {
    const place = await newPlace(QUICK);
    await deployed(place);
    const confirm = async () => {
      await deployed(place, THEIRS);
      return true;
    };
    const error = await failure(takenDown(place, { confirm }));
    expect([error.code, error.data.overtaken]).toEqual(['stack-busy', true]);
    expect(await memory(place)).toEqual([1024, 1024]);
    expect((await takenDown(place)).outcome).toBe('deleted');
    expect(place.cloud.world.functions.size).toBe(0);
  });
});

/** Deploys OURS; while its user is asked for the nth time, the nth of the others runs. */
async function interleaved(
  place: Place,
  others: readonly (() => Promise<unknown>)[],
  options: Partial<UpOptions> = {},
) {
  const plans: Plan[] = [];
  const seen: DeploymentEvent[] = [];
  const approve = async (plan: Plan) => {
    plans.push(plan);
    await others[plans.length - 1]?.();
    return true;
  };
  const { result, events } = await deployed(place, OURS, { ...options, approve }, (it) => seen.push(it));
  const told = seen.flatMap((it) => (it.type === 'warned' ? [it.message] : []));
  return { result, events, plans, told };
}

/** What the function has, and what its stack's template says: the same, or it is a mix. */
async function memory({ cloud, ports }: Place): Promise<readonly unknown[]> {
  const [made] = cloud.world.functions.values();
  const { Resources } = JSON.parse(String(await ports.stacks.template('proxywebhook-dev')));
  return [made?.properties.MemorySize, Resources.FunctionFunction.Properties.MemorySize];
}

async function changeSets({ ports }: Place) {
  return ports.changeSets.list('proxywebhook-dev');
}
