import type { DeploymentEvent } from '../deployment/events.ts';
import { ProxyWebhookError } from '../errors.ts';
import type { ProcessLike, Surroundings } from './surroundings.ts';
import { wrap } from './text/layout.ts';

/** Ctrl-C: the first press aborts the signal and says what goes on, the second leaves at once. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Resolves at the second press, to what is to be said then. */
  readonly forced: Promise<ProxyWebhookError>;
  /** Called before anything is said. */
  readonly onFirst: (listener: () => void) => void;
  /** Ctrl-C where the terminal does not make it a signal: while a question is asked. */
  readonly press: () => void;
  /** Takes note of whether AWS has been asked for something that goes on without this command. */
  readonly see: (event: DeploymentEvent) => void;
  /** The first press is how this ends: nothing is said of it. */
  readonly expect: () => void;
  readonly stop: () => void;
}

/** Listens for SIGINT and SIGTERM until stopped. `commandLine` is what resumes. */
export function interruptionOf(
  process: Pick<ProcessLike, 'on' | 'off'>,
  { stderr }: Pick<Surroundings, 'stderr'>,
  { commandLine, json }: { readonly commandLine: string; readonly json: boolean },
): Interruption {
  const controller = new AbortController();
  let force = (_: ProxyWebhookError) => {};
  const forced = new Promise<ProxyWebhookError>((resolve) => {
    force = resolve;
  });
  let before = () => {};
  let goesOn = false;
  let expected = false;

  const press = () => {
    if (controller.signal.aborted) return force(cancelled(goesOn, commandLine));
    before();
    const said = goesOn
      ? 'Interrupted: CloudFormation goes on without this command.'
      : 'Interrupted: nothing more will be begun.';
    if (expected) stderr.line();
    else if (!json) stderr.line(`\n${wrap(`${said} Press Ctrl-C again to leave at once.`, stderr.width())}`);
    controller.abort(cancelled(goesOn, commandLine));
  };
  process.on('SIGINT', press);
  process.on('SIGTERM', press);
  return {
    signal: controller.signal,
    forced,
    onFirst: (listener) => {
      before = listener;
    },
    press,
    see: (event) => {
      if (event.type === 'step-started' && GOES_ON.has(event.step)) goesOn = true;
      if (event.type === 'step-finished' && GOES_ON.has(event.step)) goesOn = false;
    },
    expect: () => {
      expected = true;
    },
    stop: () => {
      process.off('SIGINT', press);
      process.off('SIGTERM', press);
    },
  };
}

/** What is going on in AWS while these steps are, whether or not someone looks. */
const GOES_ON: ReadonlySet<string> = new Set(['execute', 'delete', 'wait-for-other']);

function cancelled(goesOn: boolean, commandLine: string): ProxyWebhookError {
  return goesOn
    ? new ProxyWebhookError('cancelled', 'Interrupted. CloudFormation goes on with what it was asked for.', {
        remedies: [`Follow it to its end with the same command: ${commandLine}`],
        data: { goesOn },
      })
    : new ProxyWebhookError('cancelled', 'Interrupted.', {
        remedies: [`Run it again: ${commandLine}`],
        data: { goesOn },
      });
}
