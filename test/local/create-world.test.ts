import { expect, it } from 'vitest';
import { addRdsServiceLinkedRole, createWorld, seededRandom } from '../../src/local/create-world.ts';

it('is an account with nothing in it but the service-linked role of RDS', () => {
  const world = createWorld();
  expect(world).toMatchObject({ account: '123456789012', region: 'us-east-1' });
  expect([...world.roles.values()]).toMatchObject([
    {
      name: 'AWSServiceRoleForRDS',
      arn: 'arn:aws:iam::123456789012:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS',
      serviceLinked: true,
    },
  ]);
  expect([world.buckets.size, world.databases.size, world.functions.size]).toEqual([0, 0, 0]);
});

it('can be one that never used RDS, which gets the role once', () => {
  const world = createWorld({ rdsServiceLinkedRole: false });
  expect(world.roles.size).toBe(0);
  addRdsServiceLinkedRole(world);
  const [role] = world.roles.values();
  addRdsServiceLinkedRole(world);
  expect([...world.roles.values()]).toEqual([role]);
});

it.each([
  ['us-east-1', 'use1-az1'],
  ['eu-central-1', 'euc1-az1'],
  ['ap-southeast-2', 'apse2-az1'],
])('names the zones of %s as AWS does', (region, id) => {
  const { zones } = createWorld({ region });
  expect(zones[0]).toEqual({ name: `${region}a`, id });
  expect(zones).toHaveLength(3);
});

it('draws the same from the same seed, and something else from another', () => {
  const draw = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 20 }, random);
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  expect(draw(7).every((number) => number >= 0 && number < 1)).toBe(true);
});
