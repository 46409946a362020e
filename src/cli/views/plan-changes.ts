import type { PlannedChange } from '../../deployment/plan.ts';
import type { PropertyValue } from '../../deployment/property-values.ts';
import { detailWords } from '../renderers/wording.ts';
import { count, pad, wrap } from '../text/layout.ts';
import { visible } from '../text/visible.ts';
import { byService, labelled, type Paper } from './view.ts';

/** More additions than these are listed by service, not line by line. */
const ADDITIONS_LISTED = 8;

/** What becomes of each resource, most dangerous last. */
export function changesText(changes: readonly PlannedChange[], paper: Paper): string {
  return GROUPS.map((group) => {
    const of = changes.filter(group.holds);
    return of.length === 0
      ? ''
      : group === ADD && of.length > ADDITIONS_LISTED
        ? many(of, paper)
        : listed(of, group, paper);
  })
    .filter((text) => text !== '')
    .join('\n\n');
}

/** How many of each, in one line. */
export function countOf(changes: readonly PlannedChange[]): string {
  const numbers = GROUPS.map(({ holds, total }) => ({ number: changes.filter(holds).length, total }));
  return `${numbers.flatMap(({ number, total }) => (number === 0 && total === MAYBE.total ? [] : [`${number} ${total}`])).join(', ')}.`;
}

interface Group {
  readonly sign: string;
  readonly verb: string;
  /** In the line that counts them. */
  readonly total: string;
  readonly paint: 'good' | 'accent' | 'bad' | 'warn';
  readonly holds: (change: PlannedChange) => boolean;
  /** Below the resources. */
  readonly note?: string;
}

const ADD: Group = {
  sign: '+',
  verb: 'adds',
  total: 'to add',
  paint: 'good',
  holds: ({ kind }) => kind === 'add',
};
const MAYBE: Group = {
  sign: '±',
  verb: 'may replace',
  total: 'may be replaced',
  paint: 'warn',
  holds: ({ kind, conditional }) => kind === 'replace' && conditional,
  note: 'CloudFormation decides while it runs whether it replaces; guarded as if it did.',
};
const GROUPS: readonly Group[] = [
  ADD,
  { sign: '~', verb: 'changes', total: 'to change', paint: 'accent', holds: ({ kind }) => kind === 'change' },
  { sign: '-', verb: 'removes', total: 'to remove', paint: 'bad', holds: ({ kind }) => kind === 'remove' },
  {
    sign: '±',
    verb: 'replaces',
    total: 'to replace',
    paint: 'bad',
    holds: ({ kind, conditional }) => kind === 'replace' && !conditional,
  },
  MAYBE,
];

function many(added: readonly PlannedChange[], paper: Paper): string {
  return `${paper.style.good('+')} adds ${count(added.length, 'resource')}\n${labelled(byService(added), paper, '  ')}`;
}

function listed(
  of: readonly PlannedChange[],
  { sign, verb, paint, note }: Group,
  { style, width }: Paper,
): string {
  const ids = Math.max(...of.map(({ logicalId }) => logicalId.length));
  const lines = of.flatMap((change) => [
    wrap(
      `${style.bold(pad(change.logicalId, ids))}  ${style.dim(change.resourceType)}`,
      width(),
      '  ',
      '    ',
    ),
    ...propertyLines(change).map((line) => wrap(line, width(), '      ', '        ')),
    ...(change.interruption === undefined
      ? []
      : [wrap(change.interruption, width(), `      ${style.warn('!')} `, '        ')]),
  ]);
  return [
    `${style[paint](sign)} ${verb} ${count(of.length, 'resource')}`,
    ...lines,
    ...(note === undefined ? [] : [wrap(note, width(), '  ')]),
  ].join('\n');
}

/** A line for each value that is known; the names of the other properties in one. */
function propertyLines({ kind, properties, values = [] }: PlannedChange): readonly string[] {
  if (kind === 'add' || kind === 'remove') return [];
  const told = new Set(values.map(({ property }) => property.split('.')[0]));
  const names = properties.filter((property) => !told.has(property)).join(', ');
  return [...values.map(valueWords), ...(names === '' ? [] : [names])];
}

/** `MemorySize 256 → 512`; only the name where the values are not told. */
function valueWords({ property, before, after }: PropertyValue): string {
  if (before === undefined && after === undefined) return property;
  const [was, willBe] = [before, after].map((text) =>
    text === undefined ? 'not set' : text === '' ? '""' : visible(detailWords(text)),
  );
  return `${property} ${was} → ${willBe}`;
}
