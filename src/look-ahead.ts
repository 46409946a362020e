import { secretsOfRoutes } from '../templates/secrets-access.ts';
import { artifactBucketName } from './artifact/artifact.ts';
import { regulatingChain } from './config/regulating-chain.ts';
import type { Config } from './config/schema.ts';
import { needsZones } from './deployment/parameters.ts';
import type { Identity, Ports } from './deployment/ports.ts';
import type { Stack } from './deployment/stack.ts';
import { readTemplate, type Template } from './deployment/template.ts';
import { type PreflightFacts, preflight } from './preflight/preflight.ts';
import type { Before } from './preflight/scope.ts';
import { readSkipped } from './preflight/skipping.ts';

export interface LookAheadOptions {
  readonly ports: Ports;
  readonly skipPreflight?: readonly string[] | undefined;
  /** False: nothing is looked at but what the plan is made of. */
  readonly preflight?: boolean | undefined;
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
  { ports, skipPreflight, preflight: whole = true, reportZones }: LookAheadOptions,
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
    ports,
  );
}

async function readBefore(
  { arn, parameters, outputs }: Stack,
  { stacks }: Pick<Ports, 'stacks'>,
): Promise<Before> {
  const body = (await stacks.template(arn)) ?? '';
  return { parameters, body, template: readTemplate(body), databaseId: outputs.DatabaseId };
}
