import type { RecoverPlan } from '../../recover.ts';
import { causeText } from '../renderers/wording.ts';
import { count, wrap } from '../text/layout.ts';
import { byService, labelled, type Paper } from './view.ts';

/** What failed, why, and what `recover` will do about it. */
export function recoverPlanText(plan: RecoverPlan, paper: Paper): string {
  const { style, width } = paper;
  const { stackName, environment, account, region, status, meaning, causes, stuck, removed, kept } = plan;
  return [
    `${wrap(`${style.bold('Plan')}  ${doing(plan, style.bold(stackName))}`, width(), '', '      ')}\n` +
      `${wrap(`environment ${environment}, account ${account}, region ${region}`, width(), '      ')}\n` +
      wrap(`${status}: ${meaning}`, width(), '      '),
    section('What failed', causes, paper),
    section(
      plan.action === 'delete' ? 'What could not be deleted' : 'What then stopped the rollback',
      stuck,
      paper,
    ),
    removed.length === 0
      ? ''
      : `${style.bad('-')} removes ${count(removed.length, 'resource')}\n` +
        labelled(byService(removed), paper, '  '),
    kept.length === 0
      ? ''
      : `${style.good('=')} keeps\n${kept.map(({ what, why }) => wrap(`${what}: ${why}`, width(), '  ', '    ')).join('\n')}`,
    ...leftOut(plan).map((words) => wrap(`${style.warn('!')} ${words}`, width(), '', '  ')),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function section(title: string, causes: RecoverPlan['causes'], paper: Paper): string {
  return causes.length === 0
    ? ''
    : [`${title}:`, ...causes.map((cause) => causeText(cause, paper))].join('\n');
}

function doing({ action }: RecoverPlan, name: string): string {
  switch (action) {
    case 'continue-rollback':
      return `lets the rollback of ${name} go on`;
    case 'roll-back':
      return `takes ${name} back to its last version that worked`;
    case 'delete':
      return `deletes what is left of ${name}`;
  }
}

function leftOut({ skip, retain, force }: RecoverPlan): readonly string[] {
  return [
    ...skip.map(
      (logicalId) =>
        `Skips ${logicalId}: CloudFormation calls it restored without touching it. It may differ from the template until you mend it.`,
    ),
    ...retain.map(
      (logicalId) => `Leaves ${logicalId} alone: it goes on existing, in no stack, and may cost money.`,
    ),
    ...(force
      ? ['Leaves alone whatever cannot be deleted: it goes on existing, in no stack, and may cost money.']
      : []),
  ];
}
