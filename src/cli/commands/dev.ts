import { command } from '../command.ts';
import { configOptions, yesOption } from '../options.ts';

const text = { type: 'string', requiresArg: true } as const;
const number = { type: 'number', requiresArg: true } as const;

/** The whole path on this machine, kept up and fresh until it is ended. */
export const devCommand = command({
  name: 'dev',
  describe: 'Run the whole path on this machine, without an account, and reload on save',
  options: {
    ...configOptions,
    port: { ...number, describe: 'Where to serve: 3333, or the next one that is free, unless told' },
    host: { ...text, describe: 'The address to serve on: 127.0.0.1, for this machine only, unless told' },
    db: {
      ...text,
      describe:
        'The database: auto, mysql, mariadb, docker, download, or the URL of one (PROXYWEBHOOK_DATABASE_URL)',
    },
    reset: { type: 'boolean', describe: 'Begin with an empty database' },
    ephemeral: { type: 'boolean', describe: 'Keep no data', conflicts: 'reset' },
    offline: { type: 'boolean', describe: 'Fetch nothing: a database has to be here already' },
    concurrency: { ...number, describe: 'Execution environments at most (10 unless told)' },
    pool: {
      ...number,
      describe: 'Connections to the database at most, in place of proxy.maxConnectionsPercent',
    },
    inspect: {
      type: 'string',
      describe: 'Let a debugger attach to the function at this port (9229 unless told)',
    },
    once: { type: 'boolean', describe: 'Start, store one request, say how it went, and end' },
    open: { type: 'boolean', describe: 'Open the page in the browser', conflicts: 'once' },
    ...yesOption,
  },
  examples: [
    ['dev', 'config.dev.json, or the defaults where there is no configuration'],
    ['dev --once', 'proves that it works here: exits with 0 after a request was stored'],
    ['dev --db docker --pool 3', "AWS's engine, and a pool that is quickly used up"],
    ['dev --json | jq -c \'select(.type == "request").request\'', 'every request as it is answered'],
  ],
  async run(args, session) {
    const { runDev } = await import('../dev/run-dev.ts');
    return runDev(args, session);
  },
});
