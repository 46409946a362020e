import type { PurgePlan } from '../../deployment/purge-plan.ts';
import type { DownPlan } from '../../down.ts';
import { count, wrap } from '../text/layout.ts';
import { byService, labelled, type Paper } from './view.ts';

/** What `down` will take away and what stays, as read from the deployed stack. */
export function downPlanText(plan: DownPlan, paper: Paper): string {
  const { style, width } = paper;
  const { stackName, environment, account, region, removed, kept, protections, webhookUrl, purge } = plan;
  const what =
    removed.length === 0 && purge !== undefined
      ? `deletes artifacts of ${style.bold(stackName)}, which is gone`
      : `deletes the stack ${style.bold(stackName)}`;
  return [
    `${wrap(`${style.bold('Plan')}  ${what}`, width(), '', '      ')}\n` +
      wrap(`environment ${environment}, account ${account}, region ${region}`, width(), '      '),
    removed.length === 0
      ? ''
      : `${style.bad('-')} removes ${count(removed.length, 'resource')}\n` +
        labelled(byService(removed), paper, '  '),
    kept.length === 0
      ? ''
      : `${style.good('=')} keeps\n${kept.map(({ what, why }) => wrap(`${what}: ${why}`, width(), '  ', '    ')).join('\n')}`,
    purge === undefined ? '' : wrap(purgeWords(purge), width(), `${style.bad('-')} `, '  '),
    plan.freesNetworkOf === undefined
      ? ''
      : wrap(
          "About 10 minutes. The function leaves its network first, and serves no request from then on; Lambda may take up to 20 minutes to let go of the network's interfaces.",
          width(),
        ),
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

function purgeWords({ bucket, remove, keep, waitingFor, young, removesBucket }: PurgePlan): string {
  if (waitingFor.length > 0) {
    return `deletes no artifact from ${bucket}, unless ${waitingFor.join(', ')} has come to rest by then`;
  }
  const kept = [
    ...(keep.length === 0 ? [] : [`; keeps ${count(keep.length, 'artifact')} that other stacks run`]),
    ...(young.length === 0
      ? []
      : [`; keeps ${count(young.length, 'artifact')} uploaded within the last hour`]),
  ].join('');
  return `deletes ${count(remove.length, 'artifact')} from ${bucket}${removesBucket ? ', and the bucket' : kept}`;
}
