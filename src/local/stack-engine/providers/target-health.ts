import type { DatabaseInstance, DatabaseProxy, ProxyTarget, World } from '../../world.ts';
import { isObject, objectOf, type Properties, textsOf } from '../json.ts';
import type { TargetHealth } from '../resource-faults.ts';
import { recordsOf, type Task } from './provider.ts';

/** A proxy whose targets are waited for. */
export interface Watched {
  readonly proxy: DatabaseProxy;
  /** When a target that nothing is wrong with becomes available. */
  readonly healthyAt: number;
}

/**
 * Brings the health of a proxy's targets to what it would be now, and gives the targets. One that somebody else set
 * stays as it was set. Source of states and reasons: RDS API reference, TargetHealth.
 */
export function readHealth(task: Task, { proxy, healthyAt }: Watched): readonly ProxyTarget[] {
  const targets = proxy.targetGroup?.targets ?? [];
  const ready = task.world.clock.now() >= healthyAt;
  for (const target of targets) {
    if (target.followed === true || isSetByOthers(target)) continue;
    const health =
      task.targetHealth() ?? healthOf(task.world, proxy, target, ready || target.state === 'AVAILABLE');
    delete target.reason;
    delete target.description;
    Object.assign(target, health);
    written.set(target, told(target));
  }
  return targets;
}

const PENDING: TargetHealth = {
  state: 'UNAVAILABLE',
  reason: 'PENDING_PROXY_CAPACITY',
  description: 'DBProxy Target is waiting for proxy to scale to desired capacity',
};
const NO_CREDENTIALS: TargetHealth = {
  state: 'UNAVAILABLE',
  reason: 'AUTH_FAILURE',
  description: 'Proxy does not have any registered credentials',
};

/** What was written here last: a target that says anything else was set by somebody else. */
const written = new WeakMap<ProxyTarget, string>();

function isSetByOthers(target: ProxyTarget): boolean {
  const last = written.get(target);
  return last !== undefined && last !== told(target);
}

function told({ state, reason }: ProxyTarget): string {
  return `${state} ${reason}`;
}

function healthOf(
  world: World,
  proxy: DatabaseProxy,
  { databaseId }: ProxyTarget,
  ready: boolean,
): TargetHealth {
  const database = world.databases.get(databaseId);
  if (database === undefined || !ready) return PENDING;
  // Field reports: what stays so for ever when the database's group does not admit the proxy's.
  if (!admits(world, database, proxy)) return PENDING;
  return knowsPassword(world, database, proxy) ? { state: 'AVAILABLE' } : NO_CREDENTIALS;
}

function admits(world: World, database: DatabaseInstance, proxy: DatabaseProxy): boolean {
  const from = textsOf(proxy.properties.VpcSecurityGroupIds ?? []);
  const to = textsOf(database.properties.VPCSecurityGroups ?? []);
  // A group that this account did not make, or the VPC's default one, is taken to be open.
  const known = recordsOf(world, 'AWS::EC2::SecurityGroup');
  if (to.length === 0 || !to.every((id) => known.some((group) => group.id === id))) return true;
  const rules: readonly Properties[] = [
    ...recordsOf(world, 'AWS::EC2::SecurityGroupIngress')
      .map(({ properties }) => properties)
      .filter(({ GroupId }) => to.includes(String(GroupId))),
    ...known
      .filter(({ id }) => to.includes(id))
      .flatMap(({ properties: { SecurityGroupIngress: inline } }) => (Array.isArray(inline) ? inline : []))
      .filter(isObject),
  ];
  const port = database.endpoint.port;
  return rules.some(
    ({ SourceSecurityGroupId, CidrIp, IpProtocol, FromPort, ToPort }) =>
      (from.includes(String(SourceSecurityGroupId)) || CidrIp !== undefined) &&
      (IpProtocol === '-1' || (Number(FromPort) <= port && port <= Number(ToPort))),
  );
}

function knowsPassword(world: World, database: DatabaseInstance, proxy: DatabaseProxy): boolean {
  const auth = Array.isArray(proxy.properties.Auth) ? proxy.properties.Auth.map(objectOf) : [];
  if (proxy.properties.DefaultAuthScheme === 'IAM_AUTH') return true;
  return auth.some(({ SecretArn }) => {
    const secret = world.secrets.get(String(SecretArn));
    if (secret === undefined) return false;
    const { username, password } = parsed(secret.value);
    const { MasterUsername, MasterUserPassword } = database.properties;
    // Users that were made inside the database are not known here.
    return username !== MasterUsername || password === MasterUserPassword;
  });
}

function parsed(json: string): Properties {
  try {
    return objectOf(JSON.parse(json));
  } catch {
    return {};
  }
}
