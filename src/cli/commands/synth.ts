import { command } from '../command.ts';
import { awsOptions, loadConfiguration } from '../options.ts';

/** Prints the template: offline, without bundling. */
export const synthCommand = command({
  name: 'synth',
  describe: 'Print the CloudFormation template, offline',
  options: { env: awsOptions.env, config: awsOptions.config },
  examples: [['synth --env dev > template.json', 'the template alone; parameters have no defaults']],
  async run(args, session) {
    const { config } = await loadConfiguration(args, session);
    const { synth } = await session.useCases.synth();
    const { template, bytes } = synth(config);
    return session.result({ type: 'result', command: 'synth', exitCode: 0, template, bytes }, () =>
      JSON.stringify(template, null, 2),
    );
  },
});
