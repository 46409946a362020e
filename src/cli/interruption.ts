import type { DeploymentEvent } from '../deployment/events.ts';
import { ProxyWebhookError } from '../errors.ts';
import type { Choice, RunningWork } from './offer.ts';
import type { ProcessLike, SignalName, Surroundings } from './surroundings.ts';
import { wrap } from './text/layout.ts';

/**
 * Ctrl-C: the first press aborts the signal and says what goes on – or asks, while CloudFormation works and somebody is there
 * to answer –, the second leaves at once. SIGTERM and SIGHUP never ask.
 */
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
  /** Who asks what is to be done, at a first press while CloudFormation works; nobody unless told. */
  readonly offer: (ask: ((work: RunningWork) => Promise<Choice>) | undefined) => void;
  /** What was chosen, once it was not to wait. */
  readonly chosen: () => Choice | undefined;
  /** What interrupted; undefined while nothing did. */
  readonly by: () => SignalName | undefined;
  /** The first press is how this ends: nothing is said of it. */
  readonly expect: () => void;
  readonly stop: () => void;
}

/** Listens for SIGINT, SIGTERM and SIGHUP until stopped. `commandLine` is what resumes. */
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
  let work: RunningWork | undefined;
  let creates = false;
  let expected = false;
  let asking = false;
  let ask: ((work: RunningWork) => Promise<Choice>) | undefined;
  let chosen: Choice | undefined;
  let by: SignalName | undefined;

  const abort = (name: SignalName) => {
    by = name;
    controller.abort(cancelled(work !== undefined, commandLine));
  };
  const interrupt = (name: SignalName) => {
    // A terminal that is closed sends it twice, by its shell and by the kernel: that is nobody's second press.
    if (name === 'SIGHUP' && controller.signal.aborted) return;
    if (controller.signal.aborted || asking) {
      by ??= name;
      return force(cancelled(work !== undefined, commandLine));
    }
    before();
    if (name === 'SIGINT' && work !== undefined && ask !== undefined && !expected) {
      asking = true;
      ask(work).then(
        (choice) => {
          asking = false;
          if (choice === 'wait') return;
          chosen = choice;
          abort(name);
        },
        () => {
          asking = false;
          abort(name);
        },
      );
      return;
    }
    const said =
      work === undefined
        ? 'Interrupted: nothing more will be begun.'
        : 'Interrupted: CloudFormation goes on without this command.';
    if (expected) stderr.line();
    else if (!json) stderr.line(`\n${wrap(`${said} Press Ctrl-C again to leave at once.`, stderr.width())}`);
    abort(name);
  };
  const listeners = SIGNALS.map((name) => [name, () => interrupt(name)] as const);
  for (const [name, listener] of listeners) process.on(name, listener);
  return {
    signal: controller.signal,
    forced,
    onFirst: (listener) => {
      before = listener;
    },
    press: () => interrupt('SIGINT'),
    see: (event) => {
      if (event.type === 'planned')
        creates = event.plan.action === 'create' || event.plan.action === 'recreate';
      if (event.type === 'step-started' && GOES_ON.has(event.step)) work = { step: event.step, creates };
      if (event.type === 'step-finished' && GOES_ON.has(event.step)) work = undefined;
      if (event.type === 'stack-changed' && work !== undefined) work = { ...work, status: event.status };
    },
    offer: (asks) => {
      ask = asks;
    },
    chosen: () => chosen,
    by: () => by,
    expect: () => {
      expected = true;
    },
    stop: () => {
      for (const [name, listener] of listeners) process.off(name, listener);
    },
  };
}

const SIGNALS: readonly SignalName[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** What is going on in AWS while these steps are, whether or not someone looks. */
const GOES_ON: ReadonlySet<string> = new Set(['execute', 'delete', 'cancel', 'roll-back', 'wait-for-other']);

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
