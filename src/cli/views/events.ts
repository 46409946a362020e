import type { RootCause } from '../../deployment/events.ts';
import type { History, HistoryEvent, Operation } from '../../history.ts';
import { causeText, isEcho, statusWords } from '../renderers/wording.ts';
import { count, pad, table, wrap } from '../text/layout.ts';
import { duration, moment, timeOfDay } from '../text/time.ts';
import type { Paper } from './view.ts';

/** What happened to a stack, oldest first, and why: causes with their remedies stand last. */
export function eventsText(history: History, paper: Paper): string {
  const { stackName, status, account, region, operations } = history;
  const { style, width } = paper;
  const title = `${style.bold(stackName)}  ${status}\n${wrap(`account ${account}, region ${region}`, width())}`;
  if (operations.length === 0) return `${title}\n\nNothing has happened yet.`;
  return [title, ...operations.map((operation) => operationText(operation, paper))].join('\n\n');
}

function operationText(operation: Operation, paper: Paper): string {
  const { style, width } = paper;
  const { kind, result, startedAt, milliseconds, events, cancelled } = operation;
  const took = milliseconds === undefined ? '' : `, took ${duration(milliseconds)}`;
  const rows = events.filter(isNews).map(({ at, logicalId, resourceType, status, reason }) => {
    const { words, outcome } = statusWords(status, reason);
    const failed = outcome === 'failed' && !isEcho(reason);
    const said = resourceType === 'AWS::CloudFormation::Stack' ? status : words;
    const told = reason === undefined || ROUTINE.test(reason) || isEcho(reason) ? '' : reason;
    return [timeOfDay(new Date(at)), failed ? style.bad(said) : said, logicalId, told];
  });
  const paragraphs = [
    ...operation.causes.map((cause) => causeText(cause, paper)),
    ...(cancelled === 0
      ? []
      : [`${count(cancelled, 'other resource was', 'other resources were')} cancelled because of that.`]),
    ...titled('What kept the rollback from ending', operation.rollbackFailures, paper),
    ...titled('What could not be deleted afterwards; it stays and may cost', operation.leftBehind, paper),
  ];
  return [
    wrap(`${style.bold(`${kind} ${result.replace('-', ' ')}`)}, began ${moment(startedAt)}${took}`, width()),
    narrow(width())
      ? rows.map((row) => eventLines(row, width())).join('\n')
      : table(rows, { width: width(), indent: '  ' }),
    ...(paragraphs.length === 0 ? [] : ['', ...paragraphs]),
  ].join('\n');
}

// Four columns do not fit: the reason goes below its event.
function narrow(width: number | undefined): boolean {
  return width !== undefined && width < 110;
}

function eventLines(
  [at = '', words = '', logicalId = '', reason = '']: readonly string[],
  width: number | undefined,
): string {
  const head = wrap(`${at}  ${pad(words, 8)}  ${logicalId}`, width, '  ', '            ');
  return reason === '' ? head : `${head}\n${wrap(reason, width, '            ')}`;
}

function titled(title: string, causes: readonly RootCause[], paper: Paper): readonly string[] {
  return causes.length === 0 ? [] : [`${title}:`, ...causes.map((cause) => causeText(cause, paper))];
}

// CloudFormation tells each start twice: the second time with the physical id.
function isNews({ reason = '', status }: HistoryEvent): boolean {
  return !(status.endsWith('_IN_PROGRESS') && /^Resource \w+ initiated$/i.test(reason));
}

const ROUTINE = /^User Initiated$/i;
