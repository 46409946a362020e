import type { Ports } from '../deployment/ports.ts';
import { clock } from './clock.ts';
import { http } from './http.ts';
import type { AwsOptions } from './options.ts';
import { random } from './random.ts';
import { runs } from './runs.ts';
import { type AwsSession, awsSession } from './session.ts';

export { localAccount } from './local-account.ts';
export { type Operation, operations } from './operations.ts';
export type { AwsCall, AwsOptions } from './options.ts';

/**
 * The real world behind every port of the use cases. Nothing is called and no SDK is loaded until a port is; each
 * service's client is made once.
 */
export async function awsPorts(options: AwsOptions = {}): Promise<Ports> {
  const session = awsSession(options);
  return {
    stacks: lazy(session, async () => (await import('./stacks.ts')).stacks, {
      describe: true,
      events: true,
      resources: true,
      template: true,
      all: true,
      delete: true,
      cancelUpdate: true,
      continueRollback: true,
      rollBack: true,
      setTerminationProtection: true,
    }),
    changeSets: lazy(session, async () => (await import('./change-sets.ts')).changeSets, {
      create: true,
      describe: true,
      execute: true,
      delete: true,
      failures: true,
      list: true,
    }),
    drifts: lazy(session, async () => (await import('./drifts.ts')).drifts, {
      detect: true,
      detection: true,
      resources: true,
    }),
    artifacts: lazy(session, async () => (await import('./artifacts.ts')).artifacts, {
      bucket: true,
      createBucket: true,
      has: true,
      put: true,
      list: true,
      delete: true,
      deleteBucket: true,
    }),
    account: lazy(session, async () => (await import('./account.ts')).account, {
      identity: true,
      zones: true,
      hasRdsServiceLinkedRole: true,
      createRdsServiceLinkedRole: true,
      simulate: true,
    }),
    lookups: lazy(session, async () => (await import('./lookups.ts')).lookups, {
      engineVersions: true,
      instanceOptions: true,
      databaseQuotas: true,
      proxies: true,
      snapshot: true,
      secret: true,
      vpcCount: true,
      vpc: true,
      subnets: true,
      secretsManagerEndpoints: true,
      admitted: true,
      concurrency: true,
    }),
    secrets: lazy(session, async () => (await import('./secrets.ts')).secrets, { value: true }),
    functions: lazy(session, async () => (await import('./functions.ts')).functions, {
      invoke: true,
      configuration: true,
      configure: true,
      updateCode: true,
    }),
    interfaces: lazy(session, async () => (await import('./interfaces.ts')).interfaces, {
      ofGroup: true,
      delete: true,
    }),
    proxyTargets: lazy(session, async () => (await import('./proxy-targets.ts')).proxyTargets, {
      proxy: true,
      pool: true,
      targets: true,
      database: true,
      newestSnapshot: true,
      snapshots: true,
      setDeletionProtection: true,
      setMasterPassword: true,
      setPool: true,
    }),
    logs: lazy(session, async () => (await import('./logs.ts')).logs, { page: true, now: true }),
    http,
    clock,
    random,
    runs,
  };
}

/** Loads the adapters that a deployment uses, for who has time to do so before they are called. */
export async function loadAdapters(): Promise<void> {
  await Promise.all([
    import('./stacks.ts'),
    import('./change-sets.ts'),
    import('./artifacts.ts'),
    import('./service-linked-role.ts'),
    import('./functions.ts'),
    import('./proxy-targets.ts'),
    import('./identity.ts'),
    import('./zones.ts'),
  ]);
}

// The methods are named so that the compiler holds the list complete; each loads the adapter on its first call.
function lazy<Port extends object>(
  session: AwsSession,
  load: () => Promise<(session: AwsSession) => Port>,
  methods: Readonly<Record<keyof Port & string, true>>,
): Port {
  let loading: Promise<Port> | undefined;
  const loaded = () => {
    loading ??= load().then((make) => make(session));
    return loading;
  };
  const call = async (name: string, args: readonly unknown[]): Promise<unknown> => {
    const port = (await loaded()) as Record<string, (...args: readonly unknown[]) => Promise<unknown>>;
    return port[name]?.(...args);
  };
  const entries = Object.keys(methods).map((name) => [name, (...args: unknown[]) => call(name, args)]);
  return Object.fromEntries(entries) as Port;
}
