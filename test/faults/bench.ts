/** The places that cells run in, made anew as seldom as possible: a cell that passed leaves what the next one needs. */
import { commandNamed, type MatrixCommand } from './commands.ts';
import { openPlace, type Place } from './place.ts';

export interface Prepared {
  readonly place: Place;
  /** The function's memory in the configuration, in MB, and what is deployed once the command is done. */
  readonly memory: number;
  readonly deployedMemory: number;
}

export interface Bench {
  /** A place as the command needs it. */
  prepare(command: MatrixCommand): Promise<Prepared>;
  /** Says that the command did its work there with this memory, or that the place cannot be used again. */
  leave(after: MatrixCommand | 'spoiled', memory: number): void;
  close(): Promise<void>;
}

/** A place grows with every run: its events, its deleted stacks. */
const RUNS_PER_PLACE = 40;

export function openBench(cacheDirectory: string): Bench {
  let standing:
    | { place: Place; is: 'nothing' | 'deployed' | 'spoiled'; memory: number; runs: number }
    | undefined;

  const close = async () => {
    const place = standing?.place;
    standing = undefined;
    await place?.stop();
  };
  const open = async () => {
    await close();
    standing = { place: await openPlace(), is: 'nothing', memory: MEMORIES[0], runs: 0 };
    return standing;
  };
  const deploy = async (place: Place, memory: number) =>
    commandNamed('up, first').run(await place.ports(), { memory, cacheDirectory });

  return {
    close,
    async prepare({ needs, deploys, changesMemory, alone }) {
      if (alone !== undefined) {
        const { place, memory } = await open();
        await deploy(place, memory);
        await alone.prepare?.(place, { memory, cacheDirectory });
        return { place, memory, deployedMemory: memory };
      }
      const usable = standing !== undefined && standing.runs < RUNS_PER_PLACE;
      if (!usable || (standing?.is !== needs && !(standing?.is === 'nothing' && needs === 'deployed'))) {
        await open();
      }
      if (standing === undefined) throw new Error('there is no place');
      const { place } = standing;
      if (standing.is !== needs) {
        await deploy(place, standing.memory);
        standing.is = 'deployed';
      }
      standing.runs += 1;
      const other = standing.memory === MEMORIES[0] ? MEMORIES[1] : MEMORIES[0];
      const memory = changesMemory ? other : standing.memory;
      return { place, memory, deployedMemory: deploys ? memory : standing.memory };
    },
    leave(after, memory) {
      if (standing === undefined) return;
      // A stack that was there leaves its bucket behind: there is not nothing then.
      const spoiled =
        after === 'spoiled' ||
        after.alone !== undefined ||
        (after.leaves === 'nothing' && after.needs === 'deployed');
      standing.is = spoiled ? 'spoiled' : after.leaves;
      if (after !== 'spoiled' && after.deploys) standing.memory = memory;
    },
  };
}

const MEMORIES = [512, 768] as const;
