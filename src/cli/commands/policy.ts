import { ProxyWebhookError } from '../../errors.ts';
import type { Audience, PolicyResult } from '../../policy.ts';
import { command } from '../command.ts';
import { awsOptions, loadConfiguration } from '../options.ts';
import { policyHints } from '../views/policy.ts';

// Given here too, because the parser must not load what the use case loads.
const AUDIENCES = ['deployer', 'service-role', 'reader', 'requests'] as const satisfies readonly Audience[];

/** The IAM policy that is needed, as small as it can be: offline. */
export const policyCommand = command({
  name: 'policy',
  describe: 'Print the IAM policy that is needed, as small as it can be',
  options: {
    env: awsOptions.env,
    config: awsOptions.config,
    region: awsOptions.region,
    for: {
      type: 'string',
      choices: AUDIENCES,
      default: 'deployer',
      describe:
        'Whoever runs all commands, the service role (roleArn), who looks (status, events, logs, diff), or who reads requests (open, requests, send)',
    },
    account: {
      type: 'string',
      requiresArg: true,
      describe: 'The account, where the configuration names none; * stands for it otherwise',
    },
    part: {
      type: 'number',
      requiresArg: true,
      describe: 'Print this one alone where IAM takes the policy only as several documents',
    },
    trust: {
      type: 'boolean',
      describe: 'Print who may take the service role, its trust policy',
      conflicts: 'part',
    },
  },
  examples: [
    ['policy --env dev --part 1 > deployer-1.json', 'IAM takes 6,144 characters a document'],
    ['policy --env dev --for service-role', 'for CloudFormation; "roleArn" then names the role'],
    ['policy --env dev --for service-role --trust > trust.json', 'for aws iam create-role'],
    ['policy --env prod --for reader --json', 'with each permission and what needs it'],
  ],
  async run(args, session) {
    const loaded = await loadConfiguration(args, session);
    const { env } = session.surroundings;
    const audience = args.trust ? 'service-role' : (args.for as Audience);
    if (args.account !== undefined && !/^\d{12}$/.test(args.account)) {
      throw new ProxyWebhookError('usage', `--account takes 12 digits, not ${args.account}.`);
    }
    const { policy } = await session.useCases.policy();
    const made = policy(loaded.config, audience, {
      ...(args.account === undefined ? {} : { account: args.account }),
      region: loaded.config.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined),
    });
    const printed = args.trust && made.trust !== undefined ? [made.trust] : documentsOf(made, args.part);
    const exitCode = session.result({ type: 'result', command: 'policy', exitCode: 0, ...made }, () =>
      printed.map((each) => JSON.stringify(each, null, 2)).join('\n'),
    );
    session.say((paper) =>
      policyHints(made, { config: loaded.config, part: args.part, trust: args.trust ?? false }, paper),
    );
    return exitCode;
  },
});

function documentsOf({ documents }: PolicyResult, part: number | undefined): PolicyResult['documents'] {
  if (part === undefined) return documents;
  const chosen = documents[part - 1];
  if (chosen !== undefined) return [chosen];
  throw new ProxyWebhookError(
    'usage',
    `There is no part ${part}: the policy is ${documents.length} in all.`,
    {
      remedies: [`--part 1${documents.length === 1 ? '' : ` to --part ${documents.length}`}`],
    },
  );
}
