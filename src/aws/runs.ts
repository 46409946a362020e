import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { kill, pid } from 'node:process';
import type { Runs } from '../deployment/ports.ts';

/** Marks `MACHINE-PROCESS-NUMBER`: the machine as a digest of its name, the others in base 36. */
export function runsOf(machine: string, own: number, isAlive: (process: number) => boolean): Runs {
  const here = createHash('sha256').update(machine).digest('hex').slice(0, 6);
  const open = new Set<string>();
  let begun = 0;
  return {
    begin() {
      begun += 1;
      const mark = `${here}-${own.toString(36)}-${begun.toString(36)}`;
      open.add(mark);
      return mark;
    },
    end: (mark) => {
      open.delete(mark);
    },
    isOver(mark) {
      const [machineOf, process = ''] = mark.split('-');
      const its = Number.parseInt(process, 36);
      if (machineOf !== here || !(its > 0)) return false;
      return its === own ? !open.has(mark) : !isAlive(its);
    },
  };
}

export const runs: Runs = runsOf(hostname(), pid, (process) => {
  try {
    return kill(process, 0);
  } catch (error) {
    // Somebody else's process cannot be signalled, and is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
});
