import { isDeepStrictEqual } from 'node:util';
import { type Compared, compareWithDeployed } from './compare-live.ts';
import { agree } from './deployment/agree.ts';
import { carryOut } from './deployment/carry-out.ts';
import type { DeploymentEvent } from './deployment/events.ts';
import { sha256OfKey } from './deployment/function-differences.ts';
import { idleFunction, settledFunction } from './deployment/function-settled.ts';
import { readBack } from './deployment/read-back.ts';
import type { Stack } from './deployment/stack.ts';
import { commandLine } from './deployment/status-advice.ts';
import { step } from './deployment/steps.ts';
import type { OperationContext } from './deployment/to-the-end.ts';
import { unchangedSince } from './deployment/unchanged-since.ts';
import { ProxyWebhookError, throwIfCancelled } from './errors.ts';
import { type Preparation, placed } from './prepare.ts';
import type { Run } from './run.ts';
import type { UpOptions, UpResult } from './up.ts';

/**
 * `up --fast`: gives the function its new code past CloudFormation and looks at its hash. Throws `refused` where anything but
 * the code differs: that is for the stack to do.
 */
export async function* updateCode(
  stack: Stack | undefined,
  preparation: Preparation,
  context: OperationContext,
  options: UpOptions,
): Run<DeploymentEvent, { readonly outcome: UpResult['outcome']; readonly stack: Stack }> {
  const { ports, signal } = options;
  const { artifact } = preparation;
  if (stack === undefined) throw slow(['the stack is not deployed yet'], context);
  const deployed = await ports.stacks.template(stack.arn);
  const compared = yield* compareWithDeployed(stack, { ports, needsFunction: true });
  const functionName = stack.outputs.FunctionName ?? '';
  const others = differences(stack, deployed, compared, preparation);
  if (others.length > 0) throw slow(others, context);
  const wanted = sha256OfKey(artifact.key);
  if (compared.codeSha256 === wanted) return { outcome: 'unchanged', stack };

  const { bucket } = preparation.place;
  const plan = { ...preparation.plan('none', []), codeOf: functionName };
  yield* agree(plan, preparation, options);
  yield* carryOut(plan, placed(preparation), options);
  throwIfCancelled(signal);
  await unchangedSince(stack, options);
  context.ledger.touched = true;
  yield* step(
    'code',
    ports.clock,
    async () => {
      await idleFunction(functionName, options);
      await ports.functions.updateCode(functionName, { bucket, key: artifact.key }, signal);
      const runs = await readBack(
        () => settledFunction(functionName, options),
        (now) => now?.codeSha256 === wanted,
        options,
      );
      if (!runs) throw otherCode(functionName, context);
    },
    { begin: functionName, end: () => artifact.key },
  );
  return { outcome: 'code-updated', stack };
}

/** All that a deployment would change besides the code, in words. */
function differences(
  stack: Stack,
  deployed: string | undefined,
  { repairs, lost }: Compared,
  { request, document, plan }: Preparation,
): readonly string[] {
  const { terminationProtection } = plan('none', []);
  const parameters = Object.entries(request.parameters).flatMap(([name, given]) =>
    name === 'ArtifactKey' || given === 'previous' || stack.parameters[name] === given.value ? [] : [name],
  );
  return [
    ...(isDeepStrictEqual(parsed(deployed), JSON.parse(JSON.stringify(document))) ? [] : ['the template']),
    ...parameters.map((name) => `the parameter ${name}`),
    ...(isDeepStrictEqual({ ...stack.tags }, { ...request.tags }) ? [] : ['tags']),
    ...(terminationProtection === undefined ? [] : ['termination protection']),
    ...repairs
      .filter(({ kind }) => kind !== 'code')
      .map(
        ({ change }) =>
          `${change.logicalId}, which was changed by hand (${change.differences.map(({ property }) => property).join(', ')})`,
      ),
    ...lost,
  ];
}

function slow(what: readonly string[], { stackName, environment }: OperationContext): ProxyWebhookError {
  return new ProxyWebhookError(
    'refused',
    `--fast updates the code of ${stackName} alone, but more differs: ${what.join('; ')}. Nothing was changed.`,
    {
      remedies: [
        `Deploy it all: \`${commandLine('up', environment)}\`.`,
        `See what it would change: \`${commandLine('diff', environment)}\`.`,
      ],
      data: { stackName, differs: what },
    },
  );
}

function otherCode(functionName: string, { environment }: OperationContext): ProxyWebhookError {
  return new ProxyWebhookError(
    'unhealthy',
    `${functionName} was given its new code, but runs another: something else changes it at the same time.`,
    { remedies: [`Deploy it by the stack: \`${commandLine('up', environment)}\`.`], data: { functionName } },
  );
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
