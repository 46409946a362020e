// Every finding comes of its facts, and says what it is to say.
import { describe, expect, it } from 'vitest';
import { entryOf, FINDING_NAMES } from '../../src/preflight/catalogue.ts';
import { CASES } from './cases.ts';
import { free, fromNetwork } from './facts.ts';

it('a subnet with few addresses is told of a block that has as many as its class wants', () => {
  const remedy = (instanceClass: string) =>
    fromNetwork({ subnets: [free(20), free(200, 'use1-az2')], instanceClass })[0]?.remedies.join();
  expect(remedy('db.r7g.8xlarge')).toContain('/26');
  expect(remedy('db.r7g.12xlarge')).toContain('/25');
  expect(remedy('db.r7g.24xlarge')).toContain('/25');
});

describe('a finding', () => {
  it.each(FINDING_NAMES)('%s comes of its facts, by itself, with words and a remedy', (name) => {
    const [bring, message, remedy = /./] = CASES[name];
    const findings = bring();
    expect(findings.map((each) => each.name)).toEqual([name]);
    expect(findings[0]).toMatchObject(entryOf(name));
    expect(findings[0]?.message).toMatch(message);
    expect(findings[0]?.remedies.join('\n')).toMatch(remedy);
  });
});
