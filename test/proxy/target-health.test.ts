import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Target } from '../../src/proxy/ports.ts';
import { type AssessmentContext, assessTargets, describeTarget } from '../../src/proxy/target-health.ts';

function target(words: string): Target {
  const [state = '', reason] = words.split(' ');
  return { id: 'db-1', state, ...(reason === undefined ? {} : { reason }) };
}

/** The verdict on targets, each given as `STATE` or `STATE REASON`, and the first remedy. */
function judged(words: readonly string[], context?: AssessmentContext): string {
  const { verdict, remedies } = assessTargets(words.map(target), context);
  return [verdict, remedies[0]].filter((part) => part !== undefined).join(': ');
}

const STATES = ['AVAILABLE', 'REGISTERING', 'UNAVAILABLE', 'UNUSED'];
const REASONS = [
  'UNREACHABLE',
  'CONNECTION_FAILED',
  'AUTH_FAILURE',
  'PENDING_PROXY_CAPACITY',
  'INVALID_REPLICATION_STATE',
  'PROMOTED',
];

describe('the health of targets', () => {
  it.each<[string, readonly string[], AssessmentContext | undefined, RegExp]>([
    ['a target that is available is healthy', ['AVAILABLE'], undefined, /^healthy$/],
    [
      'one is not enough when another is not',
      ['AVAILABLE', 'UNAVAILABLE AUTH_FAILURE'],
      undefined,
      /^unhealthy: /,
    ],
    ['one that waits keeps all waiting', ['AVAILABLE', 'REGISTERING'], undefined, /^pending: /],
    [
      'an unhealthy one outweighs one that waits',
      ['REGISTERING', 'UNAVAILABLE UNREACHABLE'],
      undefined,
      /^unhealthy: /,
    ],
    ['no target is empty, whatever CloudFormation makes of it', [], undefined, /^empty: Run `up` again/],
    ['being registered is pending', ['REGISTERING'], undefined, /^pending: Wait/],
    [
      'being registered for long is not',
      ['REGISTERING'],
      { waitedLong: true },
      /^unhealthy: Check that the database security group/,
    ],
    ['unavailable for no reason is pending', ['UNAVAILABLE'], undefined, /^pending: Wait a minute/],
    [
      'unavailable for no reason for long is not',
      ['UNAVAILABLE'],
      { waitedLong: true },
      /^unhealthy: Check that the database security group/,
    ],
    [
      'waiting for capacity is normal at first',
      ['UNAVAILABLE PENDING_PROXY_CAPACITY'],
      undefined,
      /^pending: Wait/,
    ],
    [
      'waiting for capacity is diagnosed after a quarter of an hour',
      ['UNAVAILABLE PENDING_PROXY_CAPACITY'],
      { waitedLong: true },
      /^unhealthy: .*admits port 3306/,
    ],
    [
      'waiting for capacity while registering is the same',
      ['REGISTERING PENDING_PROXY_CAPACITY'],
      undefined,
      /^pending: Wait/,
    ],
    [
      'a database out of reach is a matter of groups',
      ['UNAVAILABLE UNREACHABLE'],
      undefined,
      /^unhealthy: .*admits port 3306/,
    ],
    [
      'a database that refuses is a matter of its connections',
      ['UNAVAILABLE CONNECTION_FAILED'],
      undefined,
      /^unhealthy: .*max_connections/,
    ],
    [
      'a login that fails is a matter of the secret',
      ['UNAVAILABLE AUTH_FAILURE'],
      undefined,
      /^unhealthy: .*`username` and `password`/,
    ],
    [
      'a replica is registered anew',
      ['UNAVAILABLE INVALID_REPLICATION_STATE'],
      undefined,
      /^unhealthy: .*run `up` again/,
    ],
    [
      'a replica that was promoted is registered anew',
      ['UNAVAILABLE PROMOTED'],
      undefined,
      /^unhealthy: .*run `up` again/,
    ],
    ['a target that is not used is unhealthy', ['UNUSED'], undefined, /^unhealthy: Run `up` again/],
    ['a state that RDS got since is unhealthy', ['HIBERNATING'], undefined, /^unhealthy: Look it up/],
    [
      'a reason that RDS got since is unhealthy',
      ['UNAVAILABLE OUT_OF_LUCK'],
      undefined,
      /^unhealthy: Look it up/,
    ],
    [
      'a state named like a method of objects is no surprise',
      ['constructor toString'],
      undefined,
      /^unhealthy: Look it up/,
    ],
    [
      'a stopped database is started first',
      ['UNAVAILABLE UNREACHABLE'],
      { database: { id: 'db-1', status: 'stopped' } },
      /start-db-instance --db-instance-identifier db-1/,
    ],
    [
      'a full database gets storage first',
      ['UNAVAILABLE CONNECTION_FAILED'],
      { database: { id: 'db-1', status: 'storage-full' } },
      /maxAllocatedStorageGb/,
    ],
    [
      'a database at work is waited for first',
      ['UNAVAILABLE UNREACHABLE'],
      { database: { id: 'db-1', status: 'rebooting' } },
      /The database is rebooting: wait/,
    ],
    [
      'an available database explains nothing',
      ['UNAVAILABLE UNREACHABLE'],
      { database: { id: 'db-1', status: 'available' } },
      /^unhealthy: Check that the database security group/,
    ],
    [
      'a healthy target needs nothing, whatever the database does',
      ['AVAILABLE'],
      { database: { id: 'db-1', status: 'backing-up' } },
      /^healthy$/,
    ],
  ])('%s', (_title, words, context, expected) => {
    expect(judged(words, context)).toMatch(expected);
  });

  it('keeps what RDS said of a target and adds what it means', () => {
    const told: Target = {
      id: 'db-1',
      endpoint: 'db-1.cxyz.us-east-1.rds.amazonaws.com',
      port: 3306,
      state: 'UNAVAILABLE',
      reason: 'AUTH_FAILURE',
      description: 'Proxy does not have any registered credentials',
    };
    expect(assessTargets([told]).targets).toEqual([
      {
        ...told,
        health: 'unhealthy',
        meaning: 'The proxy cannot log in to the database.',
        remedies: expect.any(Array),
      },
    ]);
  });

  it.each([
    ['db-1: AVAILABLE', { id: 'db-1', state: 'AVAILABLE' }],
    [
      'db-1: UNAVAILABLE, AUTH_FAILURE (no)',
      { id: 'db-1', state: 'UNAVAILABLE', reason: 'AUTH_FAILURE', description: 'no' },
    ],
  ])('is said in a line: %s', (line, told) => {
    expect(describeTarget(told)).toBe(line);
  });
});

describe('docs/target-health.md', () => {
  const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/target-health.md'), 'utf8');

  it.each([...STATES, ...REASONS.map((reason) => `UNAVAILABLE ${reason}`)])(
    'says what %s means, and every remedy',
    (words) => {
      const [told] = assessTargets([target(words)]).targets;
      for (const sentence of [told?.meaning ?? 'no meaning', ...(told?.remedies ?? [])])
        expect(page).toContain(sentence);
    },
  );

  it('says what to do when there is no target, or one waits for too long', () => {
    const long = assessTargets([target('UNAVAILABLE PENDING_PROXY_CAPACITY')], { waitedLong: true });
    for (const sentence of [...assessTargets([]).remedies, ...long.remedies])
      expect(page).toContain(sentence);
  });
});
