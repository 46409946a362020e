// Remedies can be followed: commands act where this program does, and no setting leads into the next error.
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/preflight/finding.ts';
import { loadedConfig } from '../support/engine.ts';
import { CASES } from './cases.ts';
import {
  database,
  fromDatabase,
  fromEndpoints,
  fromNetwork,
  fromSnapshot,
  fromStanding,
  lambda,
  PLACE,
} from './facts.ts';

const EVERY = Object.entries(CASES).map(([name, [bring]]) => [name, bring] as const);

/** Findings whose remedies must be other ones than usual. */
const CORNERS: readonly (readonly [string, () => readonly Finding[]])[] = [
  [
    'a version that is offered in Extended Support only',
    () => fromDatabase({ engineVersion: '8.4.10' }, { engineVersion: '8.0.43' }),
  ],
  ['a version with a name of its own', () => fromDatabase({}, { engineVersion: '8.0.46-rds.20260624' })],
  ['a version that no configuration takes', () => fromDatabase({}, { engineVersion: '5.7.44-rds.20260624' })],
  ['storage that starts higher', () => fromDatabase({}, { storage: { least: 100, most: 6144 } })],
  ['a snapshot as large as storage may become', () => fromSnapshot({ allocatedStorageGb: 100 })],
  ['a snapshot of a version that no configuration takes', () => fromSnapshot({ engineVersion: '9.1.2' })],
  ['a snapshot of a reserved user', () => fromSnapshot({ username: 'root' })],
  [
    'a database that autoscaling has made as large as it may become',
    () => fromStanding({ allocatedStorageGb: 40 }, { engineVersion: '8.4.10', allocatedStorageGb: 100 }),
  ],
  [
    'a database of 8.0',
    () =>
      fromStanding(
        { engineVersion: '8.0.40' },
        { engineVersion: '8.0.46', allocatedStorageGb: 20 },
        { engineVersion: '8.0', allocatedStorageGb: 20 },
      ),
  ],
];

describe('a command of a remedy', () => {
  it.each([...EVERY, ...CORNERS])(
    'acts in the region and with the profile of this program: %s',
    (_, bring) => {
      for (const command of commandsIn(bring())) {
        expect(command).toContain(`--region ${PLACE.region}`);
        expect(command).toContain(`--profile ${PLACE.profile}`);
      }
    },
  );

  it('is found at all', () => {
    expect(EVERY.flatMap(([, bring]) => commandsIn(bring())).length).toBeGreaterThan(10);
  });
});

describe('a setting that a remedy tells of', () => {
  it.each([...EVERY, ...CORNERS])('is one that the configuration takes: %s', (_, bring) => {
    for (const remedy of bring().flatMap(({ remedies }) => remedies)) {
      const input = withSettings(remedy);
      if (input === undefined) continue;
      expect(() => loadedConfig(input), remedy).not.toThrow();
    }
  });

  it('is found at all', () => {
    const remedies = EVERY.flatMap(([, bring]) => bring().flatMap((found) => found.remedies));
    expect(remedies.filter((remedy) => withSettings(remedy) !== undefined).length).toBeGreaterThan(7);
  });

  it('is not what is set already', () => {
    const [found] = fromDatabase({}, { engineVersion: '5.7.44-rds.20260624' });
    expect(found?.message).toContain('it does for 5.7 only');
    expect(found?.remedies).toEqual(['Choose another database.instanceClass: a newer generation.']);
  });

  it('says what Extended Support costs where it needs that', () => {
    const [found] = fromDatabase({}, { engineVersion: '8.0.46-rds.20260624' });
    expect(found?.remedies[0]).toMatch(/to "8\.0", and database\.extendedSupport to true: .*dollars/);
  });

  it('names subnets only where the configuration does', () => {
    const [found] = fromDatabase({}, { zones: ['c'] });
    expect(found?.remedies.join()).not.toContain('network.subnetIds');
  });
});

describe('a quota is asked to be', () => {
  const asked = (findings: readonly Finding[]) =>
    /--desired-value (\d+)/.exec(findings[0]?.remedies.join() ?? '')?.[1];

  it('what the reservation needs besides what stays unreserved', () => {
    expect(asked(lambda(950, 1000))).toBe('1050');
    expect(asked(lambda(950, { limit: 1000, unreserved: 700 }))).toBe('1350');
  });

  it('what the load needs besides what others have reserved', () => {
    expect(asked(lambda(undefined, 1000, 1200))).toBe('1200');
    expect(asked(lambda(undefined, { limit: 1000, unreserved: 300 }))).toBe('1200');
  });

  it('what every account gets in the end, where it has less and that is enough', () => {
    expect(asked(lambda(undefined, 10))).toBe('1000');
    expect(asked(lambda(1, 10))).toBe('1000');
  });
});

it.each([
  ['creating', /^Wait until/],
  ['copying', /^Wait until/],
  ['failed', /another snapshot/],
  ['deleting', /another snapshot/],
])('a snapshot that is %s', (status, remedy) => {
  expect(fromSnapshot({ status })[0]?.remedies[0]).toMatch(remedy);
});

it('an endpoint whose name leads nowhere else is not excused by another one', () => {
  const shut = { id: 'vpce-2', state: 'available', privateDns: true, groupIds: ['sg-2'] };
  const open = { id: 'vpce-1', state: 'available', privateDns: false, groupIds: ['sg-1'] };
  expect(fromEndpoints([open, shut], []).map(({ name }) => name)).toEqual(['endpoint-admits-nobody']);
});

it('a network that is as it should be has no remedy', () => {
  expect(fromNetwork({})).toEqual([]);
  expect(fromDatabase({ allocatedStorageGb: database.allocatedStorageGb })).toEqual([]);
});

function commandsIn(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap(({ remedies }) => remedies).filter((remedy) => /(^|[ `])aws [a-z]/.test(remedy));
}

/** A configuration with what a remedy sets; undefined for one that sets nothing. */
function withSettings(remedy: string): Record<string, Record<string, unknown>> | undefined {
  const settings = [...remedy.matchAll(/\b(database|function|network)\.(\w+) to ("[^"]+"|\d+|true|false)/g)];
  if (settings.length === 0) return undefined;
  const input: Record<string, Record<string, unknown>> = {};
  for (const [, section = '', key = '', value = ''] of settings) {
    input[section] = { ...input[section], [key]: JSON.parse(value) };
  }
  // Less than there was: what storage may become was set for more.
  if (remedy.includes(' or less')) Object.assign(input.database ?? {}, { maxAllocatedStorageGb: 65_536 });
  return input;
}
