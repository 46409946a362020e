import type { DeploymentEvent } from './deployment/events.ts';
import { sha256OfKey } from './deployment/function-differences.ts';
import {
  compareLive,
  type LiveChange,
  type LiveReport,
  type Repair,
  type Unseen,
} from './deployment/live.ts';
import type { Ports } from './deployment/ports.ts';
import type { ResourceChange, Stack } from './deployment/stack.ts';
import { commandLine } from './deployment/status-advice.ts';
import { step } from './deployment/steps.ts';
import { isProxyWebhookError, messageOf, ProxyWebhookError } from './errors.ts';
import type { Run } from './run.ts';

/** What lives, compared with what was deployed. */
export interface Compared extends LiveReport {
  /** What could not be looked at, in words. */
  readonly warnings: readonly string[];
  /** Of the code that runs now. */
  readonly codeSha256: string | undefined;
  readonly templateBody: string | undefined;
}

interface CompareOptions {
  readonly ports: Pick<Ports, 'stacks' | 'functions' | 'proxyTargets' | 'clock'>;
  /** Throws where the function may not be looked at, rather than compare the rest. */
  readonly needsFunction?: boolean;
}

/** Reads what lives, all at once, and compares it with what was deployed. */
export async function* compareWithDeployed(
  stack: Stack,
  options: CompareOptions,
): Run<DeploymentEvent, Compared> {
  return yield* step('compare', options.ports.clock, () => read(stack, options), { end: words });
}

async function read(
  stack: Stack,
  { ports: { stacks, functions, proxyTargets }, needsFunction = false }: CompareOptions,
): Promise<Compared> {
  const { FunctionName = '', DatabaseId = '', ProxyName = '' } = stack.outputs;
  const warnings: string[] = [];
  const seen = async <State>(ask: () => Promise<State>): Promise<State | Unseen> => {
    try {
      return await ask();
    } catch (error) {
      if (!isProxyWebhookError(error) || error.code !== 'access-denied') throw error;
      warnings.push(`Not compared with what lives: ${messageOf(error)}`);
      return 'unseen';
    }
  };
  const [templateBody, resources, live, database, pool] = await Promise.all([
    stacks.template(stack.arn),
    stacks.resources(stack.arn),
    needsFunction ? functions.configuration(FunctionName) : seen(() => functions.configuration(FunctionName)),
    seen(() => proxyTargets.database(DatabaseId)),
    seen(() => proxyTargets.pool(ProxyName)),
  ]);
  const report = compareLive({ stack, templateBody, resources, function: live, database, pool });
  const codeSha256 = live === undefined || live === 'unseen' ? undefined : live.codeSha256;
  return { ...report, warnings, codeSha256, templateBody };
}

/** What is left to mend beside an update, and what is said of the rest. */
export function besideUpdate(
  { repairs, lost, warnings, codeSha256, templateBody }: Compared,
  changes: readonly ResourceChange[],
  artifactKey: string,
): {
  readonly repairs: readonly LiveChange[];
  readonly warnings: readonly string[];
  readonly templateBody: string | undefined;
} {
  const touched = new Map(changes.map((change) => [change.logicalId, change]));
  const left = repairs.flatMap(({ change }) => {
    const update = touched.get(change.logicalId);
    if (update !== undefined && (update.action !== 'Modify' || update.replacement === 'True')) return [];
    const differences = change.differences.filter(
      ({ property }) => update?.changedProperties.includes(property.split('.')[0] ?? '') !== true,
    );
    return differences.length === 0 ? [] : [{ ...change, differences }];
  });
  const code = repairs.find(({ kind }) => kind === 'code');
  const updated = code !== undefined && !left.some(({ differences }) => differences.some(isCode));
  const fast = codeSha256 === sha256OfKey(artifactKey);
  return {
    repairs: left,
    templateBody,
    warnings: [
      ...warnings,
      ...lost,
      ...(!updated
        ? []
        : [
            fast
              ? 'The function runs this code already, put there past the stack (`up --fast`); the stack takes it over.'
              : 'The function runs code that is neither what was deployed nor what is deployed now: it is replaced.',
          ]),
    ],
  };
}

/** The repairs that were approved, of those there are now. */
export function approvedOf(repairs: readonly Repair[], approved: readonly LiveChange[]): readonly Repair[] {
  const names = new Set(approved.flatMap(keysOf));
  return repairs.filter(({ change }) => keysOf(change).some((key) => names.has(key)));
}

/** Throws for what is gone, or cannot be brought back: nobody may call that "no changes". */
export function refuseLost({ lost }: LiveReport, stack: Stack, environment: string): void {
  if (lost.length === 0) return;
  throw new ProxyWebhookError(
    'unhealthy',
    `The stack ${stack.name} is deployed, but something else than this product changed what lives. ${lost.join('. ')}.`,
    {
      remedies: [
        `See what else was changed: \`${commandLine('diff', environment)}\`.`,
        'CloudFormation makes nothing again that it thinks is there: change a key of that resource in the configuration (`function.memoryMb`, say), or take the stack away with `down` and deploy it anew.',
      ],
      data: { stackName: stack.name, lost },
    },
  );
}

function keysOf({ logicalId, differences }: LiveChange): readonly string[] {
  return differences.map(({ property }) => `${logicalId}.${property}`);
}

function isCode({ property }: LiveChange['differences'][number]): boolean {
  return property === 'Code';
}

function words({ repairs, lost }: Compared): string {
  const count = repairs.length + lost.length;
  return count === 0
    ? 'as it was deployed'
    : count === 1
      ? '1 resource was changed by hand'
      : `${count} resources were changed by hand`;
}
