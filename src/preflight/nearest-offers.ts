import { nearest } from '../config/nearest.ts';
import { ENGINE_VERSION } from '../config/schema.ts';

/**
 * At most three settings of a version near a wanted one: of the same major version first, newest first. One that the
 * configuration does not take by its name (8.0.46-rds.20260624) stands as its major version; the wanted one is none.
 */
export function nearestVersions(wanted: string, offered: readonly string[]): readonly string[] {
  const major = majorOf(wanted);
  const settings = offered
    .toSorted((a, b) => Number(majorOf(b) === major) - Number(majorOf(a) === major) || compareVersions(b, a))
    .map((version) => (ENGINE_VERSION.test(version) ? version : majorOf(version)))
    .filter((version) => ENGINE_VERSION.test(version) && version !== wanted);
  return [...new Set(settings)].slice(0, 3);
}

/** By their numbers; what follows them counts for nothing. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => version.split(/[.-]/).map(Number));
  for (let at = 0; at < 3; at += 1) {
    const difference = (a?.[at] || 0) - (b?.[at] || 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether a wanted version is older than one that there is; a major version stands for all of its minors. */
export function isOlder(wanted: string, version: string): boolean {
  return wanted.split('.').length > 2
    ? compareVersions(wanted, version) < 0
    : compareVersions(wanted, majorOf(version)) < 0;
}

/** The first two numbers of a MySQL version. */
export function majorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

/** At most three classes near a wanted one: what it may be a misspelling of, then those of like family and size. */
export function nearestClasses(wanted: string, offered: readonly string[]): readonly string[] {
  const classes = [...new Set(offered)];
  const meant = nearest(wanted, classes);
  const near = classes.toSorted((a, b) => unlikeness(wanted, a) - unlikeness(wanted, b) || (a < b ? -1 : 1));
  return [...new Set([...(meant === undefined ? [] : [meant]), ...near])].slice(0, 3);
}

/** 0 for the same class. Another size weighs more than another generation, another kind (t, m, r) more than both. */
function unlikeness(one: string, other: string): number {
  const [[, family = '', size = ''], [, otherFamily = '', otherSize = '']] = [
    one.split('.'),
    other.split('.'),
  ];
  const kind = family === otherFamily ? 0 : family.charAt(0) === otherFamily.charAt(0) ? 1 : 4;
  const [from, to] = [SIZES.indexOf(size), SIZES.indexOf(otherSize)];
  return kind + (from < 0 || to < 0 ? SIZES.length : Math.abs(from - to) * 2);
}

const SIZES = [
  'micro',
  'small',
  'medium',
  'large',
  'xlarge',
  '2xlarge',
  '4xlarge',
  '8xlarge',
  '12xlarge',
  '16xlarge',
  '24xlarge',
];
