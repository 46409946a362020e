import type { DownPlan } from '../../down.ts';
import { count, wrap } from '../text/layout.ts';
import { labelled, type Paper } from './view.ts';

/** What `down` will take away and what stays, as read from the deployed stack. */
export function downPlanText(plan: DownPlan, paper: Paper): string {
  const { style, width } = paper;
  const { stackName, environment, account, region, removed, kept, protections, webhookUrl } = plan;
  const services = new Map<string, string[]>();
  for (const { logicalId, resourceType } of removed) {
    const service = resourceType.split('::')[1] ?? resourceType;
    services.set(service, [...(services.get(service) ?? []), logicalId]);
  }
  return [
    `${wrap(`${style.bold('Plan')}  deletes the stack ${style.bold(stackName)}`, width(), '', '      ')}\n` +
      wrap(`environment ${environment}, account ${account}, region ${region}`, width(), '      '),
    removed.length === 0
      ? ''
      : `${style.bad('-')} removes ${count(removed.length, 'resource')}\n` +
        labelled(
          [...services].map(([service, ids]) => [service, ids.join(', ')] as const),
          paper,
          '  ',
        ),
    kept.length === 0
      ? ''
      : `${style.good('=')} keeps\n${kept.map(({ what, why }) => wrap(`${what}: ${why}`, width(), '  ', '    ')).join('\n')}`,
    protections.map((protection) => wrap(`${style.warn('!')} ${protection}`, width(), '', '  ')).join('\n'),
    webhookUrl === undefined
      ? ''
      : wrap(
          `${style.warn('!')} ${webhookUrl} stops answering; another deployment gets another URL.`,
          width(),
          '',
          '  ',
        ),
  ]
    .filter((section) => section !== '')
    .join('\n\n');
}
