import { renderWebhookStack } from '../templates/webhook-stack.ts';
import type { LoadedConfig } from './config/load.ts';
import { regulatingChain } from './config/regulating-chain.ts';
import type { Identity, Ports } from './deployment/ports.ts';
import { isInReview } from './deployment/states.ts';
import { readTemplate } from './deployment/template.ts';
import {
  type Check,
  failed,
  type MachineFacts,
  machineChecks,
  ok,
  unchecked,
  warned,
} from './doctor-checks.ts';
import { permissionChecks } from './doctor-permissions.ts';
import { type ErrorCode, isProxyWebhookError, type ProxyWebhookError } from './errors.ts';
import { lookAhead } from './look-ahead.ts';
import type { Finding } from './preflight/finding.ts';
import { identify } from './preflight/identity.ts';
import { finish } from './run.ts';
import { type StatusReport, status, statusErrorCode } from './status.ts';
import { verify } from './verify.ts';

export type { Check, MachineFacts } from './doctor-checks.ts';

/** All that was looked at, in the order in which to mend it: what comes first may explain what follows. */
export interface DoctorReport {
  readonly environment?: string;
  readonly account?: string;
  readonly region?: string;
  readonly checks: readonly Check[];
  /** Of the first that fails; undefined where none does. */
  readonly code?: ErrorCode;
}

export interface DoctorInput {
  readonly machine: MachineFacts;
  /** The configuration, or why there is none. */
  readonly configuration: LoadedConfig | ProxyWebhookError;
  /** Makes the way to AWS. */
  readonly ports: (loaded: LoadedConfig) => Promise<Ports>;
  /** True: a local cloud answers, which has no permissions and no offers to look at. */
  readonly local: boolean;
  readonly signal?: AbortSignal;
}

/** Looks at everything that a deployment needs and at what is deployed; changes nothing, and shows no secret. */
export async function doctor(input: DoctorInput): Promise<DoctorReport> {
  const { configuration, signal } = input;
  const machine = machineChecks(input.machine);
  if (configuration instanceof Error) {
    const rest = (['credentials', 'permissions', 'preflight', 'stack', 'live'] as const).map((area) =>
      unchecked(area, area, 'without a configuration nobody knows where to look'),
    );
    return reportOf({}, [...machine, failed('configuration', 'configuration', configuration), ...rest]);
  }
  const { config } = configuration;
  const known = { environment: config.environment };
  const here = [...machine, ...configurationChecks(configuration)];
  const ports = await input.ports(configuration);
  const identity = await settle(identify(config, ports.account));
  if ('problem' in identity) {
    const rest = (['permissions', 'preflight', 'stack', 'live'] as const).map((area) =>
      unchecked(area, area, 'AWS does not know who asks'),
    );
    return reportOf(known, [...here, failed('credentials', 'identity', identity.problem), ...rest]);
  }
  const { account, region } = identity.value;
  const [permissions, ahead, deployed] = await Promise.all([
    input.local
      ? [unchecked('permissions', 'permissions', 'the local cloud asks for none')]
      : permissionChecks(config, identity.value, ports.account),
    preflightChecks(configuration, identity.value, ports, input.local),
    stackChecks(configuration, ports, signal),
  ]);
  const live =
    deployed.report === undefined
      ? notCalled(deployed.why)
      : await liveChecks(deployed.report, ports, signal);
  return reportOf({ ...known, account, region }, [
    ...here,
    ...credentialChecks(identity.value, ports.clock.now()),
    ...permissions,
    ...ahead,
    ...deployed.checks,
    ...live,
  ]);
}

function reportOf(known: Omit<DoctorReport, 'checks' | 'code'>, checks: readonly Check[]): DoctorReport {
  const code = checks.find(({ state }) => state === 'fail')?.code;
  return { ...known, checks, ...(code === undefined ? {} : { code }) };
}

function configurationChecks({ config, file }: LoadedConfig): readonly Check[] {
  const { warnings } = regulatingChain(config);
  return [
    ok(
      'configuration',
      'configuration',
      `${file}: environment ${config.environment}, stack ${config.stackName}`,
    ),
    ...warnings.map((warning) => warned('configuration', 'regulating-chain', warning)),
  ];
}

/** A first deployment takes about that long; credentials that end before stop it from being followed. */
const DEPLOYMENT = 30 * 60_000;

function credentialChecks({ arn, account, region, expiresAt }: Identity, now: number): readonly Check[] {
  const who = ok('credentials', 'identity', `${arn}, account ${account}, region ${region}`);
  if (expiresAt === undefined) return [who];
  const minutes = Math.floor((Date.parse(expiresAt) - now) / 60_000);
  return [
    who,
    minutes * 60_000 >= DEPLOYMENT
      ? ok('credentials', 'expiry', `valid for ${minutes} minutes more`)
      : warned(
          'credentials',
          'expiry',
          `The credentials end in ${Math.max(0, minutes)} minutes, a first deployment takes up to 30.`,
          [
            'Renew them before `up`: aws sso login, or whatever gave them. One that outlives them goes on, and `up` takes it up again.',
          ],
        ),
  ];
}

