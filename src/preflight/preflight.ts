import type { Config } from '../config/schema.ts';
import type { Account, Artifacts, Identity } from '../deployment/ports.ts';
import type { Template } from '../deployment/template.ts';
import { type ErrorCode, isProxyWebhookError, type ProxyWebhookError } from '../errors.ts';
import type { CheckName } from './catalogue.ts';
import { checks } from './checks.ts';
import { checkContext } from './context.ts';
import { preflightFailed } from './failed.ts';
import { type Finding, finding, notChecked } from './finding.ts';
import type { Lookups, StandingDatabases } from './ports.ts';
import { type Before, scopeOf } from './scope.ts';
import { NOTHING_SKIPPED, type Skipped } from './skipping.ts';
import { tooFewZones, type Zone } from './zones.ts';

export interface PreflightRequest {
  readonly config: Config;
  readonly identity: Identity;
  readonly bucketName: string;
  /** As it will be deployed. */
  readonly template: Template;
  /** Secrets that routes name. */
  readonly secrets: readonly string[];
  /** Execution environments at most, by the throttle. */
  readonly environments: number;
  /** A stack that has none yet needs two. */
  readonly needsZones: boolean;
  /** Reads what is deployed; undefined for a stack that is made. */
  readonly before?: (() => Promise<Before>) | undefined;
  /** True: nothing is looked at but what the plan is made of. */
  readonly onlyNeeded?: boolean | undefined;
  readonly skipped?: Skipped | undefined;
  /** Checks of a stack that stands, besides those that its changes ask for. */
  readonly also?: readonly CheckName[] | undefined;
}

/** What was found out for the plan. */
export interface PreflightFacts {
  readonly bucket: 'absent' | 'ours';
  readonly zones?: readonly [Zone, Zone];
  readonly createServiceLinkedRole: boolean;
  /** Warnings, and what could not be looked at. */
  readonly findings: readonly Finding[];
  /** Names of what was left out on request. */
  readonly skipped: readonly string[];
}

export interface PreflightPorts {
  readonly account: Pick<Account, 'hasRdsServiceLinkedRole' | 'zones'>;
  readonly artifacts: Pick<Artifacts, 'bucket'>;
  readonly lookups: Lookups;
  readonly proxyTargets: StandingDatabases;
}

/**
 * Looks for everything that would fail later, all at once, and tells all of it: `preflight-failed` with every finding.
 * What may not be read is told as not checked, unless the plan needs it; missing credentials are thrown as they are.
 */
export async function preflight(request: PreflightRequest, ports: PreflightPorts): Promise<PreflightFacts> {
  const { skipped = NOTHING_SKIPPED } = request;
  const isNew = request.before === undefined;
  const bucketSeen = settle(() => ports.artifacts.bucket(request.bucketName, request.identity.account));
  const roleSeen = settle(async () => !isNew || (await ports.account.hasRdsServiceLinkedRole()));
  const before = await settle(async () => (request.onlyNeeded ? undefined : await request.before?.()));
  const { wanted, context } = planned(request, ports, before);
  const zonesSeen = settle(async () => (request.needsZones ? await context.chosenZones() : undefined));
  const looking = wanted.map(async (check) => ({
    check,
    ...(await settle(async () => (await checks[check]?.(context)) ?? [])),
  }));
  const [bucket, role, zones, ...looked] = await Promise.all([bucketSeen, roleSeen, zonesSeen, ...looking]);

  throwAlone([bucket, role, zones, before, ...looked], ['no-credentials', 'cancelled']);
  throwAlone([bucket, role, zones], ['unreachable']);
  const findings = [
    ...needed('bucket', bucket, bucketFinding),
    ...needed('service-linked-role', role),
    ...needed('zones', zones),
    ...(request.needsZones && 'value' in zones && zones.value === undefined
      ? [tooFewZones(await context.zones(), request.identity.region)]
      : []),
    ...looked.flatMap((seen) => ('value' in seen ? seen.value : [notChecked(seen.check, seen.problem)])),
    ...('problem' in before ? [notCompared(before.problem)] : []),
  ].filter(({ name }) => !(skipped.findings as readonly string[]).includes(name));
  const stopping = [bucket, role, zones].flatMap((seen) => ('problem' in seen ? [seen.problem] : []));
  const errors = findings.filter(({ severity }) => severity === 'error');
  // One that is no finding of ours, a missing permission say, is told with its own code.
  const [only] = stopping;
  if (errors.length === 1 && only !== undefined && errors[0]?.message === only.message) throw only;
  if (errors.length > 0) throw preflightFailed(findings);
  if ('problem' in bucket || 'problem' in role || 'problem' in zones) throw only;
  return {
    bucket: bucket.value,
    ...(zones.value === undefined ? {} : { zones: zones.value }),
    createServiceLinkedRole: !role.value,
    findings,
    skipped: [...skipped.checks, ...skipped.findings],
  };
}

type Seen<T> = { readonly value: T } | { readonly problem: ProxyWebhookError };

/** What a look gives, or what it ends with; never rejects, so that one may be waited for after another. */
async function settle<T>(look: () => Promise<T>): Promise<Seen<T>> {
  try {
    return { value: await look() };
  } catch (error) {
    return { problem: error as ProxyWebhookError };
  }
}

/** What is worth looking at, of what was not skipped. */
function planned(request: PreflightRequest, ports: PreflightPorts, before: Seen<Before | undefined>) {
  const { skipped = NOTHING_SKIPPED, onlyNeeded, identity } = request;
  const known = 'value' in before ? before.value : undefined;
  const scope = scopeOf({ ...request, before: known });
  const wanted =
    onlyNeeded || 'problem' in before
      ? []
      : [...scope.checks, ...(known === undefined ? [] : (request.also ?? []))].filter(
          (check) => !skipped.checks.includes(check),
        );
  const context = checkContext({
    ...pick(request),
    region: identity.region,
    secrets: scope.secrets,
    before: known,
    lookups: ports.lookups,
    databases: ports.proxyTargets,
    account: ports.account,
    lookForDatabase: wanted.includes('database'),
  });
  return { wanted, context };
}

function pick({ config, template, environments }: PreflightRequest) {
  return { config, template, environments };
}

/** Where credentials or the way to AWS are missing, nothing else that was seen can be trusted; nor where there is a bug. */
function throwAlone(all: readonly Seen<unknown>[], codes: readonly ErrorCode[]): void {
  const problems = all.flatMap((seen) => ('problem' in seen ? [seen.problem] : []));
  const alone = problems.find((problem) => !isProxyWebhookError(problem) || codes.includes(problem.code));
  if (alone !== undefined) throw alone;
}

/** Something the plan is made of that could not be seen stops it. */
function needed(
  check: CheckName,
  seen: Seen<unknown>,
  known: (problem: ProxyWebhookError) => Finding | undefined = () => undefined,
): readonly Finding[] {
  if (!('problem' in seen)) return [];
  const { message, remedies, data } = seen.problem;
  return [known(seen.problem) ?? { name: check, check, severity: 'error', message, remedies, data }];
}

/** What a bucket that may not be used is told as; undefined for any other problem with it. */
export function bucketFinding({ code, message, remedies, data }: ProxyWebhookError): Finding | undefined {
  return code === 'refused' ? finding('bucket-taken', message, remedies, data) : undefined;
}

function notCompared({ message, remedies }: ProxyWebhookError): Finding {
  return {
    name: 'database',
    check: 'database',
    severity: 'not-checked',
    message: `Not checked: whether AWS takes what changes. ${message}`,
    remedies,
  };
}
