import type { Config } from '../config/schema.ts';
import type { Template } from '../deployment/template.ts';
import type { CheckName } from './catalogue.ts';

/** What is deployed already, as far as preflight compares with it. */
export interface Before {
  readonly parameters: Readonly<Record<string, string>>;
  readonly template: Template;
  /** The template's text, in which names of secrets are looked for. */
  readonly body: string;
  /** Of its outputs; a stack that was never complete has none. */
  readonly databaseId?: string | undefined;
}

export interface ScopeInput {
  readonly config: Config;
  readonly template: Template;
  /** Undefined for a stack that is made. */
  readonly before: Before | undefined;
  /** Of routes. */
  readonly secrets: readonly string[];
}

export interface Scope {
  /** What is looked at besides what the plan needs. */
  readonly checks: readonly CheckName[];
  /** The secrets to look at: those that the deployed stack does not name yet. */
  readonly secrets: readonly string[];
}

/**
 * Decides what is worth looking at: for a new stack everything that concerns it, for one that stands only what changes
 * and could be refused. An unchanged stack has nothing to look at.
 */
export function scopeOf({ config, template, before, secrets }: ScopeInput): Scope {
  const own = config.network.kind === 'own';
  const restores = config.database.restoreFromSnapshot !== undefined;
  if (before === undefined) {
    const concerning: Readonly<Partial<Record<CheckName, boolean>>> = {
      snapshot: restores,
      vpcs: own,
      network: !own,
      'secrets-endpoint': !own && needsSecretsManager(config, secrets),
      secrets: secrets.length > 0,
    };
    const always: readonly CheckName[] = ['region', 'database', 'proxies', 'quotas', 'concurrency'];
    return { checks: [...always, ...namesOf(concerning)], secrets };
  }
  const { template: deployed, parameters, body } = before;
  const changes = (type: string, ...names: readonly string[]) => {
    const [now, then] = [propertiesOf(template, type), propertiesOf(deployed, type)];
    return names.some((name) => JSON.stringify(now[name]) !== JSON.stringify(then[name]));
  };
  const added = secrets.filter((name) => !body.includes(name.startsWith('arn:') ? name : `:secret:${name}-`));
  return {
    checks: namesOf({
      database:
        parameters.EngineVersion !== config.database.engineVersion ||
        changes('AWS::RDS::DBInstance', 'DBInstanceClass', 'MultiAZ', 'AllocatedStorage'),
      snapshot: restores && changes('AWS::RDS::DBInstance', 'DBSnapshotIdentifier'),
      proxies: changes('AWS::RDS::DBProxy', 'DBProxyName'),
      concurrency: changes('AWS::Lambda::Function', 'ReservedConcurrentExecutions'),
      secrets: added.length > 0,
      network: !own && changes('AWS::RDS::DBSubnetGroup', 'SubnetIds'),
      'secrets-endpoint':
        !own &&
        (typesOf(template, 'AWS::EC2::VPCEndpoint') !== typesOf(deployed, 'AWS::EC2::VPCEndpoint') ||
          changes('AWS::RDS::DBSubnetGroup', 'SubnetIds')),
    }),
    secrets: added,
  };
}

/** The function reads its password, or the secrets of routes. */
export function needsSecretsManager({ proxy }: Pick<Config, 'proxy'>, secrets: readonly string[]): boolean {
  return proxy.auth === 'secret' || secrets.length > 0;
}

function namesOf(checks: Readonly<Partial<Record<CheckName, boolean>>>): readonly CheckName[] {
  return (Object.keys(checks) as CheckName[]).filter((name) => checks[name]);
}

function propertiesOf({ resources }: Template, type: string): Readonly<Record<string, unknown>> {
  return Object.values(resources).find((resource) => resource.type === type)?.properties ?? {};
}

function typesOf({ resources }: Template, type: string): number {
  return Object.values(resources).filter((resource) => resource.type === type).length;
}
