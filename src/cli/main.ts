import { isProxyWebhookError, ProxyWebhookError } from '../errors.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { type Interruption, interruptionOf } from './interruption.ts';
import { withLocalRemedies } from './local-remedies.ts';
import { parseArguments } from './parse-arguments.ts';
import { jsonText } from './renderers/json.ts';
import { errorLine, errorText, exitCodeOf } from './report-error.ts';
import { openSession } from './session.ts';
import { type ProcessLike, type SignalName, surroundingsOf } from './surroundings.ts';
import { type UseCases, useCases } from './use-cases.ts';

/**
 * Does what the command line asks for and resolves to the exit code. Touches nothing of the process but what it is
 * given; never throws.
 */
export async function main(process: ProcessLike, overrides: Partial<UseCases> = {}): Promise<number> {
  const surroundings = surroundingsOf(process);
  const { stdout, stderr } = surroundings;
  const argv = process.argv.slice(2);
  const json = argv.includes('--json');
  const verbose = argv.includes('--verbose');
  let interruption: Interruption | undefined;
  try {
    const asked = await parseArguments(argv, { columns: stdout.width() });
    if (asked.kind === 'text') {
      stdout.line(asked.text);
      return 0;
    }
    if (asked.kind === 'nothing') {
      stderr.line(asked.text);
      return EXIT_CODES.usage;
    }
    interruption = interruptionOf(process, surroundings, { commandLine: commandLineOf(argv), json });
    const session = openSession(surroundings, {
      useCases: { ...useCases, ...overrides },
      json,
      verbose,
      yes: asked.args.yes === true,
      interruption,
    });
    try {
      return await Promise.race([asked.command.run(asked.args, session), rejection(interruption.forced)]);
    } finally {
      session.close();
    }
  } catch (error) {
    const meant = interruption?.signal.aborted === true ? asCancelled(error, interruption.signal) : error;
    const named = withSignal(meant, interruption?.by());
    const told = argv.includes('--local') ? withLocalRemedies(named) : named;
    if (json) stdout.line(jsonText(errorLine(told, { verbose })));
    else stderr.line(errorText(told, stderr, { verbose }));
    return exitCodeOf(told);
  } finally {
    interruption?.stop();
  }
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
