import type { StepName } from '../deployment/events.ts';
import { listenForKeys } from './dev/hotkeys.ts';
import type { Surroundings } from './surroundings.ts';
import { wrap } from './text/layout.ts';

/** What CloudFormation is doing, with or without this command. */
export interface RunningWork {
  readonly step: StepName;
  /** A stack is made for the first time. */
  readonly creates: boolean;
  /** The stack's own last status, once it was told. */
  readonly status?: string;
}

export type Choice = 'wait' | 'cancel' | 'detach';

export interface OfferOptions {
  /** Whether the command can stop what it began. */
  readonly canCancel: boolean;
  /** Ctrl-C once more. */
  readonly interrupt: () => void;
  /** Aborted when there is nothing left to decide. */
  readonly ended: AbortSignal;
}

/** Says that AWS goes on and asks, by one key, what is to be done: wait, cancel, or detach. */
export async function offer(
  { stdin, stderr }: Pick<Surroundings, 'stdin' | 'stderr'>,
  work: RunningWork,
  { canCancel, interrupt, ended }: OfferOptions,
): Promise<Choice> {
  const { style } = stderr;
  const say = (text: string, indent = '') =>
    stderr.line(wrap(text, stderr.width(), indent, indent === '' ? '' : '    '));
  const cancels = canCancel && canBeCancelled(work);
  const key = (name: string) => style.bold(`[${name}]`);
  stderr.line();
  say(`CloudFormation goes on with ${doing(work)}, with or without this command.`);
  say(`${key('w')}ait: follow it to its end`, '  ');
  if (cancels)
    say(
      `${key('c')}ancel: ${work.creates ? 'delete what was made so far' : 'take back what it changed so far'}`,
      '  ',
    );
  say(`${key('d')}etach: leave it to itself; the same command takes it up again`, '  ');
  say('Ctrl-C once more leaves at once.');
  const asked = async (question: string, keys: readonly string[]) => {
    // Listened to before it is asked: a quick answer must not be echoed by the terminal.
    const pressing = pressedKey({ stdin, stderr }, keys, { interrupt: leave, ended });
    stderr.write(question);
    const pressed = await pressing;
    if (!ended.aborted) stderr.line(pressed ?? '');
    return pressed;
  };
  const leave = () => {
    stderr.line();
    interrupt();
  };
  const pressed = cancels ? await asked('w, c or d? ', ['w', 'c', 'd']) : await asked('w or d? ', ['w', 'd']);
  if (pressed === 'd') return 'detach';
  if (pressed !== 'c') return 'wait';
  if (!work.creates) return 'cancel';
  say('CloudFormation cannot cancel a first creation: the stack is deleted, with all that it has made.');
  return (await asked('c once more to delete it, w to wait: ', ['c', 'w'])) === 'c' ? 'cancel' : 'wait';
}

/** The first of these keys that is pressed; undefined when there is nothing left to decide. */
function pressedKey(
  { stdin }: Pick<Surroundings, 'stdin' | 'stderr'>,
  keys: readonly string[],
  { interrupt, ended }: Pick<OfferOptions, 'interrupt' | 'ended'>,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const done = (key: string | undefined) => {
      listening.stop();
      ended.removeEventListener('abort', stop);
      resolve(key);
    };
    const stop = () => done(undefined);
    const listening = listenForKeys(
      stdin,
      keys.map((key) => ({ key, does: key, press: () => done(key) })),
      { interrupt, failed: stop },
    );
    if (ended.aborted) stop();
    else ended.addEventListener('abort', stop, { once: true });
  });
}

/** Only what this command began, and only while it is not being taken back or live already. */
function canBeCancelled({ step, status = '' }: RunningWork): boolean {
  return step === 'execute' && !/ROLLBACK|CLEANUP/.test(status);
}

function doing({ step, creates, status = '' }: RunningWork): string {
  if (step === 'delete') return 'the deletion';
  if (step === 'roll-back' || step === 'cancel' || status.includes('ROLLBACK')) return 'the rollback';
  if (step === 'wait-for-other') return 'the operation that somebody began';
  return creates ? 'the creation' : 'the update';
}
