// Reads a run's output on standard input and prints `PASSED FAILED`: what vitest counted, else what a line
// `N passed, N failed` says, else the run itself as one. A run that exited non-zero has at least one failure.
import { text } from 'node:stream/consumers';

const output = await text(process.stdin);
const status = Number(process.argv[2]);
const lines = output.split('\n');
const vitest = lines.findLast((line) => /^\s*Tests\s.*\d+ (passed|failed|skipped|todo)/.test(line));
const plain = lines.findLast((line) => /^\d+ passed, \d+ failed$/.test(line.trim()));
const count = (line, word) => Number(line?.match(new RegExp(`(\\d+) ${word}`))?.[1] ?? 0);

const line = vitest ?? plain;
const passed = line === undefined ? (status === 0 ? 1 : 0) : count(line, 'passed');
// Tests that were all skipped have shown nothing.
const failed = Math.max(count(line, 'failed'), status === 0 && passed > 0 ? 0 : 1);
console.log(`${passed} ${failed}`);
