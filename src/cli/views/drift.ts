import type { DriftDifference, DriftedResource, DriftReport } from '../../deployment/drift-report.ts';
import type { Plan } from '../../deployment/plan.ts';
import { remedyText } from '../renderers/wording.ts';
import { count, wrap } from '../text/layout.ts';
import type { Paper } from './view.ts';

/** What CloudFormation found that lives otherwise than the deployed template says, and what nobody looked at. */
export function driftText(report: DriftReport, plan: Plan, paper: Paper): string {
  const { drifted, compared, incomplete } = report;
  const { style, width } = paper;
  const title =
    drifted.length === 0
      ? `${style.bold('Drift')}  none in the ${count(compared, 'resource')} that CloudFormation compared`
      : `${style.bold('Drift')}  ${drifted.length} of ${count(compared, 'resource')} that CloudFormation compared`;
  const parts = [
    [wrap(title, width(), '', '       '), ...drifted.map((it) => resourceText(it, paper))].join('\n'),
    incomplete === undefined
      ? ''
      : wrap(
          `${style.warn('!')} CloudFormation could not compare everything: ${incomplete}`,
          width(),
          '',
          '  ',
        ),
    notChecked(report, paper),
    wrap(
      "CloudFormation never compares the function's code, passwords, or what the template leaves open. Code, settings, pool and protection are compared without it: what differs is in the plan.",
      width(),
      `${style.dim('?')} `,
      '  ',
    ),
    whatNext(report, plan, paper),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function resourceText(
  { logicalId, resourceType, state, differences }: DriftedResource,
  paper: Paper,
): string {
  const { style, width } = paper;
  const sign = state === 'deleted' ? style.bad('-') : style.accent('~');
  const gone = state === 'deleted' ? style.bad(' is gone') : '';
  return [
    wrap(`${style.bold(logicalId)}${gone}  ${style.dim(resourceType)}`, width(), `${sign} `, '    '),
    ...differences.map((it) => wrap(`${it.property}  ${valuesText(it)}`, width(), '    ', '      ')),
  ].join('\n');
}

function valuesText({ change, should, is, secret }: DriftDifference): string {
  const hidden = secret ? ' (its value is not told)' : '';
  switch (change) {
    case 'added':
      return is === undefined ? `was added${hidden}` : `(none) → ${is}`;
    case 'removed':
      return should === undefined ? `was removed${hidden}` : `${should} → (none)`;
    case 'changed':
      return secret ? `was changed${hidden}` : `${should ?? '(none)'} → ${is ?? '(none)'}`;
  }
}

function notChecked({ notChecked: unchecked }: DriftReport, { style, width }: Paper): string {
  const failed = unchecked.filter(({ reason }) => reason !== undefined);
  const unsupported = unchecked.filter(({ reason }) => reason === undefined);
  const names = unsupported.map(({ logicalId, resourceType }) => `${logicalId} (${resourceType})`).join(', ');
  return [
    ...failed.map(({ logicalId, resourceType, reason }) =>
      wrap(`${logicalId} (${resourceType}): ${reason}`, width(), `${style.warn('!')} `, '  '),
    ),
    ...(unsupported.length === 0
      ? []
      : [wrap(`Not compared by CloudFormation: ${names}`, width(), `${style.dim('?')} `, '  ')]),
  ].join('\n');
}

/** What `up` brings back, and what it does not. */
function whatNext({ drifted }: DriftReport, { repairs = [], environment }: Plan, paper: Paper): string {
  if (drifted.length === 0) return '';
  const env = environment === 'default' ? '' : ` --env ${environment}`;
  const left = drifted.map((resource) => {
    const { logicalId, differences } = resource;
    const own = repairs.find((repair) => repair.logicalId === logicalId)?.differences ?? [];
    const mended = new Set(own.map(({ property }) => property));
    return { logicalId, differences, remaining: differences.filter((it) => !isMended(it, mended)) };
  });
  const names = left.flatMap(({ logicalId, differences, remaining }) => {
    if (differences.length > 0 && remaining.length === 0) return [];
    if (differences.length === remaining.length) return [logicalId];
    return [`${logicalId} (${remaining.map(({ property }) => property).join(', ')})`];
  });
  const someMended = left.some(({ differences, remaining }) => remaining.length < differences.length);
  const remedies = [
    ...(someMended ? [`\`npx proxywebhook up${env}\` brings back what is listed to repair.`] : []),
    ...(names.length === 0
      ? []
      : [
          `\`up\` does not bring back: ${names.join(', ')}. Change it back where it was changed, or take it into the configuration.`,
        ]),
  ];
  return remedies.map((remedy) => remedyText(remedy, paper)).join('\n');
}

/** Our own comparison names a variable without `Variables`, and a pool's setting alone. */
function isMended({ property }: DriftDifference, mended: ReadonlySet<string>): boolean {
  const names = property.split('.');
  const variable = property.replace(/^Environment\.Variables\./, 'Environment.');
  return [variable, names[0] ?? '', names.at(-1) ?? ''].some((name) => mended.has(name));
}
