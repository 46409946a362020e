import { expect, it } from 'vitest';
import { logGroup, openEngine } from './driver.ts';

it('tells of each resource before it counts as complete, and waits', async () => {
  const told: string[] = [];
  let release: () => void = () => {};
  const driver = openEngine({
    onResource: async (type, phase, { logicalId, physicalId, properties }) => {
      told.push(`${phase} ${logicalId} ${type} ${JSON.stringify(properties)} ${physicalId !== ''}`);
      if (phase === 'create') {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      }
      return undefined;
    },
  });
  await driver.begin('CREATE', { resources: { A: logGroup({ RetentionInDays: 1 }) } });
  await driver.settle();
  expect(await driver.told('A')).not.toContain('A CREATE_COMPLETE');
  release();
  await driver.settle();
  expect(await driver.told('A')).toContain('A CREATE_COMPLETE');
  await driver.update({ resources: { A: logGroup({ RetentionInDays: 7 }) } });
  await driver.remove();
  expect(told).toEqual([
    'create A AWS::Logs::LogGroup {"RetentionInDays":1} true',
    'update A AWS::Logs::LogGroup {"RetentionInDays":7} true',
    'delete A AWS::Logs::LogGroup {"RetentionInDays":7} true',
  ]);
});

it('lets whoever is told give attributes of its own, which others then see', async () => {
  const driver = openEngine({
    onResource: async (type, phase) =>
      type === 'AWS::ApiGatewayV2::Api' && phase === 'create'
        ? { attributes: { ApiEndpoint: 'http://127.0.0.1:1234' } }
        : undefined,
  });
  const stack = await driver.create({
    resources: { Api: ['AWS::ApiGatewayV2::Api', { Name: 'a', ProtocolType: 'HTTP' }] },
    outputs: { Url: { Value: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] } } },
  });
  expect(stack.Outputs).toMatchObject([{ OutputValue: 'http://127.0.0.1:1234' }]);
});

it('fails the resource with what it throws, and reports it', async () => {
  const reported: unknown[] = [];
  const driver = openEngine({
    report: (error) => reported.push(error),
    onResource: () => Promise.reject(new Error('no database program')),
  });
  expect(await driver.create({ resources: { A: logGroup() } })).toMatchObject({
    StackStatus: 'ROLLBACK_FAILED',
  });
  expect((await driver.reasons('A')).join('\n')).toContain('no database program');
  expect(reported.length).toBeGreaterThan(0);
});
