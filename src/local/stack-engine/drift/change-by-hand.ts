import type { Engine } from '../engine.ts';
import { isObject, type Properties } from '../json.ts';
import { liveResource } from '../live-resource.ts';

/**
 * Changes what lives past its stack, as somebody in the console does: one property by its path (`/Tags/0/Value`; without a value
 * it is taken away), or the whole resource. `unreadable` makes drift detection fail for it instead. Throws TypeError for what is
 * none of these, RangeError for a resource that is not there.
 */
export function changeByHand(engine: Engine, change: Properties): void {
  const { logicalId, property, value, deleted, unreadable } = change;
  if (typeof logicalId !== 'string') throw new TypeError('logicalId says which resource is changed');
  const instance = engine.stacks
    .map(({ resources }) => resources.get(logicalId)?.instance)
    .findLast((each) => each !== undefined);
  const live = instance && liveResource(engine.world, instance);
  if (live === undefined) throw new RangeError(`there is no resource ${logicalId}`);
  if (typeof unreadable === 'string') {
    engine.unreadable.set(logicalId, unreadable);
  } else if (deleted === true) {
    live.remove();
  } else if (typeof property === 'string' && property !== '') {
    const path = property.split('/').filter((name) => name !== '');
    live.change(changed(live.properties, path, value) as Properties);
  } else {
    throw new TypeError('property, deleted or unreadable says what happens to it');
  }
}

function changed(from: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  if (Array.isArray(from)) return from.with(Number(name), changed(from[Number(name)], rest, value));
  const { [name]: before, ...others } = isObject(from) ? from : {};
  const after = changed(before, rest, value);
  return after === undefined ? others : { ...others, [name]: after };
}
