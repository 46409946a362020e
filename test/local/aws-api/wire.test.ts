import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderWireShapes, WIRE_SHAPES_FILE } from '../../../scripts/generate-wire-shapes.ts';
import { operations } from '../../../src/aws/operations.ts';
import { iamAction } from '../../../src/local/aws-api/iam-actions.ts';
import { type ServiceName, served } from '../../../src/local/aws-api/served.ts';
import { ec2 } from '../../../src/local/aws-api/services/ec2.ts';
import { iam } from '../../../src/local/aws-api/services/iam.ts';
import { lambda } from '../../../src/local/aws-api/services/lambda.ts';
import { logs } from '../../../src/local/aws-api/services/logs.ts';
import { rds } from '../../../src/local/aws-api/services/rds.ts';
import { s3 } from '../../../src/local/aws-api/services/s3.ts';
import { secretsManager } from '../../../src/local/aws-api/services/secrets-manager.ts';
import { sts } from '../../../src/local/aws-api/services/sts.ts';
import { createWorld } from '../../../src/local/create-world.ts';
import { cloudFormation } from '../../../src/local/stack-engine/cloudformation.ts';

const world = createWorld();
const services = {
  cloudformation: cloudFormation(world),
  ec2: ec2(world),
  iam: iam(world, { decide: () => 'allowed' }),
  lambda: lambda(world),
  logs: logs(world),
  rds: rds(world),
  s3: s3(world),
  secretsmanager: secretsManager(world),
  sts: sts(world),
};
const names = Object.keys(services) as ServiceName[];

describe('what the local cloud serves', () => {
  it('has the shapes of the SDK clients that are installed', async () => {
    expect(readFileSync(WIRE_SHAPES_FILE, 'utf8')).toBe(await renderWireShapes());
  });

  it.each(names)('in %s can all be decoded', (name) => {
    const decodable: readonly string[] = served[name].actions;
    expect(services[name].actions.filter((action) => !decodable.includes(action))).toEqual([]);
  });

  it.each(names.filter((name) => name !== 'cloudformation'))('in %s is all that can be decoded', (name) => {
    expect(services[name].actions.toSorted()).toEqual(served[name].actions.toSorted());
  });

  it.each(Object.entries(operations))('is %s, which the product makes under %s', (operation, permission) => {
    const permissions = names
      .filter((name) => services[name].actions.includes(operation))
      .map((name) => iamAction(name, operation));
    expect(permissions).toEqual([permission]);
  });
});
