import type { ServiceApi } from '../../cloud.ts';
import type { World } from '../../world.ts';
import { bucketCalls } from './s3-buckets.ts';
import { objectCalls } from './s3-objects.ts';
import { settingCalls } from './s3-settings.ts';
import { servedCalls } from './served-calls.ts';

export function s3(world: World): ServiceApi {
  return servedCalls({ ...bucketCalls(world), ...settingCalls(world), ...objectCalls(world) });
}
