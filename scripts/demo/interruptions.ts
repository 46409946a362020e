import type { Scene } from './scenes.ts';

const demo = ['--env', 'demo'];
const stacks = (status: string) => ({ 'proxywebhook-demo': status });
const up = ['up', ...demo, '--yes', '--skip-verify'];

const CTRL_C = '\u0003';
/** The database, which takes longest, below the plan. */
const WORKING = /to replace\.[\s\S]*DatabaseInstance/;
const OFFERED = /or d\? $/;

/** What interrupts a stack's life, and every way on from there, in order. */
export const INTERRUPTIONS: readonly Scene[] = [
  {
    title: 'A configuration for an environment',
    argv: ['init', ...demo, '--region', 'us-east-1', '--yes'],
    exitCode: 0,
    stacks: {},
    ends: /npx proxywebhook up --env demo$/,
  },
  {
    title: 'Ctrl-C while the stack is made: it is left to itself',
    argv: up,
    keys: [
      { when: WORKING, press: CTRL_C },
      { when: OFFERED, press: 'd' },
    ],
    withoutResources: true,
    exitCode: 130,
    stacks: stacks('CREATE_IN_PROGRESS'),
    ends: /Interrupted\. CloudFormation goes on with the creation .* `npx proxywebhook up --env demo`\.$/,
  },
  {
    title: 'The same command takes it up again, and then does its own',
    argv: up,
    withoutResources: true,
    exitCode: 0,
    stacks: stacks('CREATE_COMPLETE'),
    ends: /proxywebhook-demo: no changes .*$/,
  },
  {
    title: 'Ctrl-C while it is changed: the change is taken back',
    before: ({ edit }) => edit('config.demo.json', { database: { instanceClass: 'db.t4g.small' } }),
    argv: up,
    keys: [
      { when: WORKING, press: CTRL_C },
      { when: OFFERED, press: 'c' },
    ],
    withoutResources: true,
    exitCode: 130,
    stacks: stacks('UPDATE_ROLLBACK_COMPLETE'),
    ends: /Cancelled the deployment of proxywebhook-demo: it is as it was before .*$/,
  },
  {
    title: 'Ctrl-C twice: this command leaves at once',
    argv: up,
    keys: [
      { when: WORKING, press: CTRL_C },
      { when: OFFERED, press: CTRL_C },
    ],
    withoutResources: true,
    exitCode: 130,
    stacks: stacks('UPDATE_IN_PROGRESS'),
    ends: /Follow it to its end with the same command: npx proxywebhook up --env demo --yes --skip-verify$/,
  },
  {
    title: 'It is cancelled by a command of its own',
    argv: ['cancel', ...demo],
    typed: 'y',
    withoutResources: true,
    exitCode: 0,
    stacks: stacks('UPDATE_ROLLBACK_COMPLETE'),
    ends: /was taken back: UPDATE_ROLLBACK_COMPLETE .*$/,
  },
  {
    title: 'A change fails, and so does its rollback',
    before: async ({ cloud, edit }) => {
      await edit('config.demo.json', { database: undefined, function: { memoryMb: 512 } });
      const fault = { logicalId: 'FunctionFunction', operation: 'update' };
      await cloud.control('POST', 'resource-faults', {
        ...fault,
        reason: 'Resource handler returned message: "\'MemorySize\' value failed to satisfy constraint"',
        errorCode: 'InvalidRequest',
      });
      await cloud.control('POST', 'resource-faults', {
        ...fault,
        reason: 'The operation cannot be performed at this time. An update is in progress for resource.',
        errorCode: 'ResourceConflict',
      });
    },
    argv: up,
    withoutResources: true,
    exitCode: 4,
    stacks: stacks('UPDATE_ROLLBACK_FAILED'),
    ends: /recover --env demo`?\.?$/,
  },
  {
    title: 'The way out: what cannot be taken back is skipped by name',
    argv: ['recover', ...demo, '--skip', 'FunctionFunction'],
    typed: 'y',
    withoutResources: true,
    exitCode: 0,
    stacks: stacks('UPDATE_ROLLBACK_COMPLETE'),
    ends: /FunctionFunction was skipped: .* is back at its last version: UPDATE_ROLLBACK_COMPLETE .*$/,
  },
  {
    title: 'A slow goodbye: Lambda gives its network interfaces back when it likes',
    argv: ['down', ...demo],
    typed: 'demo',
    withoutResources: true,
    exitCode: 0,
    stacks: stacks('absent'),
    ends: /proxywebhook-demo is deleted .*$/,
  },
];
