// What somebody changed by hand in what is deployed, found and mended by `up`, in the local cloud.
import {
  LambdaClient,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { ModifyDBProxyTargetGroupCommand, RDSClient } from '@aws-sdk/client-rds';
import { describe, expect, it } from 'vitest';
import { failure } from './support/engine.ts';
import { REGION } from './support/fake-account.ts';
import { BUCKET, compared, deployed, type Place, places } from './support/local-place.ts';

const newPlace = places();
const FAST = { engine: { durations: () => 1_000 } };

describe('up, where nothing differs in the template', () => {
  it.each<readonly [string, string, (place: Place) => Promise<unknown>, readonly string[]]>([
    ['memory', 'FunctionFunction', (place) => configured(place, { MemorySize: 1024 }), ['MemorySize']],
    ['time-out', 'FunctionFunction', (place) => configured(place, { Timeout: 3 }), ['Timeout']],
    ['handler', 'FunctionFunction', (place) => configured(place, { Handler: 'a.b' }), ['Handler']],
    [
      'network',
      'FunctionFunction',
      (place) => configured(place, { VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } }),
      ['VpcConfig'],
    ],
    [
      'log group',
      'FunctionFunction',
      (place) => configured(place, { LoggingConfig: { LogFormat: 'Text' } }),
      ['LoggingConfig'],
    ],
    [
      'variables',
      'FunctionFunction',
      (place) => configured(place, { Environment: { Variables: { ...variables(place), EVIL: 'x' } } }),
      ['Environment.EVIL'],
    ],
    ['code', 'FunctionFunction', otherCode, ['Code']],
    [
      'protection of the database',
      'DatabaseInstance',
      async ({ ports, cloud }) => {
        const [id = ''] = cloud.world.databases.keys();
        await ports.proxyTargets.setDeletionProtection(id, true);
      },
      ['DeletionProtection'],
    ],
    [
      'pool',
      'ProxyTargets',
      (place) =>
        client(place, RDSClient).send(
          new ModifyDBProxyTargetGroupCommand({
            DBProxyName: [...place.cloud.world.proxies.keys()][0],
            TargetGroupName: 'default',
            ConnectionPoolConfig: { MaxConnectionsPercent: 7 },
          }),
        ),
      ['MaxConnectionsPercent'],
    ],
  ])(
    'finds that the %s was changed by hand, shows it, and mends it',
    async (_, logicalId, change, properties) => {
      const place = await newPlace({ ...FAST, speed: 30 });
      const made = await deployed(place);
      const before = living(place);
      expect((await deployed(place)).result.outcome).toBe('unchanged');
      await change(place);
      expect(living(place)).not.toEqual(before);

      const { differs, plan } = await compared(place);
      expect(differs).toBe(true);
      const found = plan.repairs?.map((it) => [it.logicalId, it.differences.map(({ property }) => property)]);
      expect(found).toEqual([[logicalId, properties]]);
      expect(JSON.stringify(plan)).not.toContain(String(variables(place).VIEW_KEY));

      const declined = await failure(deployed(place, {}, { approve: async () => false }));
      expect(declined.code).toBe('declined');
      expect(living(place)).not.toEqual(before);

      const { result } = await deployed(place);
      expect([result.outcome, result.stack.arn]).toEqual(['repaired', made.result.stack.arn]);
      expect(living(place)).toEqual(before);
      expect((await deployed(place)).result.outcome).toBe('unchanged');
    },
  );

  it('mends nothing of what somebody else has deployed while it was asked', async () => {
    const place = await newPlace({ ...FAST, speed: 30 });
    await deployed(place);
    await otherCode(place);
    const theirs = { function: { memoryMb: 512 }, database: { deletionProtection: true } };
    let asked = 0;
    const error = await failure(
      deployed(
        place,
        {},
        {
          async approve() {
            asked += 1;
            if (asked > 1) return false;
            await deployed(place, theirs);
            return true;
          },
        },
      ),
    );
    expect([asked, error.code]).toEqual([2, 'declined']);
    expect((await deployed(place, theirs)).result.outcome).toBe('unchanged');
  });

  it('never says "no changes" of a function that is gone', async () => {
    const place = await newPlace(FAST);
    await deployed(place);
    place.cloud.world.functions.clear();
    const error = await failure(deployed(place));
    expect([error.code, error.message]).toEqual([
      'unhealthy',
      expect.stringContaining('FunctionFunction: there is no function'),
    ]);
    expect((await compared(place)).differs).toBe(true);
  });

  it('says so where it may not look, and goes on', async () => {
    const place = await newPlace(FAST);
    await deployed(place);
    place.cloud.addFaults({ kind: 'access-denied', action: 'GetFunctionConfiguration' });
    const { result, plan } = await deployed(place);
    expect(result.outcome).toBe('unchanged');
    expect(plan?.warnings.join()).toContain('lambda:GetFunctionConfiguration');
  });
});

describe('up, where the stack is updated', () => {
  it('mends beside it what the update does not touch', async () => {
    const place = await newPlace(FAST);
    await deployed(place);
    await configured(place, { MemorySize: 1024, Timeout: 3 });
    const { result, plan } = await deployed(place, { function: { memoryMb: 512 } });
    expect(plan?.repairs?.[0]?.differences).toEqual([{ property: 'Timeout', is: '3', should: '15' }]);
    expect(result.outcome).toBe('updated');
    const [made] = place.cloud.world.functions.values();
    expect(made?.properties).toMatchObject({ MemorySize: 512, Timeout: 15 });
  });
});

function client<Client>(
  { cloud }: Place,
  Constructor: new (options: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  }) => Client,
): Client {
  const credentials = { accessKeyId: 'by-hand', secretAccessKey: 'any' };
  return new Constructor({ endpoint: cloud.endpoint, region: REGION, credentials });
}

async function configured(place: Place, settings: object): Promise<void> {
  const [FunctionName] = place.cloud.world.functions.keys();
  const lambda = client(place, LambdaClient);
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...settings }));
  await place.cloud.advance(60_000);
}

async function otherCode(place: Place): Promise<void> {
  const [FunctionName] = place.cloud.world.functions.keys();
  const other = `handler/${'0'.repeat(64)}.zip`;
  await place.ports.artifacts.put(BUCKET, other, new Uint8Array(99).fill(7), '123456789012');
  const lambda = client(place, LambdaClient);
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, S3Bucket: BUCKET, S3Key: other }));
}

function variables({ cloud }: Place): Readonly<Record<string, string>> {
  const [made] = cloud.world.functions.values();
  const { Variables = {} } = (made?.properties.Environment ?? {}) as {
    readonly Variables?: Readonly<Record<string, string>>;
  };
  return Variables;
}

function living({ cloud }: Place) {
  const [made] = cloud.world.functions.values();
  const [database] = cloud.world.databases.values();
  const [proxy] = cloud.world.proxies.values();
  const { MaxConnectionsPercent, MaxIdleConnectionsPercent } = proxy?.targetGroup?.pool ?? {};
  return JSON.parse(
    JSON.stringify({
      ...made?.properties,
      code: made?.code,
      protection: String(database?.properties.DeletionProtection),
      MaxConnectionsPercent,
      MaxIdleConnectionsPercent,
    }),
  );
}
