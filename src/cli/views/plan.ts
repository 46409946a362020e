import type { RegulatingChain } from '../../config/regulating-chain.ts';
import type { Difference } from '../../deployment/live.ts';
import type { MonthlyCost, Plan } from '../../deployment/plan.ts';
import { causeText, remedyText } from '../renderers/wording.ts';
import { count, wrap } from '../text/layout.ts';
import { changesText, countOf } from './plan-changes.ts';
import { figures, type Paper } from './view.ts';

/** True where nothing at all would be done: not worth a plan. */
export function isIdlePlan(plan: Plan): boolean {
  const { action, upload, bucketToCreate, terminationProtection, createServiceLinkedRole, repairs, codeOf } =
    plan;
  const beside = [upload, bucketToCreate, terminationProtection, repairs, codeOf].some(
    (each) => each !== undefined,
  );
  const silent = plan.warnings.length === 0 && plan.findings.length === 0;
  return action === 'none' && !beside && !createServiceLinkedRole && silent;
}

/** A plan as people approve it: what would be done, most dangerous last, what it costs and what it can bear. */
export function planText(plan: Plan, paper: Paper): string {
  const { style, width } = paper;
  const goesOn = plan.action !== 'none' && plan.refused.length === 0;
  const sections = [
    heading(plan, paper),
    recreation(plan, paper),
    changesText(plan.changes, paper),
    before(plan, paper),
    plan.restoresFrom === undefined
      ? ''
      : wrap(
          `makes the database from the snapshot ${plan.restoresFrom}, then sets its password to the generated one`,
          width(),
          `${style.good('+')} `,
          '  ',
        ),
    plan.codeOf === undefined
      ? ''
      : wrap(
          `gives ${plan.codeOf} its new code, past the stack; the next \`up\` brings the stack in line`,
          width(),
          `${style.accent('~')} `,
          '  ',
        ),
    repairsText(plan, paper),
    goesOn ? costText(plan.cost, paper) : '',
    !goesOn ? '' : loadText(plan, paper),
    [...new Set([...plan.warnings, ...plan.regulatingChain.warnings])]
      .map((warning) => wrap(`${style.warn('!')} ${warning}`, width(), '', '  '))
      .join('\n'),
    lookedAhead(plan, paper),
    summary(plan, paper),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

/** What preflight found that stops nothing, and what it did not look at. */
function lookedAhead({ findings, skippedChecks }: Plan, { style, width }: Paper): string {
  return [
    ...findings.flatMap(({ severity, message, remedies }) => [
      wrap(`${severity === 'warning' ? style.warn('!') : style.dim('?')} ${message}`, width(), '', '  '),
      ...remedies.map((remedy) => remedyText(remedy, { style, width })),
    ]),
    ...(skippedChecks.length === 0
      ? []
      : [
          wrap(
            `${style.dim('?')} Not looked at, as told by --skip-preflight: ${skippedChecks.join(', ')}`,
            width(),
            '',
            '  ',
          ),
        ]),
  ].join('\n');
}

/** The regulating chain, and what it is. */
function loadText({ regulatingChain }: Plan, { style, width }: Paper): string {
  const chain = wrap(`${style.bold('Load')}  ${chainWords(regulatingChain)}`, width(), '', '      ');
  const means = 'The most that each link lets through: what is above waits, or is told to come again.';
  return `${chain}\n${wrap(style.dim(means), width(), '      ')}`;
}

/** The links that let load through, in one line. */
export function chainWords(chain: RegulatingChain): string {
  const { requestsPerSecond, environments, proxyConnections, databaseConnections } = chain;
  return (
    `${requestsPerSecond} requests/s → ${count(environments, 'execution environment')} at most → ` +
    `${proxyConnections} connections to the proxy → ` +
    (databaseConnections === 0 ? 'the database' : `${databaseConnections} connections to the database`)
  );
}

const ACTIONS: Readonly<Record<Plan['action'], string>> = {
  create: 'creates the stack',
  update: 'updates the stack',
  recreate: 'deletes what is left of the stack and makes it anew:',
  none: 'changes nothing in the stack',
};

function heading({ action, stackName, environment, account, region }: Plan, paper: Paper): string {
  const { style } = paper;
  const title = wrap(
    `${style.bold('Plan')}  ${ACTIONS[action]} ${style.bold(stackName)}`,
    paper.width(),
    '',
    '      ',
  );
  return `${title}\n${wrap(`environment ${environment}, account ${account}, region ${region}`, paper.width(), '      ')}`;
}

/** Why the stack that is there can only be deleted. */
function recreation({ recreate }: Plan, paper: Paper): string {
  if (recreate === undefined) return '';
  const why = wrap(`The stack that is there cannot be updated: ${recreate.why}.`, paper.width());
  return [why, ...recreate.causes.map((cause) => causeText(cause, paper))].join('\n');
}

/** What is done beside the stack's resources. */
function before(
  { bucketToCreate, upload, createServiceLinkedRole, terminationProtection }: Plan,
  { style, width }: Paper,
): string {
  const sign = style.good('+');
  return [
    createServiceLinkedRole ? 'makes the service-linked role AWSServiceRoleForRDS' : '',
    bucketToCreate === undefined ? '' : `makes the artifact bucket ${bucketToCreate}`,
    terminationProtection === undefined
      ? ''
      : `turns termination protection ${terminationProtection.to ? 'on' : 'off'}`,
    upload === undefined ? '' : `uploads the handler, ${kilobytes(upload.bytes)}, to ${upload.bucket}`,
  ]
    .filter((line) => line !== '')
    .map((line) => wrap(line, width(), `${sign} `, '  '))
    .join('\n');
}

/** What was changed by hand, and is brought back. */
function repairsText({ repairs = [] }: Plan, { style, width }: Paper): string {
  if (repairs.length === 0) return '';
  return [
    `${style.accent('↺')} repairs what was changed by hand`,
    ...repairs.flatMap(({ logicalId, resourceType, differences }) => [
      wrap(`${style.bold(logicalId)}  ${style.dim(resourceType)}`, width(), '  ', '    '),
      ...differences.map((difference) => wrap(differenceWords(difference), width(), '      ')),
    ]),
  ].join('\n');
}

/** What a property is and should be; the values of some are secret. */
export function differenceWords({ property, is, should }: Difference): string {
  if (is === undefined && should === undefined) return `${property} differs`;
  if (should === undefined) return `${property} is ${is}`;
  return property === 'Code'
    ? 'Code is another than was deployed'
    : `${property} is ${is}, should be ${should}`;
}

function costText({ lines, total }: MonthlyCost, paper: Paper): string {
  const usd = (amount: number) => amount.toFixed(2);
  const isUnknown = (what: string) => what.includes('not priced');
  const rows = [
    ...lines.map(({ what, usd: amount }) => [what, isUnknown(what) ? '?' : usd(amount)] as const),
    [lines.some(({ what }) => isUnknown(what)) ? 'total, at least' : 'total', usd(total)] as const,
  ];
  const title = `${paper.style.bold('Costs')} in US dollars a month of 730 hours, at us-east-1 prices, usage excluded`;
  return `${wrap(title, paper.width())}\n${figures(rows, paper)}`;
}

function summary({ action, changes, refused, repairs, codeOf }: Plan, { style, width }: Paper): string {
  const line =
    action === 'none'
      ? repairs === undefined
        ? codeOf === undefined
          ? 'No changes.'
          : 'No changes of the stack; 1 function to update.'
        : `No changes of the stack; ${count(repairs.length, 'resource')} to repair.`
      : changes.length === 0
        ? 'No resource changes; outputs, tags or settings of the stack do.'
        : countOf(changes);
  const counted = wrap(style.bold(line), width());
  if (refused.length === 0) return counted;
  const names = refused.map(({ logicalId }) => logicalId).join(', ');
  return `${counted}\n${wrap(`${style.bad('✖')} Refused unless named with --allow-replace: ${names}`, width(), '', '  ')}`;
}

function kilobytes(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
