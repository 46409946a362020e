import type { DownResult } from '../../down.ts';
import { command } from '../command.ts';
import { awsOptions, loadConfiguration, portsFor, waitOption, yesOption } from '../options.ts';
import { wrap } from '../text/layout.ts';
import { duration } from '../text/time.ts';
import { downPlanText } from '../views/down-plan.ts';
import type { Paper } from '../views/view.ts';

/** Takes a stack away, losing nothing that was not meant to be lost. */
export const downCommand = command({
  name: 'down',
  describe: 'Take the stack away, losing nothing that was not meant to be lost',
  options: {
    ...awsOptions,
    ...yesOption,
    'lift-protection': {
      type: 'boolean',
      describe: 'Turn termination and deletion protection off first',
    },
    'purge-artifacts': {
      type: 'boolean',
      describe: 'Delete uploaded handlers that no other stack uses, and the bucket once it is empty',
    },
    ...waitOption,
  },
  examples: [['down --env dev', "shows what goes and what stays, and asks for the environment's name"]],
  async run(args, session) {
    const loaded = await loadConfiguration(args, session);
    const ports = await portsFor(loaded, session);
    const { down } = await session.useCases.down();
    const { environment, stackName } = loaded.config;
    const result = await session.follow(
      down(loaded, {
        ports,
        confirm: (plan) => {
          session.prompts.pause();
          session.say((paper) => `\n${downPlanText(plan, paper)}\n`);
          return session.prompts.typed(environment, `Type "${environment}" to delete this environment:`);
        },
        liftProtection: args['lift-protection'] ?? false,
        purgeArtifacts: args['purge-artifacts'] ?? false,
        wait: !args['no-wait'],
        signal: session.signal,
      }),
    );
    return session.result({ type: 'result', command: 'down', exitCode: 0, stackName, ...result }, (paper) =>
      downText(result, stackName, paper),
    );
  },
});

function downText(result: DownResult, stackName: string, { style, width }: Paper): string {
  const { outcome, left, milliseconds, account, region } = result;
  if (outcome === 'absent') {
    return [
      wrap(
        `There is no stack ${stackName} in account ${account}, region ${region}: nothing to delete.`,
        width(),
      ),
      ...left.map((what) => wrap(`Left: ${what}`, width(), '', '  ')),
    ].join('\n');
  }
  return [
    ...(left.length === 0 ? [] : ['Left, and yours to delete:']),
    ...left.map((what) => wrap(what, width(), '  - ', '    ')),
    `${style.good('✔')} ${style.bold(stackName)} is deleted ${style.dim(`(${duration(milliseconds)})`)}`,
  ].join('\n');
}
