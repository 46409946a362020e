import type { RegulatingChain } from '../../config/regulating-chain.ts';
import type { Difference } from '../../deployment/live.ts';
import type { MonthlyCost, Plan, PlannedChange } from '../../deployment/plan.ts';
import { causeText, remedyText } from '../renderers/wording.ts';
import { count, pad, wrap } from '../text/layout.ts';
import { byService, figures, labelled, type Paper } from './view.ts';

/** More additions than these are listed by service, not line by line. */
const ADDITIONS_LISTED = 8;

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
    additions(plan.changes, paper),
    ...(['change', 'remove', 'replace'] as const).map((kind) => listed(plan.changes, kind, paper)),
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
    !goesOn ? '' : wrap(`${style.bold('Load')}  ${chainWords(plan.regulatingChain)}`, width(), '', '      '),
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

function additions(changes: readonly PlannedChange[], paper: Paper): string {
  const added = changes.filter(({ kind }) => kind === 'add');
  if (added.length <= ADDITIONS_LISTED) return listed(changes, 'add', paper);
  return `${paper.style.good('+')} adds ${count(added.length, 'resource')}\n${labelled(byService(added), paper, '  ')}`;
}

const KINDS: Readonly<Record<PlannedChange['kind'], { readonly sign: string; readonly verb: string }>> = {
  add: { sign: '+', verb: 'adds' },
  change: { sign: '~', verb: 'changes' },
  remove: { sign: '-', verb: 'removes' },
  replace: { sign: '±', verb: 'replaces' },
};

function listed(
  changes: readonly PlannedChange[],
  kind: PlannedChange['kind'],
  { style, width }: Paper,
): string {
  const of = changes.filter((change) => change.kind === kind);
  if (of.length === 0) return '';
  const { sign, verb } = KINDS[kind];
  const paint = { add: style.good, change: style.accent, remove: style.bad, replace: style.bad }[kind];
  const ids = Math.max(...of.map(({ logicalId }) => logicalId.length));
  const lines = of.flatMap(({ logicalId, resourceType, properties, interruption, conditional }) => [
    wrap(
      `${style.bold(pad(logicalId, ids))}  ${style.dim(resourceType)}${conditional ? style.warn(' ?') : ''}`,
      width(),
      '  ',
      '    ',
    ),
    ...(properties.length === 0 || kind === 'add' || kind === 'remove'
      ? []
      : [wrap(properties.join(', '), width(), '      ')]),
    ...(interruption === undefined
      ? []
      : [wrap(interruption, width(), `      ${style.warn('!')} `, '        ')]),
  ]);
  const note = '? CloudFormation decides while it runs whether it replaces; counted as if it did.';
  return [
    `${paint(sign)} ${verb} ${count(of.length, 'resource')}`,
    ...lines,
    ...(of.some(({ conditional }) => conditional) ? [wrap(note, width(), '  ', '    ')] : []),
  ].join('\n');
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
  const number = (kind: PlannedChange['kind']) => changes.filter((change) => change.kind === kind).length;
  const [added, changed, removed, replaced] = [
    number('add'),
    number('change'),
    number('remove'),
    number('replace'),
  ];
  const line =
    action === 'none'
      ? repairs === undefined
        ? codeOf === undefined
          ? 'No changes.'
          : 'No changes of the stack; 1 function to update.'
        : `No changes of the stack; ${count(repairs.length, 'resource')} to repair.`
      : changes.length === 0
        ? 'No resource changes; outputs, tags or settings of the stack do.'
        : `${added} to add, ${changed} to change, ${removed} to remove, ${replaced} to replace.`;
  if (refused.length === 0) return style.bold(line);
  const names = refused.map(({ logicalId }) => logicalId).join(', ');
  return `${style.bold(line)}\n${wrap(`${style.bad('✖')} Refused unless named with --allow-replace: ${names}`, width(), '', '  ')}`;
}

function kilobytes(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
