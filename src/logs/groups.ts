import { type AwsPlace, awsCommand } from '../config/aws-command.ts';
import type { Config } from '../config/schema.ts';
import type { Ports } from '../deployment/ports.ts';
import { commandLine } from '../deployment/status-advice.ts';
import { findStack, withoutFunction } from '../requests/deployed-function.ts';

/** Who writes: the function, the HTTP API (its access log), the proxy. */
export type LogSource = 'function' | 'api' | 'proxy';

export const LOG_SOURCES: readonly LogSource[] = ['function', 'api', 'proxy'];

export interface LogGroups {
  readonly environment: string;
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  /** By source; one that is left out does not log. */
  readonly groups: Readonly<Partial<Record<LogSource, string>>>;
}

/**
 * Finds an environment's log groups by its stack's outputs. Throws what `findStack` throws, and for a stack without outputs
 * what there is to do about it.
 */
export async function findLogGroups(
  config: Pick<Config, 'stackName' | 'environment' | 'account'>,
  ports: Pick<Ports, 'stacks' | 'account'>,
  signal?: AbortSignal,
): Promise<LogGroups> {
  const { account, region, stack } = await findStack(config, ports, signal);
  const { FunctionLogGroup, ApiLogGroup, ProxyName } = stack.outputs;
  if (FunctionLogGroup === undefined) throw withoutFunction(stack, config.environment);
  return {
    environment: config.environment,
    stackName: stack.name,
    account,
    region,
    groups: {
      function: FunctionLogGroup,
      ...(ApiLogGroup === undefined ? {} : { api: ApiLogGroup }),
      // Amazon RDS User Guide, "Monitoring RDS Proxy metrics with Amazon CloudWatch": logs are under /aws/rds/proxy.
      ...(ProxyName === undefined ? {} : { proxy: `/aws/rds/proxy/${ProxyName}` }),
    },
  };
}

/** Why a source has nothing to show, and what to do about it. */
export interface MissingLog {
  readonly source: LogSource;
  /** `off`: it is not set up to log; `absent`: its group is not there; `empty`: nothing in this time, or that the filter finds. */
  readonly reason: 'off' | 'absent' | 'empty';
  readonly group?: string;
  readonly message: string;
  readonly remedies: readonly string[];
}

interface Missing {
  readonly environment: string;
  readonly group: string | undefined;
  readonly asked: string;
  readonly place: AwsPlace;
}

/** Explains a source without a line. */
export function missingLog(
  source: LogSource,
  reason: MissingLog['reason'],
  { environment, group, asked, place }: Missing,
): MissingLog {
  const [message, ...remedies] = wordsFor(source, reason, { environment, group, asked, place });
  return { source, reason, ...(group === undefined ? {} : { group }), message: message ?? '', remedies };
}

function wordsFor(
  source: LogSource,
  reason: MissingLog['reason'],
  { environment, group, asked, place }: Missing,
): readonly string[] {
  const up = commandLine('up', environment);
  if (reason === 'empty') return [`${NAMES[source]} has logged nothing ${asked}.`];
  if (reason === 'off') {
    return source === 'api'
      ? [
          "The API's access log is off.",
          `Turn it on: "api": { "accessLogs": true } in the configuration, then \`${up}\``,
        ]
      : [`${NAMES[source]} has no log that the stack's outputs name.`, `Deploy it again: \`${up}\``];
  }
  return source === 'proxy'
    ? [
        'The proxy has no log yet: RDS makes one with its first line, an error or a pinned session.',
        `For more, "proxy": { "debugLogging": true } in the configuration, then \`${up}\`: it logs SQL, and RDS turns it off after 24 hours`,
      ]
    : [
        `${NAMES[source]}'s log group is gone: something else than this program removed it.`,
        `Make it again, what is written from then on is kept: \`${awsCommand(`logs create-log-group --log-group-name ${group}`, place)}\``,
      ];
}

const NAMES: Readonly<Record<LogSource, string>> = {
  function: 'The function',
  api: 'The API',
  proxy: 'The proxy',
};
