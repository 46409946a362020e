// Plays the life of two stacks: the local cloud as a process, the real CLI as separate processes against it. Every exit code,
// every stack status as the local cloud sees it, and the end of every output is asserted.
//   npm run demo                on this terminal; -- --interrupted plays the second piece
//   npm run demo -- --check     in all forms, compared with docs/transcripts (CI does this)
//   npm run demo -- --update    rewrites docs/transcripts
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { INTERRUPTIONS } from './demo/interruptions.ts';
import { comparable } from './demo/masks.ts';
import { type Piece, play } from './demo/play.ts';
import type { Form } from './demo/run-cli.ts';
import { SCENES } from './demo/scenes.ts';

interface Transcript {
  readonly file: string;
  readonly form: Form;
  readonly json?: boolean;
  readonly piece?: Piece;
}

/** The life of two stacks, and what interrupts one: slower, so that there is time to press a key. */
const LIFE: Piece = { scenes: SCENES, speed: 300, dataPlane: true };
const INTERRUPTED: Piece = { scenes: INTERRUPTIONS, speed: 30, dataPlane: false };

const TRANSCRIPTS: readonly Transcript[] = [
  { file: '80-columns.txt', form: { kind: 'terminal', columns: 80 } },
  { file: '50-columns.txt', form: { kind: 'terminal', columns: 50 } },
  { file: 'piped.txt', form: { kind: 'pipe' } },
  { file: 'json-lines.txt', form: { kind: 'pipe' }, json: true },
  { file: 'interrupted-80-columns.txt', form: { kind: 'terminal', columns: 80 }, piece: INTERRUPTED },
  { file: 'interrupted-50-columns.txt', form: { kind: 'terminal', columns: 50 }, piece: INTERRUPTED },
];

const folder = fileURLToPath(new URL('../docs/transcripts/', import.meta.url));
const { values } = parseArgs({
  options: {
    check: { type: 'boolean' },
    update: { type: 'boolean' },
    interrupted: { type: 'boolean' },
  },
});

if (values.check || values.update) {
  const failures: string[] = [];
  // Two at a time, beside those that mostly wait: what is measured is behaviour, not speed.
  const rows = [TRANSCRIPTS.slice(0, 2), TRANSCRIPTS.slice(2, 4)];
  const waiting = Promise.all(TRANSCRIPTS.slice(4).map((transcript) => record(transcript)));
  for (const pair of rows) failures.push(...(await Promise.all(pair.map(record))).flat());
  failures.push(...(await waiting).flat());
  for (const failure of failures) console.error(`not ok ${failure}`);
  console.log(
    `${failures.length === 0 ? 'ok' : 'failed'}: ${TRANSCRIPTS.length} transcripts, ${failures.length} failures`,
  );
  if (failures.length > 0) process.exitCode = 1;
} else {
  const { isTTY, columns = 80 } = process.stdout;
  const { failures } = await play({
    piece: values.interrupted ? INTERRUPTED : LIFE,
    form: isTTY ? { kind: 'terminal', columns } : { kind: 'pipe' },
    tell: (text) => process.stdout.write(text),
  });
  for (const failure of failures) console.error(`not ok ${failure}`);
  console.log(failures.length === 0 ? '\nEverything went as it should.' : `\n${failures.length} failures.`);
  if (failures.length > 0) process.exitCode = 1;
}

/** Plays one form, and compares or writes its transcript. Resolves to what went wrong. */
async function record({ file, form, json = false, piece = LIFE }: Transcript): Promise<readonly string[]> {
  const { transcript, failures } = await play({ piece, form, json });
  const told = failures.map((failure) => `${file}: ${failure}`);
  if (values.update) {
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}${file}`, transcript);
    return told;
  }
  const there = await readFile(`${folder}${file}`, 'utf8').catch(() => '');
  const difference = firstDifference(comparable(there), comparable(transcript));
  return difference === undefined
    ? told
    : [...told, `${file} is not what is played now (npm run demo -- --update): ${difference}`];
}

function firstDifference(old: string, now: string): string | undefined {
  if (old === now) return undefined;
  let at = 0;
  while (old[at] === now[at]) at += 1;
  const from = Math.max(0, at - 60);
  return `\n  was: …${old.slice(from, at + 120)}…\n  now: …${now.slice(from, at + 120)}…`;
}
