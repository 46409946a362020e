import { nearest } from '../config/nearest.ts';
import { ProxyWebhookError } from '../errors.ts';
import {
  CHECK_NAMES,
  type CheckName,
  entryOf,
  FINDING_NAMES,
  type FindingName,
  NEEDED,
} from './catalogue.ts';

/** What is left out on request. */
export interface Skipped {
  readonly checks: readonly CheckName[];
  readonly findings: readonly FindingName[];
}

export const NOTHING_SKIPPED: Skipped = { checks: [], findings: [] };

/** Names of checks that may be left out. */
export const SKIPPABLE: readonly CheckName[] = CHECK_NAMES.filter((name) => !NEEDED.includes(name));

/** Of findings: but for those without which there is no plan. */
const SKIPPABLE_FINDINGS: readonly FindingName[] = FINDING_NAMES.filter((name) => {
  const { check, severity } = entryOf(name);
  return !(NEEDED.includes(check) && severity === 'error');
});

/** Whether a finding can be left out by its name. */
export function isSkippable(name: string): boolean {
  return (SKIPPABLE_FINDINGS as readonly string[]).includes(name);
}

/** Reads what `--skip-preflight` was given: names of checks or findings; none at all is all. Throws `usage`. */
export function readSkipped(names: readonly string[]): Skipped {
  if (names.length === 0) return { checks: SKIPPABLE, findings: [] };
  const given = [...new Set(names.flatMap((name) => name.split(',')).filter((name) => name !== ''))];
  for (const name of given) refuse(name);
  return {
    checks: SKIPPABLE.filter((name) => given.includes(name)),
    findings: SKIPPABLE_FINDINGS.filter((name) => given.includes(name)),
  };
}

function refuse(name: string): void {
  const known: readonly string[] = [...SKIPPABLE, ...SKIPPABLE_FINDINGS];
  if (known.includes(name)) return;
  if (([...NEEDED, ...FINDING_NAMES] as readonly string[]).includes(name)) {
    throw new ProxyWebhookError(
      'usage',
      `--skip-preflight cannot leave out ${name}: the plan is made of it.`,
      {
        remedies: [`What can be left out: ${SKIPPABLE.join(', ')}, or one finding by its name`],
      },
    );
  }
  const meant = nearest(name, known);
  throw new ProxyWebhookError('usage', `--skip-preflight knows no ${name}.`, {
    remedies: [
      ...(meant === undefined ? [] : [`Did you mean ${meant}?`]),
      `There are ${SKIPPABLE.join(', ')}, and each finding by its name: docs/preflight.md`,
    ],
  });
}
