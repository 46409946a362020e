import type { Cloud } from './cloud.ts';

/** One command of the demo, and what must come of it. */
export interface Scene {
  /** Said above it. */
  readonly title: string;
  readonly argv: readonly string[];
  /** Typed at a terminal instead of giving `--yes`. */
  readonly typed?: string;
  /** Keys pressed at a terminal, in this order, each once the output has this. */
  readonly keys?: readonly Key[];
  /** What resources do is left out of the transcript: how far they got when a key was pressed is not the same twice. */
  readonly withoutResources?: boolean;
  readonly exitCode: number;
  /** Status of each stack afterwards, as the local cloud itself sees it; a stack that is not named is not looked at. */
  readonly stacks: Readonly<Record<string, string>>;
  /** The end of the output, white space collapsed; not looked at in JSON. */
  readonly ends: RegExp;
  /** How many lines of the output the transcript keeps; all unless told. */
  readonly keepLines?: number;
  /** What somebody, or AWS, does before. */
  readonly before?: (stage: Stage) => Promise<void>;
}

export interface Key {
  readonly when: RegExp;
  readonly press: string;
}

/** Where the demo plays: the local cloud, and a project folder. */
export interface Stage {
  readonly cloud: Cloud;
  /** Merges keys into a configuration of the project, as an editor would. */
  readonly edit: (file: string, keys: Readonly<Record<string, unknown>>) => Promise<void>;
  /** Copies a file of the repository into the project. */
  readonly copy: (file: string) => Promise<void>;
}

const demo = ['--env', 'demo'];
const example = ['--config', 'config.example.json'];

const NO_CAPACITY =
  'Cannot create a database instance because there are no Availability Zones with sufficient capacity for db.t4g.micro. Please try the request again at a later time. (Service: AmazonRDS; Status Code: 400; Error Code: InsufficientDBInstanceCapacity; Request ID: 00000000-0000-0000-0000-000000000000; Proxy: null)';

/** The life of two stacks, in order. */
export const SCENES: readonly Scene[] = [
  {
    title: 'A configuration for an environment',
    argv: ['init', ...demo, '--region', 'us-east-1', '--yes'],
    exitCode: 0,
    stacks: {},
    ends: /Wrote config\.demo\.json → Deploy it: npx proxywebhook up --env demo$/,
  },
  {
    title: 'The template it makes, offline',
    argv: ['synth', ...demo],
    exitCode: 0,
    stacks: {},
    ends: /\}$/,
    keepLines: 6,
  },
  {
    title: 'What would be deployed',
    argv: ['diff', ...demo, '--exit-code'],
    exitCode: 8,
    stacks: { 'proxywebhook-demo': 'absent' },
    ends: /\d+ to add, 0 to change, 0 to remove, 0 to replace\.$/,
  },
  {
    title: 'Deploy it',
    argv: ['up', ...demo],
    typed: 'y',
    exitCode: 0,
    stacks: { 'proxywebhook-demo': 'CREATE_COMPLETE' },
    ends: /WebhookUrl http:\/\/\S+$/,
  },
  {
    title: 'Again: nothing has changed',
    argv: ['up', ...demo, '--yes'],
    exitCode: 0,
    stacks: { 'proxywebhook-demo': 'CREATE_COMPLETE' },
    ends: /proxywebhook-demo: no changes .*WebhookUrl http:\/\/\S+$/,
  },
  {
    title: 'A change that is made in place',
    before: ({ edit }) => edit('config.demo.json', { api: { throttle: { ratePerSecond: 20, burst: 40 } } }),
    argv: ['up', ...demo, '--yes'],
    exitCode: 0,
    stacks: { 'proxywebhook-demo': 'UPDATE_COMPLETE' },
    ends: /proxywebhook-demo is updated .*WebhookUrl http:\/\/\S+$/,
  },
  {
    title: 'A change that would replace the database is refused',
    before: ({ edit }) => edit('config.demo.json', { database: { name: 'hooks' } }),
    argv: ['up', ...demo, '--yes'],
    exitCode: 9,
    stacks: { 'proxywebhook-demo': 'UPDATE_COMPLETE' },
    ends: /--allow-replace/,
  },
  {
    title: 'How it is',
    before: ({ edit }) => edit('config.demo.json', { database: undefined }),
    argv: ['status', ...demo],
    exitCode: 0,
    stacks: { 'proxywebhook-demo': 'UPDATE_COMPLETE' },
    ends: /proxywebhook-demo healthy .* Load .*$/,
  },
  {
    title: 'Somebody changes the password of the database',
    before: ({ cloud }) =>
      cloud.setTargets({
        state: 'UNAVAILABLE',
        reason: 'AUTH_FAILURE',
        description: 'Proxy does not have any registered credentials',
      }),
    argv: ['status', ...demo],
    exitCode: 7,
    stacks: { 'proxywebhook-demo': 'UPDATE_COMPLETE' },
    ends: /→ Check that the secret exists .* → Read the proxy log, .* in CloudWatch Logs\.$/,
  },
  {
    title: 'Another environment, and AWS has no capacity for its database',
    before: async ({ cloud, copy }) => {
      await cloud.setTargets({ state: 'AVAILABLE' });
      await copy('config.example.json');
      await cloud.failResource('DatabaseInstance', NO_CAPACITY);
    },
    argv: ['up', ...example, '--yes'],
    exitCode: 4,
    stacks: { 'proxywebhook-example': 'ROLLBACK_COMPLETE' },
    ends: /The creation of proxywebhook-example failed\. DatabaseInstance .* → The zone has no instance .* → Then deploy again: .*$/,
  },
  {
    title: 'What happened',
    argv: ['events', ...example],
    exitCode: 0,
    stacks: { 'proxywebhook-example': 'ROLLBACK_COMPLETE' },
    ends: /DatabaseInstance \(AWS::RDS::DBInstance\) .* → The zone has no instance of that class free: .*$/,
  },
  {
    title: 'Again: what the failed creation left is deleted first',
    argv: ['up', ...example, '--yes'],
    exitCode: 0,
    stacks: { 'proxywebhook-example': 'CREATE_COMPLETE' },
    ends: /proxywebhook-example is deployed anew .*WebhookUrl http:\/\/\S+$/,
  },
  {
    title: 'Take both away',
    argv: ['down', ...example, '--yes'],
    exitCode: 0,
    stacks: { 'proxywebhook-example': 'absent', 'proxywebhook-demo': 'UPDATE_COMPLETE' },
    ends: /proxywebhook-example is deleted .*$/,
  },
  {
    title: 'The other too, by its name',
    argv: ['down', ...demo],
    typed: 'demo',
    exitCode: 0,
    stacks: { 'proxywebhook-demo': 'absent' },
    ends: /proxywebhook-demo is deleted .*$/,
  },
];
