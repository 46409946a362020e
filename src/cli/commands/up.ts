import { cacheDirectory } from '../../artifact/cache-directory.ts';
import type { LoadedConfig } from '../../config/load.ts';
import type { DeploymentEvent } from '../../deployment/events.ts';
import type { Ports } from '../../deployment/ports.ts';
import { commandLine } from '../../deployment/status-advice.ts';
import { isProxyWebhookError, ProxyWebhookError } from '../../errors.ts';
import type { Run } from '../../run.ts';
import type { UpResult } from '../../up.ts';
import { command } from '../command.ts';
import {
  awsOptions,
  loadConfiguration,
  portsFor,
  preflightOption,
  preflightOptions,
  waitOption,
  yesOption,
} from '../options.ts';
import { outputsFile } from '../outputs-file.ts';
import type { Session } from '../session.ts';
import { duration } from '../text/time.ts';
import { outputsText } from '../views/outputs.ts';
import type { Paper } from '../views/view.ts';

/** Plans, shows, asks, deploys, follows to the true end, proves healthy, prints the outputs. */
export const upCommand = command({
  name: 'up',
  describe: 'Plan, ask, deploy, prove healthy, print the URL',
  options: {
    ...awsOptions,
    ...yesOption,
    'allow-replace': {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Let this logical ID be replaced or removed though it holds state (repeatable)',
    },
    fast: {
      type: 'boolean',
      describe: "Update the function's code alone, past the stack, in seconds; refused when more differs",
    },
    'no-rollback': {
      type: 'boolean',
      describe: 'Leave what fails as it is, to be looked at; go on from where that stopped',
    },
    ...waitOption,
    ...preflightOption,
    'skip-verify': { type: 'boolean', describe: 'Leave out the checks after the deployment' },
    'outputs-file': {
      type: 'string',
      requiresArg: true,
      describe: 'Write the outputs to a file too: .json, or .env (UPPER_SNAKE names)',
    },
  },
  examples: [
    ['up --env dev', 'shows the plan and asks'],
    ['up --env prod --yes --outputs-file outputs.json', 'for a pipeline'],
    ['up --env dev --allow-replace DatabaseInstance', 'accepts that the database is made anew'],
  ],
  async run(args, session) {
    const preflight = preflightOptions(args);
    const file =
      args['outputs-file'] === undefined
        ? undefined
        : await outputsFile(args['outputs-file'], session.surroundings.directory);
    const loaded = await loadConfiguration(args, session);
    const ports = await portsFor(loaded, session);
    const { up } = await session.useCases.up();
    const deploying = session.follow(
      up(loaded, {
        ports,
        approve: () => session.prompts.confirm('Deploy these changes?'),
        allowReplace: args['allow-replace'] ?? [],
        fast: args.fast ?? false,
        rollback: !args['no-rollback'],
        wait: !args['no-wait'],
        verify: !args['skip-verify'],
        ...preflight,
        signal: session.signal,
        cacheDirectory: cacheDirectory(session.surroundings.env),
      }),
      { cancel: (operationId) => cancelDeployment(loaded, ports, operationId, session) },
    );
    const { outcome, stack, outputs, milliseconds } = await deploying.catch(async (error: unknown) => {
      // A stack that stands has outputs, also when a check after the deployment failed.
      const known = outputsOf(error);
      if (known !== undefined) {
        session.say((paper) => outputsText(known, paper));
        await file?.write(known);
      }
      throw error;
    });
    const { arn, name, status } = stack;
    session.say((paper) => outcomeText(outcome, name, milliseconds, paper));
    const exitCode = session.result(
      {
        type: 'result',
        command: 'up',
        exitCode: 0,
        outcome,
        stack: { arn, name, status },
        outputs,
        milliseconds,
      },
      (paper) => outputsText(outputs, paper),
    );
    await file?.write(outputs);
    return exitCode;
  },
});

/** What Ctrl-C and `c` do: the same as `cancel`, agreed to already. The deployment did not come about: that is no success. */
async function* cancelDeployment(
  loaded: LoadedConfig,
  ports: Ports,
  operationId: string | undefined,
  session: Session,
): Run<DeploymentEvent, never> {
  const { cancel } = await session.useCases.cancel();
  const { outcome, status } = yield* cancel(loaded, {
    ports,
    confirm: async () => true,
    ...(operationId === undefined ? {} : { operationId }),
  });
  const { environment, stackName } = loaded.config;
  const stands = {
    deleted: 'what was made is deleted',
    'rolled-back': `it is as it was before (${status})`,
    nothing: `the operation had ended by then (${status}), nothing was taken back`,
  }[outcome];
  throw new ProxyWebhookError('cancelled', `Cancelled the deployment of ${stackName}: ${stands}.`, {
    remedies: [`Deploy again: \`${commandLine('up', environment)}\`.`],
    data: { stackName, status, goesOn: false },
  });
}

function outputsOf(error: unknown): Readonly<Record<string, string>> | undefined {
  const outputs = isProxyWebhookError(error) ? error.data.outputs : undefined;
  return typeof outputs === 'object' && outputs !== null ? { ...outputs } : undefined;
}

function outcomeText(
  outcome: UpResult['outcome'],
  name: string,
  milliseconds: number,
  { style }: Paper,
): string {
  const took = style.dim(`(${duration(milliseconds)})`);
  switch (outcome) {
    case 'created':
      return `${style.good('✔')} ${style.bold(name)} is deployed ${took}\n`;
    case 'updated':
      return `${style.good('✔')} ${style.bold(name)} is updated ${took}\n`;
    case 'recreated':
      return `${style.good('✔')} ${style.bold(name)} is deployed anew ${took}\n`;
    case 'code-updated':
      return `${style.good('✔')} ${style.bold(name)} runs the new code ${took}; the next \`up\` brings the stack in line\n`;
    case 'repaired':
      return `${style.good('✔')} ${style.bold(name)} is repaired ${took}\n`;
    case 'unchanged':
      return `${style.good('✔')} ${style.bold(name)}: no changes ${took}\n`;
  }
}
