import { expect, it } from 'vitest';
import { seededRandom } from '../../../src/local/create-world.ts';
import { generatedName, identifiers } from '../../../src/local/stack-engine/identifiers.ts';

const ids = () => identifiers(seededRandom(3));

it('draws identifiers in the form of each service', () => {
  const made = ids();
  expect(made.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(made.hex(17)).toMatch(/^[0-9a-f]{17}$/);
  expect(made.lower(10)).toMatch(/^[a-z0-9]{10}$/);
  expect(made.upper(17)).toMatch(/^[A-Z2-7]{17}$/);
  expect(made.mixed(12)).toMatch(/^[A-Za-z0-9]{12}$/);
});

it.each([
  ['proxywebhook-dev', 'Role', {}, /^proxywebhook-dev-Role-\w{12}$/],
  ['proxywebhook-dev', 'Db', { lowerCase: true }, /^proxywebhook-dev-db-[a-z0-9]{12}$/],
  ['a'.repeat(60), 'Role', {}, /^a{46}-Role-\w{12}$/],
  ['a'.repeat(60), 'R'.repeat(60), {}, /^a{25}-R{25}-\w{12}$/],
  ['a-b-c-d-e-f', 'LongLogicalId', { longest: 30 }, /^a-b-c-d-LongLogic?\w*-\w{12}$/],
])('names %s/%s so that it fits', (stack, logicalId, options, pattern) => {
  const name = generatedName(ids(), stack, logicalId, options);
  expect(name).toMatch(pattern);
  expect(name.length).toBeLessThanOrEqual((options as { longest?: number }).longest ?? 64);
});
