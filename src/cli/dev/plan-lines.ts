import type { Plan, PlannedChange } from '../../deployment/plan.ts';
import { count, wrap } from '../text/layout.ts';
import type { Paper } from '../views/view.ts';

/** What is about to be made for the first time, and what it would cost elsewhere. */
export function firstPlanText({ changes, cost }: Plan, { style, width }: Paper): string {
  const what = `${count(changes.length, 'resource')} to make; on AWS about $${cost.total.toFixed(2)} a month`;
  return wrap(`${style.good('✔')} Planned: ${what}`, width(), '', '  ');
}

/** What an update changes, one line a resource. */
export function changesText({ changes }: Plan, { style, width }: Paper): string {
  if (changes.length === 0) return `${style.good('✔')} Planned: nothing changes`;
  return changes
    .map((change) => wrap(`${SIGNS[change.kind]} ${describe(change)}`, width(), '', '    '))
    .join('\n');
}

const SIGNS: Readonly<Record<PlannedChange['kind'], string>> = {
  add: '+',
  change: '~',
  replace: '±',
  remove: '-',
};

function describe({ logicalId, properties, kind, conditional }: PlannedChange): string {
  const what = properties.length === 0 ? '' : `: ${properties.join(', ')}`;
  const maybe = kind === 'replace' && conditional ? ' (may be replaced)' : '';
  return `${logicalId}${what}${maybe}`;
}
