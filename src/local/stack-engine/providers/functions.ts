import { attachFunction, interfacesOfFunction, releaseFunction } from '../../function-interfaces.ts';
import type { World } from '../../world.ts';
import { generatedName } from '../identifiers.ts';
import { objectOf, sameJson, textsOf } from '../json.ts';
import { alreadyExists, type Provider, plainRecord, serviceError, type Task } from './provider.ts';

export const lambdaFunction: Provider = {
  nameProperty: 'FunctionName',
  exists: ({ functions }, name) => functions.has(name),
  create(task) {
    const { world, ids, properties, stackName, logicalId } = task;
    const name = String(properties.FunctionName ?? generatedName(ids, stackName, logicalId));
    if (world.functions.has(name)) throw alreadyExists(task, name);
    checkRole(task);
    const code = codeOf(task);
    const arn = arnOf(world, name);
    const createdAt = world.clock.now();
    world.functions.set(name, { name, arn, properties, code, state: 'Pending', createdAt });
    attachFunction(world, name, properties.VpcConfig, ids);
    return { physicalId: name, attributes: { Arn: arn } };
  },
  update(task, { physicalId, properties: before }) {
    const found = task.world.functions.get(physicalId);
    if (found === undefined) {
      throw serviceError(task, 'Lambda', `Function not found: ${arnOf(task.world, physicalId)}`, 'NotFound');
    }
    const code = codeOf(task);
    found.code = code;
    found.properties = task.properties;
    if (!sameJson(before.VpcConfig, task.properties.VpcConfig)) {
      releaseFunction(task.world, physicalId);
      attachFunction(task.world, physicalId, task.properties.VpcConfig, task.ids);
    }
    return undefined;
  },
  async settle({ world, sleep, duration }, { physicalId }) {
    await sleep(duration);
    const found = world.functions.get(physicalId);
    if (found !== undefined) found.state = 'Active';
  },
  async remove({ world, sleep, note }, physicalId) {
    const found = world.functions.get(physicalId);
    world.functions.delete(physicalId);
    // What left its VPC before has no interfaces as far as CloudFormation knows: it waits for none, though some may be left.
    if (textsOf(objectOf(found?.properties.VpcConfig).SubnetIds ?? []).length === 0) return;
    releaseFunction(world, physicalId);
    if (interfacesOfFunction(world, physicalId).length > 0) note(WAITING);
    while (interfacesOfFunction(world, physicalId).length > 0) await sleep(POLL);
  },
};

export const permission: Provider = (() => {
  const provider = plainRecord(
    ({ ids, stackName, logicalId }) => generatedName(ids, stackName, logicalId, { longest: 100 }),
    (Id) => ({ Id }),
  );
  return {
    ...provider,
    create(task) {
      const name = String(task.properties.FunctionName);
      const { world } = task;
      const known = [...world.functions.values()].some((each) => each.name === name || each.arn === name);
      if (!known) throw serviceError(task, 'Lambda', `Function not found: ${arnOf(world, name)}`, 'NotFound');
      return provider.create(task);
    },
  };
})();

const POLL = 5_000;
const WAITING =
  'CloudFormation is waiting for NetworkInterfaces associated with the Lambda Function to be cleaned up.';

/** Lambda Developer Guide, "Deploy Lambda functions as .zip file archives": the object must be there. */
function codeOf(task: Task): { readonly bucket: string; readonly key: string } {
  const { S3Bucket, S3Key } = objectOf(task.properties.Code);
  const code = { bucket: String(S3Bucket), key: String(S3Key) };
  const bucket = task.world.buckets.get(code.bucket);
  const failed = (error: string, message: string) =>
    serviceError(
      task,
      'Lambda',
      `Error occurred while GetObject. S3 Error Code: ${error}. S3 Error Message: ${message}`,
    );
  if (bucket === undefined) throw failed('NoSuchBucket', 'The specified bucket does not exist');
  if (!bucket.objects.has(code.key)) throw failed('NoSuchKey', 'The specified key does not exist.');
  return code;
}

function checkRole(task: Task): void {
  const { world, properties } = task;
  if ([...world.roles.values()].some(({ arn }) => arn === properties.Role)) return;
  throw serviceError(task, 'Lambda', 'The role defined for the function cannot be assumed by Lambda.');
}

function arnOf({ region, account }: World, name: string): string {
  return `arn:aws:lambda:${region}:${account}:function:${name}`;
}
