import { isProxyWebhookError, type ProxyWebhookError } from '../errors.ts';
import { exitCodeOf } from './exit-codes.ts';
import type { ErrorLine } from './json-lines.ts';
import { withLocalRemedies } from './local-remedies.ts';
import { jsonText } from './renderers/json.ts';
import { remedyText } from './renderers/wording.ts';
import type { Surroundings } from './surroundings.ts';
import { wrap } from './text/layout.ts';
import { packageVersion } from './version.ts';
import type { Paper } from './views/view.ts';

/** Tells an error, as JSON on stdout or as text on stderr, and gives its exit code. */
export function tellError(
  error: unknown,
  { stdout, stderr }: Pick<Surroundings, 'stdout' | 'stderr'>,
  { json, verbose, local }: { readonly json: boolean; readonly verbose: boolean; readonly local: boolean },
): number {
  const told = local ? withLocalRemedies(error) : error;
  if (json) stdout.line(jsonText(errorLine(told, { verbose })));
  else stderr.line(errorText(told, stderr, { verbose }));
  return exitCodeOf(told);
}

/** How an error reads: what happened, then what to do; with `verbose` its causes and stack. A bug of ours asks to be reported. */
export function errorText(error: unknown, paper: Paper, { verbose }: { readonly verbose: boolean }): string {
  const { style, width } = paper;
  if (!isOurs(error)) {
    return [
      wrap(`${style.bad('✖')} ${wordsOf(error)}`, width(), '', '  '),
      '',
      stackOf(error),
      '',
      wrap(
        `This is a bug in proxywebhook, please report it with the lines above (proxywebhook ${packageVersion()}, Node.js ${NODE}).`,
        width(),
      ),
    ].join('\n');
  }
  return [
    wrap(`${style.bad('✖')} ${error.message}`, width(), '', '  '),
    ...(verbose ? ['', style.dim(stackOf(error))] : []),
    ...error.remedies.map((remedy) => remedyText(remedy, paper)),
  ].join('\n');
}

/** The same for `--json`. */
export function errorLine(error: unknown, { verbose }: { readonly verbose: boolean }): ErrorLine {
  const ours = isOurs(error) ? error : undefined;
  return {
    type: 'error',
    code: ours?.code ?? 'internal',
    exitCode: exitCodeOf(error),
    message: wordsOf(error),
    remedies: ours?.remedies ?? ['This is a bug in proxywebhook, please report it.'],
    data: ours?.data ?? {},
    ...(verbose || ours === undefined ? { stack: stackOf(error) } : {}),
  };
}

const NODE = globalThis.process.version;

function isOurs(error: unknown): error is ProxyWebhookError {
  return isProxyWebhookError(error) && error.code !== 'internal';
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

/** The stack with those of its causes below, each once. */
function stackOf(error: unknown): string {
  const stacks: string[] = [];
  const seen = new Set<unknown>();
  for (let at = error; at !== undefined && !seen.has(at); at = at instanceof Error ? at.cause : undefined) {
    seen.add(at);
    const text = at instanceof Error ? (at.stack ?? `${at.name}: ${at.message}`) : String(at);
    stacks.push(stacks.length === 0 ? text : `caused by ${text}`);
  }
  return stacks.join('\n');
}
