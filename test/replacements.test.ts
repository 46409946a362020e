// Every property of every guarded resource that CloudFormation replaces for, or may: changed through a change set of the local
// cloud, refused by name, and let pass by its flag. The properties are those of the resource schema, not a list of ours.
import { describe, expect, it } from 'vitest';
import { prepareChangeSet } from '../src/deployment/change-set.ts';
import { refusals, refusedError, STATEFUL } from '../src/deployment/guards.ts';
import { IN_PLACE, plannedChange } from '../src/deployment/planning.ts';
import { resourceSchema } from '../src/local/stack-engine/resource-schema.generated.ts';
import { renderWebhookStack } from '../templates/webhook-stack.ts';
import { loadedConfig, NAME } from './support/engine.ts';
import { deployed, type Place, places } from './support/local-place.ts';

type Resources = Record<string, { Type: string; Properties: Record<string, unknown> }>;

const newPlace = places();
const document = JSON.parse(renderWebhookStack(loadedConfig().config).body) as {
  Resources: Resources;
  Parameters: Record<string, unknown>;
};
const guarded = Object.entries(document.Resources).filter(([, { Type }]) => Object.hasOwn(STATEFUL, Type));

describe('the guarded resources', () => {
  it('are the database, its secret, the proxy, the network and the API', () => {
    expect(guarded.map(([logicalId]) => logicalId).toSorted()).toMatchInlineSnapshot(`
      [
        "ApiApi",
        "CredentialsSecret",
        "DatabaseInstance",
        "NetworkDatabaseGroup",
        "NetworkEndpointGroup",
        "NetworkFunctionGroup",
        "NetworkProxyGroup",
        "NetworkSubnetA",
        "NetworkSubnetB",
        "NetworkVpc",
        "ProxyProxy",
      ]
    `);
  });

  it('are refused to be replaced for any property that replaces or may, and let pass when named', async () => {
    const place = await newPlace({ engine: { durations: () => 1_000 } });
    await deployed(place);
    let checked = 0;
    for (const [logicalId, { Type }] of guarded) {
      const { replaces = [], mayReplace = [] } = resourceSchema[Type] ?? {};
      for (const property of [...replaces, ...mayReplace]) {
        if (IN_PLACE[Type]?.includes(property)) continue;
        const changes = await changed(place, logicalId, property);
        const own = changes.find((change) => change.logicalId === logicalId);
        expect(own, `${logicalId}.${property}`).toMatchObject({ kind: 'replace' });
        const refused = refusals(changes, { allowReplace: [], restoresFromSnapshot: false });
        expect(
          refused.map(({ change }) => change.logicalId),
          property,
        ).toContain(logicalId);
        expect(refusedError(refused).message).toContain(`${logicalId} (${Type})`);
        const allowed = refusals(changes, { allowReplace: [logicalId], restoresFromSnapshot: false });
        expect(
          allowed.map(({ change }) => change.logicalId),
          property,
        ).not.toContain(logicalId);
        checked += 1;
      }
    }
    expect(checked).toBeGreaterThan(40);
    expect(place.cloud.world.databases.size).toBe(1);
  });

  it('are refused to be removed, and let pass when named', async () => {
    const place = await newPlace({ engine: { durations: () => 1_000 } });
    await deployed(place);
    for (const [logicalId] of guarded) {
      const changes = await changed(place, logicalId, undefined);
      const refused = refusals(changes, { allowReplace: [], restoresFromSnapshot: false });
      expect(refused.map(({ change }) => [change.logicalId, change.kind])).toContainEqual([
        logicalId,
        'remove',
      ]);
      const allowed = refusals(changes, { allowReplace: [logicalId], restoresFromSnapshot: false });
      expect(allowed.map(({ change }) => change.logicalId)).not.toContain(logicalId);
    }
  });
});

let count = 0;

/** What a change set would do of a template with one property changed, or with a resource gone. */
async function changed({ ports }: Place, logicalId: string, property: string | undefined) {
  const { Resources, ...rest } = structuredClone(document) as { Resources: Resources } & Record<
    string,
    unknown
  >;
  const own = Resources[logicalId];
  if (own === undefined) throw new Error(`there is no ${logicalId}`);
  if (property === undefined) without(logicalId, Resources, rest);
  else own.Properties[property] = other(own.Properties[property]);
  count += 1;
  let made = '';
  const prepared = await prepareChangeSet(
    {
      stackName: NAME,
      changeSetName: `change-${count}`,
      type: 'UPDATE',
      templateBody: JSON.stringify({ ...rest, Resources }),
      parameters: Object.fromEntries(
        Object.keys(document.Parameters).map((name) => [name, 'previous' as const]),
      ),
      tags: { 'proxywebhook:environment': 'dev' },
      token: `token-${count}`,
    },
    { ports },
    ({ arn }) => {
      made = arn;
    },
  );
  await ports.changeSets.delete(made);
  if (prepared.kind === 'none') throw new Error(`${logicalId}.${property} changes nothing`);
  return prepared.changeSet.changes.map((each) => plannedChange(each));
}

function other(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  return 'another';
}

/** Takes a resource away, with all that refers to it: such a template is refused otherwise. */
function without(logicalId: string, resources: Resources, rest: Record<string, unknown>): void {
  delete resources[logicalId];
  const names = (value: unknown) => JSON.stringify(value).includes(logicalId);
  for (const [id, resource] of Object.entries(resources)) {
    if (names(resource)) without(id, resources, rest);
  }
  const outputs = rest.Outputs as Record<string, unknown>;
  for (const [name, output] of Object.entries(outputs)) if (names(output)) delete outputs[name];
}