async function preflightChecks(
  { config }: LoadedConfig,
  identity: Identity,
  ports: Ports,
  local: boolean,
): Promise<readonly Check[]> {
  if (local) return [unchecked('preflight', 'preflight', 'the local cloud offers whatever is asked for')];
  const looking = await settle(lookFor());
  if ('value' in looking) {
    const { findings, createServiceLinkedRole } = looking.value;
    return [
      ...(findings.some(({ severity }) => severity === 'warning')
        ? []
        : [ok('preflight', 'preflight', 'nothing stands in the way')]),
      ...(createServiceLinkedRole
        ? [ok('preflight', 'service-linked-role', '`up` will make the role AWSServiceRoleForRDS')]
        : []),
      ...findings.map(findingCheck),
    ];
  }
  const { findings } = looking.problem.data as { readonly findings?: readonly Finding[] };
  return findings?.map(findingCheck) ?? [failed('preflight', 'preflight', looking.problem)];

  async function lookFor() {
    const stack = await ports.stacks.describe(config.stackName);
    const base = stack === undefined || isInReview(stack.status) ? undefined : stack;
    const template = readTemplate(renderWebhookStack(config).document);
    return lookAhead({ config, identity, template, base }, { ports, reportZones: true });
  }
}

function findingCheck({ name, severity, message, remedies }: Finding): Check {
  const told = { area: 'preflight', name, message, remedies } as const;
  switch (severity) {
    case 'error':
      return { ...told, state: 'fail', code: 'preflight-failed' };
    case 'warning':
      return { ...told, state: 'warn' };
    case 'not-checked':
      return { ...told, state: 'not-checked' };
  }
}

async function stackChecks(
  loaded: LoadedConfig,
  ports: Ports,
  signal: AbortSignal | undefined,
): Promise<{ readonly checks: readonly Check[]; readonly report?: StatusReport; readonly why: string }> {
  const looked = await settle(status(loaded, { ports, ...(signal === undefined ? {} : { signal }) }));
  if ('problem' in looked) {
    const { problem } = looked;
    const why = 'there is nothing deployed';
    if (problem.code !== 'stack-not-found') return { checks: [failed('stack', 'stack', problem)], why };
    return {
      checks: [ok('stack', 'stack', `${loaded.config.stackName} is not deployed yet: \`up\` makes it`)],
      why,
    };
  }
  const report = looked.value;
  const { stack, verdict, advice, targets, warnings } = report;
  const code = statusErrorCode(report);
  const sick = targets.map(
    ({ id, state, reason }) => `${id} ${state}${reason === undefined ? '' : ` ${reason}`}`,
  );
  const message = `${stack.name} is ${stack.status}, ${verdict}${verdict === 'healthy' || sick.length === 0 ? '' : `: ${sick.join(', ')}`}`;
  const remedies = [...advice.next, ...(advice.command === undefined ? [] : [advice.command])];
  const main: Check =
    code === undefined
      ? ok('stack', 'stack', message)
      : verdict === 'busy'
        ? warned('stack', 'stack', message, remedies)
        : { area: 'stack', name: 'stack', state: 'fail', code, message, remedies };
  const checks = [main, ...warnings.map((warning) => warned('stack', 'parts', warning))];
  return verdict === 'healthy' ? { checks, report, why: '' } : { checks, why: `the stack is ${verdict}` };
}

function notCalled(why: string): readonly Check[] {
  return [unchecked('live', 'live', why)];
}

/** The function's own check, which stores a request and takes it back, and the public URL; once each. */
async function liveChecks(
  { outputs }: StatusReport,
  ports: Ports,
  signal: AbortSignal | undefined,
): Promise<readonly Check[]> {
  const { ProxyName: proxyName, FunctionName: functionName, WebhookUrl: webhookUrl } = outputs;
  if (proxyName === undefined || functionName === undefined || webhookUrl === undefined) {
    return notCalled('the stack has not got all outputs');
  }
  const proven = await settle(
    finish(
      verify(
        { proxyName, functionName, webhookUrl },
        { ports, retryMilliseconds: 0, ...(signal === undefined ? {} : { signal }) },
      ),
    ),
  );
  if ('problem' in proven) return [failed('live', 'live', proven.problem)];
  return [ok('live', 'live', `the function stores and takes back a request, ${webhookUrl} answers`)];
}

type Settled<T> = { readonly value: T } | { readonly problem: ProxyWebhookError };

async function settle<T>(work: Promise<T>): Promise<Settled<T>> {
  try {
    return { value: await work };
  } catch (error) {
    if (!isProxyWebhookError(error) || error.code === 'cancelled' || error.code === 'internal') throw error;
    return { problem: error };
  }
}
