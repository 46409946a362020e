import { isProxyWebhookError, messageOf, ProxyWebhookError } from '../errors.ts';
import type { Run } from '../run.ts';
import type { DeploymentEvent } from './events.ts';
import type { Ports } from './ports.ts';
import type { Stack } from './stack.ts';
import { isPaused } from './states.ts';
import { step } from './steps.ts';

export interface PasswordOptions {
  readonly ports: Pick<Ports, 'stacks' | 'secrets' | 'proxyTargets' | 'clock'>;
  readonly signal?: AbortSignal;
  /** The database that an operation made which failed half way: its password may not be set yet. */
  readonly standing?: boolean | undefined;
}

/** Whether what failed half way has made the database: then no event will tell of it any more. */
export async function leftDatabase(
  { arn, status }: Pick<Stack, 'arn' | 'status'>,
  { stacks }: Pick<Ports, 'stacks'>,
): Promise<boolean> {
  if (!isPaused(status)) return false;
  const resources = await stacks.resources(arn);
  return resources.some(
    ({ resourceType, status: its }) =>
      resourceType === DATABASE && (its === 'CREATE_COMPLETE' || its === 'UPDATE_COMPLETE'),
  );
}

const DATABASE = 'AWS::RDS::DBInstance';

/**
 * Follows a run and, as soon as a database that was restored from a snapshot is there, gives it the password of the generated
 * secret: the snapshot carries the one before, and CloudFormation waits for a proxy that cannot log in with it until it gives
 * up. RDS User Guide, "Restoring to a DB instance": a restored instance has the credentials of its source.
 */
export async function* withRestoredPassword<Result>(
  run: Run<DeploymentEvent, Result>,
  stackName: string,
  options: PasswordOptions,
): Run<DeploymentEvent, Result> {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  let setting: Promise<{ readonly error?: unknown }> | undefined;
  let failed: unknown;
  try {
    for (;;) {
      const next = await run.next();
      if (next.done) {
        const set = setting;
        if (set !== undefined) yield* step('password', options.ports.clock, () => orThrow(set));
        return next.value;
      }
      const due = isRestored(next.value) || (options.standing === true && isAtWork(next.value));
      if (setting === undefined && due) {
        setting = setPassword(stackName, { ...options, signal }).then(
          () => ({}),
          (error: unknown) => {
            failed = error;
            return { error };
          },
        );
      }
      yield next.value;
    }
  } catch (error) {
    // Often why: CloudFormation waits in vain for a proxy that cannot log in.
    const told = isProxyWebhookError(error) && error.cause === failed;
    if (failed !== undefined && !told && !signal.aborted) yield notSet(failed);
    throw error;
  } finally {
    over.abort();
    await setting;
    await run.return(undefined as Result);
  }
}

/** True once the database is there: made, or made in the place of another. */
function isRestored(event: DeploymentEvent): boolean {
  return (
    event.type === 'resource-changed' &&
    event.resourceType === DATABASE &&
    (event.status === 'CREATE_COMPLETE' || event.status === 'UPDATE_COMPLETE')
  );
}

/** CloudFormation has begun, and will wait for the proxy to log in. */
function isAtWork(event: DeploymentEvent): boolean {
  return event.type === 'stack-changed' && /^(CREATE|UPDATE)_IN_PROGRESS$/.test(event.status);
}

async function setPassword(
  stackName: string,
  { ports: { stacks, secrets, proxyTargets, clock }, signal }: PasswordOptions,
): Promise<void> {
  const resources = await stacks.resources(stackName);
  const idOf = (type: string) => resources.find(({ resourceType }) => resourceType === type)?.physicalId;
  const databaseId = idOf(DATABASE);
  const secretArn = idOf('AWS::SecretsManager::Secret');
  if (databaseId === undefined || secretArn === undefined) {
    throw new ProxyWebhookError('internal', `The stack ${stackName} has no database or no secret.`);
  }
  const password = passwordIn(await secrets.value(secretArn));
  const until = clock.now() + PATIENCE;
  for (let asked = false; ; ) {
    if (!asked) asked = await ask(() => proxyTargets.setMasterPassword(databaseId, password));
    const database = asked ? await proxyTargets.database(databaseId) : undefined;
    if (database?.status === 'available' && database.passwordPending !== true) return;
    if (clock.now() >= until) {
      throw new ProxyWebhookError(
        'timed-out',
        `The password of the restored database ${databaseId} was not set within 15 minutes.`,
        { remedies: ['Run `up` again: it goes on where this stopped.'], data: { databaseId } },
      );
    }
    await clock.sleep(INTERVAL, signal);
  }
}

const PATIENCE = 15 * 60_000;
const INTERVAL = 5_000;

/** False while the database is in a state that takes no change: a backup follows a restoration. */
async function ask(set: () => Promise<void>): Promise<boolean> {
  try {
    await set();
    return true;
  } catch (error) {
    const code = isProxyWebhookError(error) ? String(error.data.awsCode ?? '') : '';
    if (/^InvalidDBInstanceState/.test(code)) return false;
    throw error;
  }
}

/** Never told, not even in an error. */
function passwordIn(secret: string): string {
  try {
    const { password } = JSON.parse(secret) as { readonly password?: unknown };
    if (typeof password === 'string' && password !== '') return password;
  } catch {
    // The parser's error would quote the secret.
  }
  throw new ProxyWebhookError('rejected', "The stack's secret holds no password.");
}

async function orThrow(set: Promise<{ readonly error?: unknown }>): Promise<void> {
  const { error } = await set;
  if (error === undefined) return;
  if (!isProxyWebhookError(error)) throw error;
  throw new ProxyWebhookError(error.code, words(error), {
    remedies: [...error.remedies, 'Then run `up` again: it sets the password anew.'],
    cause: error,
    data: error.data,
  });
}

function notSet(error: unknown): DeploymentEvent {
  const remedies = isProxyWebhookError(error) ? error.remedies : [];
  return { type: 'warned', message: words(error), remedies };
}

function words(error: unknown): string {
  return `The database is restored, but its password could not be set to the secret's: ${messageOf(error)}`;
}
