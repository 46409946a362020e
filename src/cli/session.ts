import type { DeploymentEvent } from '../deployment/events.ts';
import { finish, type Run } from '../run.ts';
import type { Interruption } from './interruption.ts';
import type { ResultLine } from './json-lines.ts';
import { offer } from './offer.ts';
import { type Prompts, promptsOn } from './prompts.ts';
import { jsonText } from './renderers/json.ts';
import type { Renderer } from './renderers/renderer.ts';
import type { Surroundings } from './surroundings.ts';
import type { UseCases } from './use-cases.ts';
import type { Paper } from './views/view.ts';

/** What a command has at hand while it runs. */
export interface Session {
  readonly surroundings: Surroundings;
  readonly useCases: UseCases;
  readonly json: boolean;
  readonly verbose: boolean;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Ctrl-C is how this command ends. */
  readonly endsByInterruption: () => void;
  readonly prompts: Prompts;
  /** As Ctrl-C: for a terminal that does not make it a signal. */
  readonly interrupt: () => void;
  /** Drives a run to its end and shows what it tells. */
  readonly follow: <Result>(
    run: Run<DeploymentEvent, Result>,
    options?: {
      /**
       * Stops what the run began, when Ctrl-C is answered so; throws what came of it. Given the operation that was under way,
       * where it is known.
       */
      readonly cancel?: (operationId: string | undefined) => Run<DeploymentEvent, never>;
    },
  ) => Promise<Result>;
  /** Drives a run whose events have a renderer of their own. */
  readonly followWith: <Event, Result>(run: Run<Event, Result>, renderer: Renderer<Event>) => Promise<Result>;
  /** Ends a command with its result: a line of JSON, or the text, on stdout. Gives the exit code back. */
  readonly result: (line: ResultLine, text: (paper: Paper) => string) => number;
  /** Says something beside the result, on stderr; nothing with `--json`. */
  readonly say: (text: (paper: Paper) => string) => void;
  readonly close: () => void;
}

/** Opens a session; the renderer is made when something is to be shown. */
export function openSession(
  surroundings: Surroundings,
  {
    useCases,
    json,
    verbose,
    yes,
    interruption,
  }: {
    readonly useCases: UseCases;
    readonly json: boolean;
    readonly verbose: boolean;
    readonly yes: boolean;
    readonly interruption: Interruption;
  },
): Session {
  const { stdout, stderr } = surroundings;
  let renderer: Pick<Renderer, 'pause' | 'close'> | undefined;
  const { signal } = interruption;
  const pause = () => renderer?.pause();
  interruption.onFirst(pause);
  return {
    surroundings,
    useCases,
    json,
    verbose,
    signal,
    endsByInterruption: interruption.expect,
    prompts: promptsOn(surroundings, { yes, pause, interruption }),
    async follow(run, { cancel } = {}) {
      const { rendererFor } = await import('./renderers/choose.ts');
      const showing = await rendererFor(surroundings, { json, verbose });
      const held = heldBack(showing);
      renderer = showing;
      const ended = new AbortController();
      if (surroundings.canAsk && !json) {
        interruption.offer((work) =>
          held.during(
            offer(surroundings, work, {
              canCancel: cancel !== undefined,
              interrupt: interruption.press,
              ended: ended.signal,
            }),
          ),
        );
      }
      let operationId: string | undefined;
      const tell = (event: DeploymentEvent) => {
        // What comes after it – checks, most of all – is no other operation; its question may stand all the while.
        if (event.type === 'step-started' && event.step === 'execute') operationId = undefined;
        if (event.type === 'stack-changed') operationId = event.operationId;
        interruption.see(event);
        held.tell(event);
      };
      try {
        return await finish(run, tell);
      } catch (error) {
        interruption.offer(undefined);
        if (interruption.chosen() !== 'cancel' || cancel === undefined) throw error;
        return await finish(cancel(operationId), tell);
      } finally {
        interruption.offer(undefined);
        ended.abort();
        held.release();
        showing.close();
        renderer = undefined;
      }
    },
    interrupt: interruption.press,
    async followWith(run, showing) {
      renderer = showing;
      try {
        return await finish(run, showing.tell);
      } finally {
        showing.close();
        renderer = undefined;
      }
    },
    result(line, text) {
      stdout.line(json ? jsonText(line) : text(stdout));
      return line.exitCode;
    },
    say(text) {
      if (!json) stderr.line(text(stderr));
    },
    close: () => renderer?.close(),
  };
}

/** Holds back what would be written into a question, until it is answered. */
function heldBack({ tell }: Pick<Renderer, 'tell'>) {
  let waiting: DeploymentEvent[] | undefined;
  const release = () => {
    const told = waiting ?? [];
    waiting = undefined;
    for (const event of told) tell(event);
  };
  return {
    tell(event: DeploymentEvent) {
      if (waiting === undefined) tell(event);
      else waiting.push(event);
    },
    release,
    async during<Answer>(question: Promise<Answer>): Promise<Answer> {
      waiting ??= [];
      try {
        return await question;
      } finally {
        release();
      }
    },
  };
}
