import { ProxyWebhookError } from '../../errors.ts';

/** Numbers as the command line gives them. */
export interface NumberArguments {
  readonly port?: number | undefined;
  readonly concurrency?: number | undefined;
  readonly pool?: number | undefined;
  /** Empty when only the option was given. */
  readonly inspect?: string | undefined;
}

export interface Numbers {
  readonly port?: number;
  readonly concurrency?: number;
  readonly pool?: number;
  readonly inspect?: number;
}

/** Node.js' own port for debuggers. */
const INSPECT_PORT = 9229;

/** The numbers that were given. Throws `usage` for one that cannot be. */
export function checkedNumbers({ port, concurrency, pool, inspect }: NumberArguments): Numbers {
  const debugger_ = inspect === undefined ? undefined : inspect === '' ? INSPECT_PORT : Number(inspect);
  return {
    ...(port === undefined ? {} : { port: within('port', port, 0, 65_535) }),
    ...(concurrency === undefined ? {} : { concurrency: within('concurrency', concurrency, 1, 1_000) }),
    ...(pool === undefined ? {} : { pool: within('pool', pool, 1, 100_000) }),
    ...(debugger_ === undefined ? {} : { inspect: within('inspect', debugger_, 1, 65_535) }),
  };
}

function within(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new ProxyWebhookError('usage', `--${name} takes a whole number from ${least} to ${most}.`);
}
