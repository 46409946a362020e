import type { CancelPlan, CancelResult } from '../../cancel.ts';
import { command } from '../command.ts';
import { awsOptions, loadConfiguration, portsFor, yesOption } from '../options.ts';
import { wrap } from '../text/layout.ts';
import { duration } from '../text/time.ts';
import type { Paper } from '../views/view.ts';

/** Stops the operation that runs on a stack, and follows to the end of that. */
export const cancelCommand = command({
  name: 'cancel',
  describe: 'Stop what runs: an update is rolled back, a first creation deleted',
  options: { ...awsOptions, ...yesOption },
  examples: [['cancel --env dev', 'says what runs and what stopping it means, asks, follows to the end']],
  async run(args, session) {
    const loaded = await loadConfiguration(args, session);
    const ports = await portsFor(loaded, session);
    const { cancel } = await session.useCases.cancel();
    const { stackName } = loaded.config;
    const result = await session.follow(
      cancel(loaded, {
        ports,
        confirm: (plan) => {
          session.prompts.pause();
          session.say((paper) => `\n${cancelPlanText(plan, paper)}\n`);
          return session.prompts.confirm('Stop it?');
        },
        signal: session.signal,
      }),
    );
    return session.result({ type: 'result', command: 'cancel', exitCode: 0, stackName, ...result }, (paper) =>
      cancelText(result, stackName, paper),
    );
  },
});

/** What stopping an operation means, before it is agreed to. */
export function cancelPlanText({ action, stackName, status }: CancelPlan, { style, width }: Paper): string {
  const [does, means] =
    action === 'delete'
      ? [
          `deletes the stack ${style.bold(stackName)}`,
          `It is being created for the first time (${status}): CloudFormation cannot cancel that, so what was made so far is deleted.`,
        ]
      : [
          `rolls the update of ${style.bold(stackName)} back`,
          `What the update changed so far (${status}) is taken back; the webhook works meanwhile.`,
        ];
  return [wrap(`${style.bold('Plan')}  ${does}`, width(), '', '      '), wrap(means, width(), '      ')].join(
    '\n',
  );
}

function cancelText(
  { outcome, status, left, milliseconds }: CancelResult,
  name: string,
  { style, width }: Paper,
): string {
  const took = style.dim(`(${duration(milliseconds)})`);
  switch (outcome) {
    case 'nothing':
      return wrap(`Nothing runs on ${name} (${status}): there is nothing to cancel.`, width());
    case 'rolled-back':
      return wrap(
        `${style.good('✔')} The operation on ${style.bold(name)} was taken back: ${status} ${took}`,
        width(),
        '',
        '  ',
      );
    case 'deleted':
      return [
        ...(left.length === 0 ? [] : ['Left, and yours to delete:']),
        ...left.map((what) => wrap(what, width(), '  - ', '    ')),
        wrap(
          `${style.good('✔')} The creation of ${style.bold(name)} was stopped, and what it made is deleted ${took}`,
          width(),
          '',
          '  ',
        ),
      ].join('\n');
  }
}
