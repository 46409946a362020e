import { isProxyWebhookError, type ProxyWebhookError } from '../../errors.ts';
import { command } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { awsOptions, type Configuration, loadConfiguration, portsFor } from '../options.ts';
import { engineOfPackage } from '../version.ts';
import { doctorText } from '../views/doctor.ts';

/** Looks at machine, configuration, account and stack, and says what to mend; changes nothing. */
export const doctorCommand = command({
  name: 'doctor',
  describe: 'Look at machine, configuration, account and stack, and say what to mend',
  options: awsOptions,
  examples: [
    ['doctor --env dev', 'exits with 0, or with the code of the first thing that fails'],
    ['doctor --env dev --json | jq -r \'.checks[] | select(.state == "fail").message\'', 'for a script'],
  ],
  async run(args, session) {
    const { lookAtMachine } = await import('../look-at-machine.ts');
    const [machine, configuration] = await Promise.all([
      lookAtMachine(session.surroundings.env, engineOfPackage()),
      loadConfiguration(args, session).catch((error: unknown): ProxyWebhookError => {
        if (isProxyWebhookError(error) && error.code !== 'internal') return error;
        throw error;
      }),
    ]);
    const { doctor } = await session.useCases.doctor();
    const report = await doctor({
      machine,
      configuration,
      ports: (loaded) => portsFor(loaded as Configuration, session),
      local: args.local === true,
      signal: session.signal,
    });
    const exitCode = report.code === undefined ? 0 : EXIT_CODES[report.code];
    return session.result({ type: 'result', command: 'doctor', exitCode, ...report }, (paper) =>
      doctorText(report, paper),
    );
  },
});
