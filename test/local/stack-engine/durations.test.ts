import { expect, it } from 'vitest';
import { typicalDurations } from '../../../src/local/stack-engine/durations.ts';

it.each([
  ['AWS::RDS::DBInstance', 'create', 446_250, 892_500],
  ['AWS::ApiGatewayV2::Route', 'create', 750, 1_500],
  ['AWS::Scheduler::Schedule', 'delete', 1_500, 3_000],
] as const)('%s takes what is typical to %s, more or less', (type, verb, least, most) => {
  expect(typicalDurations(() => 0)(type, verb)).toBe(least);
  expect(typicalDurations(() => 1)(type, verb)).toBe(most);
});
