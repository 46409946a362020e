import { randomBytes } from 'node:crypto';
import { NoCredentials } from '../pooling-proxy/login/back-login.ts';
import type { DatabaseUser } from '../pooling-proxy/options.ts';
import { ResourceError } from '../stack-engine/errors.ts';
import type { World } from '../world.ts';
import { type Administration, administrate } from './administration.ts';
import type { KeptDatabase } from './database-keeper.ts';
import type { Part } from './part.ts';

/** AWS::RDS::DBInstance: a schema and an account each, all in the one server. */
export interface Databases extends Part {
  /** As whom the server is logged in at for a user of an instance's. Rejects with NoCredentials. */
  account(databaseId: string, user: DatabaseUser): DatabaseUser;
  /** Gives an instance's account the password that the account says now. */
  changed(databaseId: string): Promise<void>;
  /** Makes the accounts there should be once more: the server has come back. */
  renew(): Promise<void>;
}

interface Instance {
  readonly username: string;
  readonly password: string;
  readonly schema: string | undefined;
  /** Its name in the server. */
  readonly account: string;
}

export function databases({
  world,
  kept,
}: {
  readonly world: World;
  readonly kept: KeptDatabase;
}): Databases {
  const instances = new Map<string, Instance>();
  /** One after another: two statements about one account do not meet. */
  let queue: Promise<unknown> = Promise.resolve();

  function administer(work: (server: Administration) => Promise<void>): Promise<void> {
    const done = queue.then(() => administrate(kept.current(), work));
    queue = done.catch(() => {});
    return done;
  }

  const isGiven = () => kept.current().found === 'url';

  async function provide(id: string, { account, password, schema }: Instance): Promise<void> {
    endpointOf(id);
    if (isGiven()) return;
    await administer(async (server) => {
      if (schema !== undefined) await server.makeSchema(schema);
      await server.makeAccount(account, password);
    });
  }

  function endpointOf(id: string): { readonly address: string; readonly port: number } {
    const { host: address, port } = kept.current();
    const known = world.databases.get(id);
    if (known !== undefined) known.endpoint = { address, port };
    return { address, port };
  }

  async function remove(id: string): Promise<void> {
    const instance = instances.get(id);
    instances.delete(id);
    if (instance === undefined || isGiven()) return;
    await administer((server) => server.dropAccount(instance.account));
  }

  /** Its own, unless another stack, or another run of the project, has an account of that name in the same server. */
  function accountName(username: string): string {
    const { found, credentials } = kept.current();
    const taken =
      found === 'running' ||
      username === credentials.username ||
      [...instances.values()].some(({ account }) => account === username);
    return taken ? `${username.slice(0, 20)}_${randomBytes(4).toString('hex')}` : username;
  }

  return {
    types: ['AWS::RDS::DBInstance'],
    async follow(_type, phase, { physicalId, properties }) {
      await kept.ready();
      if (phase === 'delete') {
        await remove(physicalId);
        return undefined;
      }
      // What a snapshot brought goes before what the template says.
      const own = world.databases.get(physicalId)?.properties ?? {};
      const { MasterUsername = '', DBName } = own;
      const schema = DBName === undefined ? undefined : String(DBName);
      refuseOtherSchema(kept.current().schema, schema);
      const instance: Instance = {
        username: String(MasterUsername),
        password: String(own.MasterUserPassword ?? properties.MasterUserPassword),
        schema,
        account: instances.get(physicalId)?.account ?? accountName(String(MasterUsername)),
      };
      instances.set(physicalId, instance);
      await provide(physicalId, instance);
      const { address, port } = endpointOf(physicalId);
      return { attributes: { 'Endpoint.Address': address, 'Endpoint.Port': String(port) } };
    },
    account(databaseId, user) {
      const instance = instances.get(databaseId);
      if (instance === undefined) throw new NoCredentials();
      if (!isGiven()) {
        // A user that somebody made in the server goes by its own name.
        return user.username === instance.username ? { ...user, username: instance.account } : user;
      }
      if (user.username !== instance.username || user.password !== instance.password)
        throw new NoCredentials();
      return kept.current().credentials;
    },
    async changed(databaseId) {
      const instance = instances.get(databaseId);
      const { MasterUserPassword } = world.databases.get(databaseId)?.properties ?? {};
      if (instance === undefined || MasterUserPassword === undefined) return;
      const now = { ...instance, password: String(MasterUserPassword) };
      instances.set(databaseId, now);
      await provide(databaseId, now);
    },
    async renew() {
      for (const [id, instance] of instances) await provide(id, instance);
    },
    async stop() {
      for (const id of [...instances.keys()]) await remove(id).catch(() => {}); // A server that is gone lets nobody in.
    },
  };
}

/** Only the schema that a URL names may be touched. */
function refuseOtherSchema(only: string | undefined, wanted: string | undefined): void {
  if (only === undefined || wanted === undefined || only === wanted) return;
  throw new ResourceError(
    `The URL of the database allows the schema ${only} only, and the configuration's database.name is ${wanted}: make them the same.`,
    'InvalidRequest',
  );
}
