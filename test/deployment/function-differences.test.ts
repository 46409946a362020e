import { expect, it } from 'vitest';
import type { Known } from '../../src/deployment/deployed-values.ts';
import { functionDifferences } from '../../src/deployment/function-differences.ts';
import type { FunctionState } from '../../src/deployment/ports.ts';

const LIVE: FunctionState = {
  codeSha256: '',
  subnetIds: [],
  groupIds: [],
  memoryMb: 256,
  timeoutSeconds: 20,
  handler: '',
  runtime: '',
  roleArn: '',
  description: '',
  environment: {},
  logFormat: 'Text',
  logGroup: '/aws/lambda/own',
  update: 'done',
};
const plain = (expression: unknown): Known =>
  typeof expression === 'string' ? { is: expression } : undefined;

it.each([
  [
    'the log group is not known',
    { LogFormat: 'JSON', LogGroup: { Ref: 'Unknown' } },
    { logFormat: 'JSON' },
    'JSON',
  ],
  ['there is no log group in the template', { LogFormat: 'JSON' }, { logFormat: 'JSON' }, 'JSON'],
  ['the format is not known', { LogFormat: { Ref: 'Unknown' }, LogGroup: 'g' }, { logGroup: 'g' }, 'g'],
  ['all is known', { LogFormat: 'JSON', LogGroup: 'g' }, { logFormat: 'JSON', logGroup: 'g' }, 'JSON g'],
])('logging is brought back to what is known, where %s', (_, LoggingConfig, settings, should) => {
  const found = functionDifferences({ LoggingConfig }, LIVE, plain);
  expect(found.settings).toEqual(settings);
  expect(found.differences).toEqual([{ property: 'LoggingConfig', is: 'Text /aws/lambda/own', should }]);
});
