// An operation whose events are read but whose stack cannot be described any more: followed to its end, and no further.
import { describe, expect, it } from 'vitest';
import type { DeploymentEvent } from '../src/deployment/events.ts';
import { failure } from './support/engine.ts';
import { deployed, type Place, places, takenDown } from './support/local-place.ts';

const newPlace = places();

describe('a stack that cannot be described any more', () => {
  it.each([
    ['html-500', 'unreachable'],
    ['access-denied', 'access-denied'],
  ] as const)(
    'after a creation (%s): it is told that it has ended, and `up` goes on from there',
    async (kind, code) => {
      const place = await newPlace({ speed: 100 });
      undescribed(place, kind, 1);
      const error = await failure(deployed(place));
      expect(error).toMatchObject({
        code,
        message: expect.stringMatching(/has ended the creation of \S+ \(CREATE_COMPLETE\)\.$/),
        data: { goesOn: false },
      });
      place.cloud.clearFaults();
      expect((await deployed(place)).result.outcome).toBe('unchanged');
    },
  );

  it('after a deletion: its events are proof enough', async () => {
    const place = await newPlace({ speed: 100 });
    await deployed(place);
    const seen = (event: DeploymentEvent) => {
      if (event.type === 'ticked') undescribed(place, 'html-500', 0);
    };
    expect((await takenDown(place, {}, seen)).outcome).toBe('deleted');
    expect(place.cloud.world.vpcs.size).toBe(0);
  });

  it('while it is at work: the events are followed to the end all the same', async () => {
    const place = await newPlace({ speed: 1 });
    let left = 0;
    const { result } = await deployed(place, {}, {}, (event) => {
      if (event.type !== 'ticked') return;
      place.cloud.clearFaults();
      left = event.progress.total - event.progress.done;
      if (left > 0) undescribed(place, 'html-500', 0);
    });
    expect(left).toBe(0);
    expect(result.outcome).toBe('created');
  });
});

function undescribed({ cloud }: Place, kind: 'html-500' | 'access-denied', skip: number): void {
  cloud.clearFaults();
  cloud.addFaults({ kind, service: 'cloudformation', action: 'DescribeStacks', skip });
}
