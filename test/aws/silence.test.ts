import { afterEach, describe, expect, it } from 'vitest';
import { awsPorts } from '../../src/aws/index.ts';
import { type LocalCloud, startLocalCloud } from '../../src/local/main.ts';
import { ACCOUNT, REGION } from '../support/fake-account.ts';

/** Real milliseconds until the client gives a call up; the server holds on for a minute. */
const SILENCE = 80;
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

let cloud: LocalCloud | undefined;
afterEach(() => cloud?.stop());

async function silent(kind: 'timeout' | 'timeout-after', times?: number) {
  cloud = await startLocalCloud({ schedule: { kind: 'manual' }, region: REGION });
  cloud.addBucket({ name: 'b', owner: ACCOUNT });
  cloud.addFaults({ kind, milliseconds: 60_000, ...(times === undefined ? {} : { times }) });
  const { endpoint } = cloud;
  return awsPorts({ region: REGION, endpoint, credentials, silence: SILENCE, attempts: 2, longestWait: 1 });
}

describe('a service that takes a call and says nothing', () => {
  it.each([
    ['CloudFormation', (ports) => ports.stacks.describe('s')],
    ['S3', (ports) => ports.artifacts.has('b', 'k', ACCOUNT)],
    ['STS', (ports) => ports.account.identity()],
    ['EC2', (ports) => ports.account.zones()],
    ['IAM', (ports) => ports.account.hasRdsServiceLinkedRole()],
    ['RDS', (ports) => ports.proxyTargets.targets('p')],
    ['Lambda', (ports) => ports.functions.invoke('f', {})],
    ['Secrets Manager', (ports) => ports.secrets.value('s')],
  ] satisfies readonly (readonly [
    string,
    (ports: Awaited<ReturnType<typeof silent>>) => Promise<unknown>,
  ])[])('%s is given up as unreachable, and can be tried again', async (_, call) => {
    const ports = await silent('timeout');
    await expect(call(ports)).rejects.toMatchObject({
      code: 'unreachable',
      data: { networkCode: 'TimeoutError', retryable: true },
    });
  });

  it('is asked again in the same call', async () => {
    const ports = await silent('timeout-after', 1);
    expect((await ports.account.identity()).account).toBe(ACCOUNT);
    expect(cloud?.calls().map(({ fault }) => fault)).toEqual(['timeout-after', undefined]);
  });
});
