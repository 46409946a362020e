import { expect, it } from 'vitest';
import { functionNetwork } from '../../src/deployment/function-network.ts';
import type { StackResource } from '../../src/deployment/stack.ts';
import { readTemplate } from '../../src/deployment/template.ts';
import { renderWebhookStack } from '../../templates/webhook-stack.ts';
import { loadedConfig } from '../support/engine.ts';

const template = readTemplate(renderWebhookStack(loadedConfig().config).document);
const GROUP: StackResource = {
  logicalId: 'NetworkFunctionGroup',
  resourceType: 'AWS::EC2::SecurityGroup',
  physicalId: 'sg-7',
  status: 'CREATE_COMPLETE',
};
const FUNCTION: StackResource = {
  logicalId: 'FunctionFunction',
  resourceType: 'AWS::Lambda::Function',
  physicalId: 'f-1',
  status: 'CREATE_COMPLETE',
};

it('finds the deployed function and the group that only it is in', () => {
  expect(functionNetwork(template, [GROUP, FUNCTION])).toEqual({ functionName: 'f-1', groupIds: ['sg-7'] });
});

it('knows what the function is attached to where all of that is there', () => {
  const subnets = ['NetworkSubnetA', 'NetworkSubnetB'].map((logicalId) => ({
    ...GROUP,
    logicalId,
    physicalId: logicalId,
  }));
  expect(functionNetwork(template, [GROUP, FUNCTION, ...subnets])?.declared).toEqual({
    subnetIds: ['NetworkSubnetA', 'NetworkSubnetB'],
    groupIds: ['sg-7'],
  });
});

it('still finds the group when the function is deleted: its interfaces may be left', () => {
  const gone = { ...FUNCTION, status: 'DELETE_COMPLETE' };
  expect(functionNetwork(template, [GROUP, gone])).toEqual({ functionName: undefined, groupIds: ['sg-7'] });
});

it('finds nothing where the group is gone, was not made, or no function is declared', () => {
  expect(functionNetwork(template, [{ ...GROUP, status: 'DELETE_COMPLETE' }, FUNCTION])).toBeUndefined();
  expect(functionNetwork(template, [])).toBeUndefined();
  expect(functionNetwork(readTemplate(undefined), [GROUP, FUNCTION])).toBeUndefined();
});
