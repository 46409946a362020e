import type { RenderedStack } from '../templates/webhook-stack.ts';
import { type Artifact, artifactBucketName, buildArtifact } from './artifact/artifact.ts';
import type { TemplateDocument } from './cloudformation/template.ts';
import { monthlyCost } from './config/cost.ts';
import type { LoadedConfig } from './config/load.ts';
import { regulatingChain } from './config/regulating-chain.ts';
import type { PlacedArtifact } from './deployment/carry-out.ts';
import type { DeploymentEvent } from './deployment/events.ts';
import type { GuardContext } from './deployment/guards.ts';
import { changeSetName } from './deployment/leftovers.ts';
import type { LiveChange } from './deployment/live.ts';
import { stackTags } from './deployment/ownership.ts';
import { nextValues, parameterValues } from './deployment/parameters.ts';
import type { Plan } from './deployment/plan.ts';
import { type PlanningInput, planDeployment } from './deployment/planning.ts';
import type { ChangeSetRequest, Identity, Ports } from './deployment/ports.ts';
import { propertyValues } from './deployment/property-values.ts';
import type { ResourceChange, Stack } from './deployment/stack.ts';
import { step } from './deployment/steps.ts';
import { readTemplate, type Template } from './deployment/template.ts';
import { throwIfCancelled } from './errors.ts';
import { lookAhead } from './look-ahead.ts';
import { besideErrors } from './preflight/failed.ts';
import type { PreflightFacts } from './preflight/preflight.ts';
import type { Run } from './run.ts';

export interface PrepareOptions {
  readonly ports: Ports;
  readonly allowReplace?: readonly string[] | undefined;
  /** Names of checks or findings of preflight to leave out; none is all that can be. */
  readonly skipPreflight?: readonly string[] | undefined;
  /** False: nothing is looked at but what the plan is made of, as in a local cloud, which offers whatever is asked for. */
  readonly preflight?: boolean | undefined;
  /** A stack that is deleted before the new one is made. */
  readonly leaving?: Stack | undefined;
  /** False: what fails is left as it is. */
  readonly rollback?: boolean | undefined;
  readonly cacheDirectory?: string | undefined;
  /** Is given the artifact as soon as there is one. */
  readonly built?: ((artifact: Pick<Artifact, 'sourceMap' | 'base'>) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Everything that is decided before CloudFormation is asked, without a write to the account. */
export interface Preparation {
  readonly environment: string;
  readonly identity: Identity;
  /** The stack that is updated; undefined for one that is made. */
  readonly base: Stack | undefined;
  readonly document: TemplateDocument;
  readonly template: Template;
  readonly artifact: Artifact;
  /** Where the artifact is, or will be. */
  readonly place: { readonly bucket: string };
  readonly request: ChangeSetRequest;
  readonly guards: GuardContext;
  readonly logicalIds: readonly string[];
  /** The plan of these changes. */
  readonly plan: (
    action: Plan['action'],
    changes: readonly ResourceChange[],
    recreate?: Plan['recreate'],
    found?: {
      readonly repairs?: readonly LiveChange[];
      readonly warnings?: readonly string[];
      /** The deployed template, which the values of what changes are told from. */
      readonly templateBody?: string | undefined;
    },
  ) => Plan;
}

/** The artifact of a preparation, and where it is or will be. */
export function placed({ place: { bucket }, artifact: { key, body } }: Preparation): PlacedArtifact {
  return { bucket, key, body };
}

/** Looks ahead and bundles for a stack that is made (`base` undefined) or updated. */
export async function* prepare(
  { config, directory }: Pick<LoadedConfig, 'config' | 'directory'>,
  { document, body }: RenderedStack,
  identity: Identity,
  base: Stack | undefined,
  options: PrepareOptions,
): Run<DeploymentEvent, Preparation> {
  const { ports, allowReplace = [], rollback = true, cacheDirectory, built, signal } = options;
  const template = readTemplate(document);
  const bucket = artifactBucketName(identity.account, identity.region);
  const chain = regulatingChain(config);
  const facts = yield* step('preflight', ports.clock, () =>
    telling(lookAhead({ config, identity, template, base }, options)),
  );
  throwIfCancelled(signal);
  const artifact = yield* step(
    'bundle',
    ports.clock,
    () => buildArtifact({ config, directory, ...(cacheDirectory === undefined ? {} : { cacheDirectory }) }),
    { end: ({ key, fromCache }) => (fromCache ? `${key}, from the cache` : key) },
  );
  built?.(artifact);
  const artifactIsThere =
    facts.bucket === 'ours' && (await ports.artifacts.has(bucket, artifact.key, identity.account));
  throwIfCancelled(signal);

  const guards: GuardContext = {
    allowReplace,
    restoresFromSnapshot: config.database.restoreFromSnapshot !== undefined,
    keepsFailed: !rollback,
  };
  const observed: Omit<PlanningInput, 'action' | 'changes' | 'recreate'> = {
    environment: config.environment,
    stackName: config.stackName,
    account: identity.account,
    region: identity.region,
    artifact: { bucket, key: artifact.key, bytes: artifact.bytes },
    bucketIsThere: facts.bucket === 'ours',
    artifactIsThere,
    createServiceLinkedRole: facts.createServiceLinkedRole,
    cost: monthlyCost(config),
    regulatingChain: chain,
    protection: { from: base?.terminationProtection ?? false, to: config.terminationProtection },
    restoreFromSnapshot: config.database.restoreFromSnapshot,
    warnings: rollback ? [] : [KEPT],
    findings: facts.findings,
    skippedChecks: facts.skipped,
    guards,
  };
  const parameters = parameterValues(template.parameters, base?.parameters, {
    artifactBucket: bucket,
    artifactKey: artifact.key,
    engineVersion: config.database.engineVersion,
    ...zoneNames(facts),
    viewKey: ports.random.hex(64),
  });
  return {
    environment: config.environment,
    identity,
    base,
    document,
    template,
    artifact,
    place: { bucket },
    guards,
    logicalIds: Object.keys(template.resources),
    request: {
      stackName: config.stackName,
      changeSetName: changeSetName(ports),
      type: base === undefined ? 'CREATE' : 'UPDATE',
      templateBody: body,
      parameters,
      tags: stackTags(config),
      token: `proxywebhook-${ports.random.hex(24)}`,
      ...(config.roleArn === undefined ? {} : { roleArn: config.roleArn }),
      description: `proxywebhook, environment ${config.environment}`,
    },
    plan: (action, changes, recreate, { templateBody, ...found } = {}) =>
      planDeployment({
        ...observed,
        ...found,
        values:
          templateBody === undefined || base === undefined
            ? undefined
            : propertyValues(
                { templateBody, parameters: base.parameters },
                { templateBody: body, parameters: nextValues(parameters, base.parameters) },
              ),
        action,
        changes,
        ...(recreate === undefined ? {} : { recreate }),
      }),
  };
}

/** What does not stop a deployment is told too when something else does. */
async function* telling(looking: Promise<PreflightFacts>): Run<DeploymentEvent, PreflightFacts> {
  try {
    return await looking;
  } catch (error) {
    for (const { message, remedies } of besideErrors(error)) yield { type: 'warned', message, remedies };
    throw error;
  }
}

const KEPT =
  'Without rollback a failure leaves everything as it is, to be looked at: it costs, and the webhook may not work until `up --no-rollback` gets further or `recover` takes it back.';

function zoneNames({ zones }: PreflightFacts): { readonly zones?: readonly [string, string] } {
  return zones === undefined ? {} : { zones: [zones[0].name, zones[1].name] };
}
