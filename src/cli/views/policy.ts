import type { Config } from '../../config/schema.ts';
import type { Audience, PolicyResult } from '../../policy.ts';
import { count, unbroken, wrap } from '../text/layout.ts';
import type { Paper } from './view.ts';

const WHO: Readonly<Record<Audience, string>> = {
  deployer: 'whoever deploys',
  'service-role': "CloudFormation's service role",
  reader: 'whoever looks: status, events, logs, diff',
  requests: 'whoever reads what was received: open, requests, send',
};

/** What to do with a policy that was printed: beside it, so that the documents alone go into a file. */
export function policyHints(
  { audience, documents, sizes, permissions, unknown }: PolicyResult,
  printed: {
    readonly config: Pick<Config, 'stackName' | 'environment' | 'roleArn'>;
    readonly part: number | undefined;
    readonly trust: boolean;
  },
  { style, width }: Paper,
): string {
  const { config, part, trust } = printed;
  const say = (text: string) => wrap(text, width());
  if (trust) return `\n${say('The trust policy of the service role: only CloudFormation may take it.')}`;
  const size = sizes.map((each) => each.toLocaleString('en')).join(' and ');
  const lines = [
    `${style.bold(config.stackName)}: the policy for ${WHO[audience]}, ${count(permissions.length, 'permission', 'permissions')}, ${size} characters.`,
    ...(documents.length > 1 && part === undefined
      ? [
          `IAM takes 6,144 a document, so these are ${documents.length}: all of them belong to the same user or role. --part 1 prints the first alone.`,
        ]
      : []),
    ...unknown.map(
      (what) =>
        `* stands for the ${what}, which nothing names: --${what}, or "${what}" in the configuration, makes the policy narrower.`,
    ),
    ...(audience === 'deployer' && config.roleArn === undefined
      ? [
          'It may make roles of this stack and give them any permission. A service role ("roleArn") takes that, and most of the rest, away from people: --for service-role.',
        ]
      : []),
  ];
  const commands = trustAndRole(audience, config);
  return [
    '',
    ...lines.map(say),
    ...[...commands, ...creating(audience, config, documents.length)].map(indented),
  ].join('\n');

  function indented(line: string): string {
    return wrap(unbroken(line), width(), '  ');
  }
}

type Names = Pick<Config, 'stackName' | 'environment'>;

function trustAndRole(audience: Audience, { stackName, environment }: Names): readonly string[] {
  if (audience !== 'service-role') return [];
  return [
    `npx proxywebhook policy --env ${environment} --for service-role --trust > trust.json`,
    `aws iam create-role --role-name ${stackName}-cloudformation --assume-role-policy-document file://trust.json`,
  ];
}

/** What makes each document a managed policy; whom it is attached to is the user's. */
function creating(audience: Audience, { stackName, environment }: Names, count: number): readonly string[] {
  const whom = audience === 'deployer' ? '' : ` --for ${audience}`;
  return Array.from({ length: count }, (_, index) => (count === 1 ? '' : `${index + 1}`)).flatMap((part) => {
    const suffix = part === '' ? '' : `-${part}`;
    return [
      `npx proxywebhook policy --env ${environment}${whom}${part === '' ? '' : ` --part ${part}`} > policy${suffix}.json`,
      `aws iam create-policy --policy-name ${stackName}-${audience}${suffix} --policy-document file://policy${suffix}.json`,
    ];
  });
}
