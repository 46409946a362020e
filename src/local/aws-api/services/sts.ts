import type { ServiceApi } from '../../cloud.ts';
import type { World } from '../../world.ts';
import { servedCalls } from './served-calls.ts';

export function sts(world: World): ServiceApi {
  return servedCalls({
    GetCallerIdentity: () => ({
      UserId: 'AIDALOCALCLOUDLOCAL00',
      Account: world.account,
      Arn: callerArn(world),
    }),
  });
}

/** Who every signed request is taken to come from, whatever its access key. */
export function callerArn({ account }: World): string {
  return `arn:aws:iam::${account}:user/local`;
}
