import { cacheDirectory } from '../../artifact/cache-directory.ts';
import type { DeploymentEvent } from '../../deployment/events.ts';
import type { Run } from '../../run.ts';
import { command } from '../command.ts';
import { DIFFERENCES_FOUND } from '../exit-codes.ts';
import { awsOptions, loadConfiguration, portsFor, preflightOption, preflightOptions } from '../options.ts';
import { planText } from '../views/plan.ts';

/** Compares with what is deployed and leaves nothing behind. */
export const diffCommand = command({
  name: 'diff',
  describe: 'Compare with what is deployed; leaves nothing behind',
  options: {
    ...awsOptions,
    ...preflightOption,
    'exit-code': { type: 'boolean', describe: 'Exit with 8 when there are differences' },
  },
  examples: [
    ['diff --env dev --exit-code', 'for a script: 0 the same, 8 differences, anything else an error'],
  ],
  async run(args, session) {
    const preflight = preflightOptions(args);
    const loaded = await loadConfiguration(args, session);
    const ports = await portsFor(loaded, session);
    const { diff } = await session.useCases.diff();
    const { differs, plan } = await session.follow(
      withoutPlan(
        diff(loaded, {
          ports,
          ...preflight,
          signal: session.signal,
          cacheDirectory: cacheDirectory(session.surroundings.env),
        }),
      ),
    );
    session.say(() => '');
    const exitCode = differs && args['exit-code'] ? DIFFERENCES_FOUND : 0;
    return session.result({ type: 'result', command: 'diff', exitCode, differs, plan }, (paper) =>
      planText(plan, paper),
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
