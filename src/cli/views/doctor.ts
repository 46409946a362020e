import type { Check, DoctorReport } from '../../doctor.ts';
import { remedyText } from '../renderers/wording.ts';
import { count, wrap } from '../text/layout.ts';
import type { Paper } from './view.ts';

const AREAS: Readonly<Record<Check['area'], string>> = {
  machine: 'This machine',
  configuration: 'Configuration',
  credentials: 'Credentials',
  permissions: 'Permissions',
  preflight: 'What AWS would refuse',
  stack: 'The stack',
  live: 'A call',
};

/** What was looked at, area by area, each line with its remedies; the count comes last. */
export function doctorText({ checks }: DoctorReport, paper: Paper): string {
  const { style, width } = paper;
  const areas = (Object.keys(AREAS) as Check['area'][]).flatMap((area) => {
    const lines = checks.filter((check) => check.area === area);
    return lines.length === 0
      ? []
      : [`${style.bold(AREAS[area])}\n${lines.map((check) => checkText(check, paper)).join('\n')}`];
  });
  return [...areas, wrap(style.bold(summary(checks)), width())].join('\n\n');
}

function checkText({ state, message, remedies }: Check, { style, width }: Paper): string {
  const sign = {
    ok: style.good('✔'),
    warn: style.warn('!'),
    fail: style.bad('✖'),
    'not-checked': style.dim('?'),
  };
  return [
    wrap(message, width(), `  ${sign[state]} `, '    '),
    ...remedies.map((remedy) =>
      remedyText(remedy, { style, width: () => narrower(width()) })
        .split('\n')
        .map((line) => `  ${line}`)
        .join('\n'),
    ),
  ].join('\n');
}

function narrower(width: number | undefined): number | undefined {
  return width === undefined ? undefined : width - 2;
}

function summary(checks: readonly Check[]): string {
  const number = (state: Check['state']) => checks.filter((check) => check.state === state).length;
  const [fails, warns, open] = [number('fail'), number('warn'), number('not-checked')];
  const rest = [
    ...(warns === 0 ? [] : [count(warns, 'warning')]),
    ...(open === 0 ? [] : [`${open} not checked`]),
  ];
  const first = fails === 0 ? 'Nothing fails' : `${count(fails, 'thing')} to mend`;
  return `${[first, ...rest].join(', ')}.`;
}
