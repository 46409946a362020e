import { ProxyWebhookError } from '../errors.ts';
import type { Interruption } from './interruption.ts';
import type { Surroundings } from './surroundings.ts';
import { wrap } from './text/layout.ts';

/** Questions to whoever sits at the terminal. Each throws `usage` when nobody is there to answer. */
export interface Prompts {
  /** Takes away what is live, so that something can be written before the question. */
  readonly pause: () => void;
  /** Yes or no; an empty line is no. `--yes` answers it. */
  readonly confirm: (question: string) => Promise<boolean>;
  /** True when exactly the word was typed. `--yes` answers it. */
  readonly typed: (word: string, question: string) => Promise<boolean>;
  /** A line, asked again until `problem` finds none; an empty line is the default. `--yes` takes the default. */
  readonly ask: (
    question: string,
    options: { readonly default?: string; readonly problem?: (answer: string) => string | undefined },
  ) => Promise<string>;
}

/** Asks on stderr, so that stdout holds results only. Ctrl-C while asked is Ctrl-C; the end of input is an empty line. */
export function promptsOn(
  { stdin, stderr, canAsk }: Surroundings,
  {
    yes,
    pause,
    interruption,
  }: {
    readonly yes: boolean;
    readonly pause: () => void;
    readonly interruption: Pick<Interruption, 'signal' | 'press'>;
  },
): Prompts {
  /** Undefined when the input ended without an answer (Ctrl-D). */
  const question = async (text: string, way: string): Promise<string | undefined> => {
    if (!canAsk) {
      throw new ProxyWebhookError('usage', `This asks "${text}", and there is no terminal to answer on.`, {
        remedies: [way],
      });
    }
    interruption.signal.throwIfAborted();
    pause();
    const { createInterface } = await import('node:readline/promises');
    const lines = createInterface({ input: stdin, output: stderr.stream, terminal: true });
    lines.on('SIGINT', interruption.press);
    // A terminal that was closed cannot be put back into its mode (EIO), which nobody is there to see.
    lines.on('error', () => {});
    let answered = false;
    const ended = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)));
    try {
      const prompt = `${wrap(text, stderr.width())} `;
      const answer = await Promise.race([lines.question(prompt, { signal: interruption.signal }), ended]);
      answered = answer !== undefined;
      return answer?.trim();
    } catch (error) {
      interruption.signal.throwIfAborted();
      throw error;
    } finally {
      lines.close();
      if (!answered) stderr.line();
    }
  };
  const sayYes = 'Answer it beforehand: --yes';
  return {
    pause,
    async confirm(text) {
      return yes || /^y(es)?$/i.test((await question(`${text} [y/N]`, sayYes)) ?? '');
    },
    async typed(word, text) {
      return yes || (await question(text, sayYes)) === word;
    },
    async ask(text, { default: byDefault, problem }) {
      if (yes && byDefault !== undefined) return byDefault;
      const shown = byDefault === undefined || byDefault === '' ? text : `${text} [${byDefault}]`;
      for (;;) {
        const answer = await question(shown, 'Give it as an option, or take the defaults: --yes');
        if (answer === undefined)
          throw new ProxyWebhookError('declined', 'There was no answer; nothing was changed.');
        if (answer === '' && byDefault !== undefined) return byDefault;
        const wrong = problem?.(answer);
        if (wrong === undefined) return answer;
        stderr.line(wrap(`${stderr.style.bad('✖')} ${wrong}`, stderr.width(), '', '  '));
      }
    },
  };
}
