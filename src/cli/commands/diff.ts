import { cacheDirectory } from '../../artifact/cache-directory.ts';
import type { DeploymentEvent } from '../../deployment/events.ts';
import type { Run } from '../../run.ts';
import { command } from '../command.ts';
import { DIFFERENCES_FOUND } from '../exit-codes.ts';
import { awsOptions, loadConfiguration, portsFor, preflightOption, preflightOptions } from '../options.ts';
import { parseDuration } from '../text/time.ts';
import { driftText } from '../views/drift.ts';
import { planText } from '../views/plan.ts';

/** Compares with what is deployed and leaves nothing behind. */
export const diffCommand = command({
  name: 'diff',
  describe: 'Compare with what is deployed; leaves nothing behind',
  options: {
    ...awsOptions,
    ...preflightOption,
    drift: {
      type: 'boolean',
      describe: 'Let CloudFormation compare every resource with the template: what was changed by hand',
    },
    'drift-timeout': { type: 'string', requiresArg: true, describe: 'How long that may take; 5m by default' },
    'exit-code': { type: 'boolean', describe: 'Exit with 8 when there are differences' },
  },
  examples: [
    ['diff --env dev --drift', 'what was changed by hand, in every resource; takes a minute or two'],
    ['diff --env dev --exit-code', 'for a script: 0 the same, 8 differences, anything else an error'],
  ],
  async run(args, session) {
    const preflight = preflightOptions(args);
    const loaded = await loadConfiguration(args, session);
    const ports = await portsFor(loaded, session);
    const { diff } = await session.useCases.diff();
    const within =
      args['drift-timeout'] === undefined
        ? undefined
        : parseDuration(args['drift-timeout'], '--drift-timeout');
    const asked = args.drift === true || within !== undefined;
    const { differs, plan, drift } = await session.follow(
      withoutPlan(
        diff(loaded, {
          ports,
          ...preflight,
          ...(asked ? { drift: { withinMilliseconds: within } } : {}),
          signal: session.signal,
          cacheDirectory: cacheDirectory(session.surroundings.env),
        }),
      ),
    );
    session.say(() => '');
    const exitCode = differs && args['exit-code'] ? DIFFERENCES_FOUND : 0;
    const found = drift === undefined ? {} : { drift };
    return session.result({ type: 'result', command: 'diff', exitCode, differs, plan, ...found }, (paper) =>
      [
        planText(plan, paper),
        ...(drift !== undefined
          ? [driftText(drift, plan, paper)]
          : asked
            ? ['Nothing is deployed that could have drifted.']
            : []),
      ].join('\n\n'),
    );
  },
});

/** The plan is the result here: it is not told twice. */
async function* withoutPlan<Result>(run: Run<DeploymentEvent, Result>): Run<DeploymentEvent, Result> {
  try {
    for (;;) {
      const step = await run.next();
      if (step.done) return step.value;
      if (step.value.type !== 'planned') yield step.value;
    }
  } finally {
    await run.return(undefined as Result);
  }
}
