import { isProxyWebhookError, ProxyWebhookError } from '../errors.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { type Interruption, interruptionOf } from './interruption.ts';
import type { Asked } from './parse-arguments.ts';
import { readArguments } from './read-arguments.ts';
import { openSession } from './session.ts';
import type { ProcessLike, SignalName, Surroundings } from './surroundings.ts';
import { tellPlainly } from './tell-plainly.ts';
import { type UseCases, useCases } from './use-cases.ts';

/**
 * Reads the command line, runs the command, tells its error, and resolves to the exit code; never throws. `reporting` loads what
 * tells errors: only one that fails needs it, and by then the package's files may have been replaced.
 */
export async function perform(
  process: ProcessLike,
  surroundings: Surroundings,
  overrides: Partial<UseCases>,
  reporting: () => Promise<Pick<typeof import('./report-error.ts'), 'tellError'>> = () =>
    import('./report-error.ts'),
): Promise<number> {
  const { stdout, stderr } = surroundings;
  const argv = process.argv.slice(2);
  // What a command line that cannot be read seems to ask for.
  let told = {
    json: isNamed('json', argv),
    verbose: isNamed('verbose', argv),
    local: isNamed('local', argv),
  };
  let interruption: Interruption | undefined;
  try {
    const asked = await askedFor(argv, stdout.width());
    if (asked.kind === 'text') {
      stdout.line(asked.text);
      return 0;
    }
    if (asked.kind === 'nothing') {
      stderr.line(asked.text);
      return EXIT_CODES.usage;
    }
    const { args } = asked;
    told = { json: args.json === true, verbose: args.verbose === true, local: args.local === true };
    const { json, verbose } = told;
    interruption = interruptionOf(process, surroundings, { commandLine: commandLineOf(argv), json });
    const session = openSession(surroundings, {
      useCases: { ...useCases, ...overrides },
      json,
      verbose,
      yes: args.yes === true,
      interruption,
    });
    try {
      return await Promise.race([asked.command.run(args, session), rejection(interruption.forced)]);
    } finally {
      session.close();
    }
  } catch (error) {
    const meant = interruption?.signal.aborted === true ? asCancelled(error, interruption.signal) : error;
    const named = withSignal(meant, interruption?.by());
    const { tellError } = await reporting().catch(() => ({ tellError: tellPlainly }));
    return tellError(named, surroundings, told);
  } finally {
    interruption?.stop();
  }
}

function isNamed(option: string, argv: readonly string[]): boolean {
  return argv.some((word) => word === `--${option}` || word === `--${option}=true`);
}

/** What is asked for; yargs is loaded only for what cannot be told without it. */
async function askedFor(argv: readonly string[], columns: number | undefined): Promise<Asked> {
  const reading = await readArguments(argv);
  if (reading !== undefined) return { kind: 'command', ...reading };
  const { parseArguments } = await import('./parse-arguments.ts');
  return parseArguments(argv, { columns });
}

async function rejection(reason: Promise<ProxyWebhookError>): Promise<never> {
  throw await reason;
}

/** Whatever broke because of Ctrl-C is no fault of its own. */
function asCancelled(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof ProxyWebhookError && error.code === 'cancelled') return error;
  const aborted = error instanceof Error && error.name === 'AbortError';
  return aborted ? signal.reason : error;
}

/** An interruption says by what: the exit code depends on it. */
function withSignal(error: unknown, signal: SignalName | undefined): unknown {
  const other = signal !== undefined && signal !== 'SIGINT';
  if (!other || !isProxyWebhookError(error) || error.code !== 'cancelled') return error;
  const { message, remedies, cause, data } = error;
  return new ProxyWebhookError('cancelled', message, { remedies, cause, data: { ...data, signal } });
}

function commandLineOf(argv: readonly string[]): string {
  const quoted = argv.map((word) =>
    /^[\w./:=,@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`,
  );
  return ['npx proxywebhook', ...quoted].join(' ');
}
