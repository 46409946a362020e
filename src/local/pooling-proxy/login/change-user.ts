import { CAPABILITY } from '../wire/capabilities.ts';
import type { Command } from '../wire/commands.ts';
import { fieldsOf } from '../wire/packets.ts';
import { type AdmittedClient, freshNonce, type LoginDesk } from './front-login.ts';
import { proveIdentity } from './identity.ts';

/** COM_CHANGE_USER: the client proves anew who it is, always for a new nonce. Rejects with LoginRefused. */
export async function changeUser(
  client: AdmittedClient,
  command: Command,
  desk: LoginDesk,
): Promise<AdmittedClient> {
  const fields = fieldsOf(command.body);
  const username = fields.upToNul().toString('utf8');
  fields.bytes(fields.integer(1));
  const database = fields.upToNul().toString('utf8');
  const collation = fields.integer(2) & 0xff;
  const channel = { ...client, nonce: freshNonce() };
  const sequence = await proveIdentity(
    channel,
    { username, proof: Buffer.alloc(0), plugin: '', sequence: command.answerSequence() - 1 },
    desk,
  );
  return {
    ...channel,
    username,
    capabilities: client.capabilities & ~CAPABILITY.connectWithDatabase,
    collation: collation === 0 ? client.collation : collation,
    database: database === '' ? undefined : database,
    sequence,
  };
}
