import { secretsOfRoutes } from '../templates/secrets-access.ts';
import { artifactBucketName } from './artifact/artifact.ts';
import { regulatingChain } from './config/regulating-chain.ts';
import type { Config } from './config/schema.ts';
import { needsZones } from './deployment/parameters.ts';
import type { Identity, Ports } from './deployment/ports.ts';
import type { Stack } from './deployment/stack.ts';
import { readTemplate, type Template } from './deployment/template.ts';
import type { Lookups } from './preflight/ports.ts';
import { type PreflightFacts, preflight } from './preflight/preflight.ts';
import type { Before } from './preflight/scope.ts';
import { readSkipped } from './preflight/skipping.ts';

export interface LookAheadOptions {
  readonly ports: Ports;
  readonly skipPreflight?: readonly string[] | undefined;
  /** False: nothing is looked at but what the plan is made of. */
  readonly preflight?: boolean | undefined;
  /** A stack that goes before another is made in its place: what it has is not in the way. */
  readonly leaving?: Stack | undefined;
  /** True: the zones of a stack that stands are reported on too. */
  readonly reportZones?: boolean | undefined;
}

/** Preflight for a configuration, and for the stack that it would change. Throws what preflight throws. */
export function lookAhead(
  {
    config,
    identity,
    template,
    base,
  }: {
    readonly config: Config;
    readonly identity: Identity;
    readonly template: Template;
    /** Undefined for a stack that is made. */
    readonly base: Stack | undefined;
  },
  { ports, skipPreflight, preflight: whole = true, leaving, reportZones }: LookAheadOptions,
): Promise<PreflightFacts> {
  return preflight(
    {
      config,
      identity,
      template,
      bucketName: artifactBucketName(identity.account, identity.region),
      environments: regulatingChain(config).environments,
      secrets: secretsOfRoutes(config.routes),
      needsZones: needsZones(template.parameters, base?.parameters),
      before: base && (() => readBefore(base, ports)),
      onlyNeeded: !whole,
      skipped: skipPreflight && readSkipped(skipPreflight),
      ...(reportZones ? { also: ['zones'] as const } : {}),
    },
    leaving === undefined ? ports : { ...ports, lookups: lookupsWithout(leaving, ports) },
  );
}

/** What there is, without what goes with a stack. */
function lookupsWithout({ arn }: Stack, { lookups, stacks }: Pick<Ports, 'lookups' | 'stacks'>): Lookups {
  const namesOf = async (type: string) =>
    (await stacks.resources(arn))
      .filter(({ resourceType, status }) => resourceType === type && status !== 'DELETE_COMPLETE')
      .flatMap(({ physicalId }) => physicalId ?? []);
  return {
    ...lookups,
    async proxies() {
      const [all, own] = await Promise.all([lookups.proxies(), namesOf('AWS::RDS::DBProxy')]);
      return all.filter((name) => !own.includes(name));
    },
    async vpcCount() {
      const [all, own] = await Promise.all([lookups.vpcCount(), namesOf('AWS::EC2::VPC')]);
      return all - own.length;
    },
  };
}

async function readBefore(
  { arn, parameters, outputs }: Stack,
  { stacks }: Pick<Ports, 'stacks'>,
): Promise<Before> {
  const body = (await stacks.template(arn)) ?? '';
  return { parameters, body, template: readTemplate(body), databaseId: outputs.DatabaseId };
}
