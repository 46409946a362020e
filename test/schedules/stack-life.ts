/** What a random stack has in it, what was done to it before, and what somebody else does to it: not through our engine. */
import type { StackStatus } from '../../src/deployment/stack.ts';
import { isDeployed } from '../../src/deployment/states.ts';
import type { ManualClock } from '../../src/local/clock.ts';
import type { StackEngine } from '../../src/local/stack-engine/cloudformation.ts';
import { trueStack } from './truth.ts';

export const NAME = 'schedule';
export type Operation = 'create' | 'update' | 'delete';

export function choose(status: StackStatus | undefined, random: () => number): Operation {
  if (status === undefined || status === 'DELETE_COMPLETE') return 'create';
  const updatable = isDeployed(status) || status === 'UPDATE_ROLLBACK_COMPLETE';
  return updatable && random() < 0.7 ? 'update' : 'delete';
}

/** Some wait for others; about half of them differ from turn to turn. */
export function template(size: number, turn: number): string {
  const entries = Array.from({ length: size }, (_, index) => {
    const needed = Array.from({ length: index }, (_unused, at) => at).filter(
      (at) => (at * 7 + index) % 3 === 0,
    );
    return [
      `R${index}`,
      {
        Type: 'AWS::Logs::LogGroup',
        Properties: { RetentionInDays: turn % 2 === index % 2 ? 7 : 30 },
        ...(needed.length === 0 ? {} : { DependsOn: needed.map((at) => `R${at}`) }),
      },
    ] as const;
  });
  return JSON.stringify({ Resources: Object.fromEntries(entries) });
}

/** One of the resources fails, three times of ten. */
export function injectFailure(
  engine: StackEngine,
  operation: Operation,
  size: number,
  random: () => number,
): void {
  if (random() >= 0.3) return;
  engine.injectFault({
    logicalId: `R${Math.floor(random() * size)}`,
    operation,
    reason: 'because of the seed',
    at: random() < 0.5 ? 'start' : 'end',
  });
}

/** Somebody begins an operation, and nobody follows it. */
export async function begin(
  engine: StackEngine,
  clock: ManualClock,
  operation: Operation,
  size: number,
  turn: number,
): Promise<void> {
  if (operation === 'delete') {
    await engine.call('DeleteStack', { StackName: NAME });
    return;
  }
  const ChangeSetName = `theirs-${turn}`;
  await engine.call('CreateChangeSet', {
    StackName: NAME,
    ChangeSetName,
    ChangeSetType: operation === 'create' ? 'CREATE' : 'UPDATE',
    TemplateBody: template(size, turn),
    Tags: [{ Key: 'turn', Value: `theirs-${turn}` }],
  });
  await clock.advance(5_000);
  await engine.call('ExecuteChangeSet', { StackName: NAME, ChangeSetName });
}

/** So many operations that others began and that have ended. */
export async function past(
  engine: StackEngine,
  clock: ManualClock,
  size: number,
  operations: number,
  random: () => number,
): Promise<void> {
  for (let turn = 0; turn < operations; turn += 1) {
    const operation = choose((await trueStack(engine))?.status, random);
    injectFailure(engine, operation, size, random);
    await begin(engine, clock, operation, size, turn);
    await settle(engine, clock);
    engine.clearFaults();
    await clock.advance(Math.floor(random() * 10_000));
  }
}

export async function settle(engine: StackEngine, clock: ManualClock): Promise<void> {
  const idle = engine.idle();
  await clock.runAll();
  await idle;
}
