import type { RecoverResult } from '../../recover.ts';
import { command } from '../command.ts';
import { awsOptions, loadConfiguration, portsFor, waitOption, yesOption } from '../options.ts';
import { remedyText } from '../renderers/wording.ts';
import { wrap } from '../text/layout.ts';
import { duration } from '../text/time.ts';
import { recoverPlanText } from '../views/recover-plan.ts';
import type { Paper } from '../views/view.ts';

const named = { type: 'string', array: true, requiresArg: true } as const;

/** The way out of a stack that CloudFormation left half way. */
export const recoverCommand = command({
  name: 'recover',
  describe: 'Get a stack that failed half way out of it: says why, asks, follows to the end',
  options: {
    ...awsOptions,
    ...yesOption,
    skip: {
      ...named,
      describe: 'Let a rollback go on without this logical ID, called restored untouched (repeatable)',
    },
    retain: {
      ...named,
      describe: 'Let a deletion leave this logical ID alone: it stays and may cost (repeatable)',
    },
    force: { type: 'boolean', describe: 'Let a deletion leave alone whatever cannot be deleted' },
    ...waitOption,
  },
  examples: [
    ['recover --env dev', 'says what failed and why, and goes on once the cause is gone'],
    ['recover --env dev --skip FunctionFunction', 'goes on with a rollback without one resource'],
    ['recover --env dev --retain NetworkSubnetA', 'deletes the rest of a stack that could not be deleted'],
  ],
  async run(args, session) {
    const loaded = await loadConfiguration(args, session);
    const ports = await portsFor(loaded, session);
    const { recover } = await session.useCases.recover();
    const { environment, stackName } = loaded.config;
    const result = await session.follow(
      recover(loaded, {
        ports,
        confirm: (plan) => {
          session.prompts.pause();
          session.say((paper) => `\n${recoverPlanText(plan, paper)}\n`);
          return plan.action === 'delete'
            ? session.prompts.typed(environment, `Type "${environment}" to delete what is left:`)
            : session.prompts.confirm('Go on?');
        },
        skip: args.skip ?? [],
        retain: args.retain ?? [],
        force: args.force ?? false,
        wait: !args['no-wait'],
        signal: session.signal,
      }),
    );
    return session.result(
      { type: 'result', command: 'recover', exitCode: 0, stackName, ...result },
      (paper) => recoverText(result, stackName, paper),
    );
  },
});

function recoverText(result: RecoverResult, name: string, paper: Paper): string {
  const { left, next } = result;
  return [
    ...(left.length === 0 ? [] : ['Left, and yours to look after:']),
    ...left.map((what) => wrap(what, paper.width(), '  - ', '    ')),
    wrap(outcomeWords(result, name, paper), paper.width(), '', '  '),
    ...next.map((remedy) => remedyText(remedy, paper)),
  ].join('\n');
}

function outcomeWords(
  { outcome, status, milliseconds }: RecoverResult,
  name: string,
  { style }: Paper,
): string {
  const took = style.dim(`(${duration(milliseconds)})`);
  switch (outcome) {
    case 'nothing':
      return `There is nothing to recover: ${name} is ${status}.`;
    case 'rolled-back':
      return `${style.good('✔')} ${style.bold(name)} is back at its last version: ${status} ${took}`;
    case 'deleted':
      return `${style.good('✔')} ${style.bold(name)} is deleted ${took}`;
  }
}
