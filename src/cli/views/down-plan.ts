import type { DownPlan } from '../../down.ts';
import { count, wrap } from '../text/layout.ts';
import { byService, labelled, type Paper } from './view.ts';

/** What `down` will take away and what stays, as read from the deployed stack. */
export function downPlanText(plan: DownPlan, paper: Paper): string {
  const { style, width } = paper;
  const { stackName, environment, account, region, removed, kept, protections, webhookUrl } = plan;
  return [
    `${wrap(`${style.bold('Plan')}  deletes the stack ${style.bold(stackName)}`, width(), '', '      ')}\n` +
      wrap(`environment ${environment}, account ${account}, region ${region}`, width(), '      '),
    removed.length === 0
      ? ''
      : `${style.bad('-')} removes ${count(removed.length, 'resource')}\n` +
        labelled(byService(removed), paper, '  '),
    kept.length === 0
      ? ''
      : `${style.good('=')} keeps\n${kept.map(({ what, why }) => wrap(`${what}: ${why}`, width(), '  ', '    ')).join('\n')}`,
    protections.map((protection) => wrap(`${style.warn('!')} ${protection}`, width(), '', '  ')).join('\n'),
    webhookUrl === undefined
      ? ''
      : wrap(
          `${style.warn('!')} The URL stops answering, and another deployment gets another: ${webhookUrl}`,
          width(),
          '',
          '  ',
        ),
  ]
    .filter((section) => section !== '')
    .join('\n\n');
}
