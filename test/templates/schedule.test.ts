import { expect, it } from 'vitest';
import { rendered } from './rendered.ts';

const stack = rendered();

it('every hour the function is invoked for retention', () => {
  expect(stack.properties('ScheduleRule')).toMatchObject({
    ScheduleExpression: 'rate(1 hour)',
    Targets: [{ Arn: { 'Fn::GetAtt': ['FunctionFunction', 'Arn'] }, Input: '{"proxywebhook":"maintain"}' }],
  });
});

it('only this rule may do so', () => {
  expect(stack.properties('SchedulePermission')).toMatchObject({
    Principal: 'events.amazonaws.com',
    SourceArn: { 'Fn::GetAtt': ['ScheduleRule', 'Arn'] },
  });
});
