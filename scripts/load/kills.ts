import { readdirSync, readFileSync } from 'node:fs';

/** An execution environment of a process that runs `dev`: one that works now, when there is one. Linux only: it reads /proc. */
export function executionEnvironment(dev: number): number {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), ...stat(name) }))
    .filter(({ parent, command }) => parent === dev && /bootstrap\.mjs/.test(command));
  const chosen = children.find(({ state }) => state !== 'T') ?? children[0];
  if (chosen === undefined) throw new Error('dev has no execution environment');
  return chosen.pid;
}

function stat(pid: string): { readonly parent: number; readonly state: string; readonly command: string } {
  try {
    const [state = '', parent = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { parent: Number(parent), state, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8') };
  } catch {
    return { parent: 0, state: '', command: '' }; // It has ended meanwhile.
  }
}
