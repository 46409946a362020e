import type { Engine } from '../engine.ts';
import { scopeOf } from '../resources/work.ts';
import type { Design, StackRecord } from '../stack-record.ts';
import { resolve } from '../template/resolve.ts';

/** The outputs of a stack as it is now. */
export function outputsOf(engine: Engine, stack: StackRecord, design: Design): StackRecord['outputs'] {
  const scope = scopeOf(engine, stack, design);
  return Object.entries(design.template.outputs).map(([key, { value, description }]) => ({
    key,
    value: String(resolve(value, scope)),
    ...(description === undefined ? {} : { description }),
  }));
}
