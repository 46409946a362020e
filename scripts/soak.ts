// Puts every fault of docs/handler-proof.md on the whole path under load and checks after each that nothing was lost, doubled or torn.
// `npm run soak`: 100,000 requests and more; `-- --share 0.01` a hundredth of them; `-- --only WORDS` the phases whose
// names contain them; `-- --log FILE` also writes the lines to a file. Ends with 1 when an invariant does not hold.
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { describeProgram } from '../src/local/database/program.ts';
import { startDataPlane } from '../test/support/data-plane.ts';
import { ROUTE } from '../test/support/deliveries.ts';
import { phases } from './soak/phases.ts';
import { type PhaseReport, runPhase } from './soak/run-phase.ts';

const { values } = parseArgs({
  options: {
    share: { type: 'string', default: '1' },
    environments: { type: 'string', default: '8' },
    only: { type: 'string', default: '' },
    log: { type: 'string' },
  },
});
const environments = Number(values.environments);
const lines: string[] = [];
const say = (line: string) => {
  lines.push(line);
  console.log(line);
};

const plane = await startDataPlane({ config: { routes: [ROUTE] }, environments, connections: 4 });
const reports: PhaseReport[] = [];
try {
  const { file: _, ...program } = plane.database.program;
  say(
    `Node ${process.version}, ${describeProgram({ ...program, file: 'local' }).replace(' (local)', '')}, ` +
      `${os.cpus().length} cores, ${environments} execution environments, a pool of 4 connections`,
  );
  say(heading());
  for (const phase of phases(Number(values.share)).filter(({ name }) => name.includes(values.only))) {
    const report = await runPhase(plane, phase, environments);
    reports.push(report);
    say(lineOf(report));
    for (const violation of report.violations) say(`  VIOLATED ${violation}`);
  }
} finally {
  await plane.stop();
}

const total = (read: (report: PhaseReport) => number) => reports.reduce((sum, one) => sum + read(one), 0);
const [first, last] = [reports[0], reports.at(-1)];
const grown = (last?.memoryMb ?? 0) - (first?.memoryMb ?? 0);
const broken = reports.filter(({ violations }) => violations.length > 0).length + (grown > 40 ? 1 : 0);
say(
  `${total((one) => one.requests)} requests of ${total((one) => one.deliveries)} deliveries in ` +
    `${total((one) => one.seconds)} s: ${total((one) => one.acknowledged)} acknowledged, all of them stored once and whole ` +
    `unless a line above says VIOLATED; ${total((one) => one.refused)} answers 503; memory ${first?.memoryMb} MB ` +
    `after the first phase, ${last?.memoryMb} MB after the last`,
);
say(`${reports.length - broken} passed, ${broken} failed`);
if (values.log !== undefined) writeFileSync(values.log, `${lines.join('\n')}\n`);
process.exitCode = broken === 0 ? 0 : 1;

function heading(): string {
  return row('fault', 'requests', '2xx', '503', 'stored', 'dupl.', 'strikes', 'conn.', 'slowest', 'MB', 's');
}

function lineOf(report: PhaseReport): string {
  const { requests, refused, acknowledged, duplicates, strikes, connections, memoryMb, seconds } = report;
  const numbers = [requests, requests - refused, refused, acknowledged, duplicates, strikes, connections];
  return row(report.name, ...numbers, `${report.slowestMilliseconds} ms`, memoryMb, seconds);
}

function row(name: string, ...cells: readonly (string | number)[]): string {
  return [name.padEnd(50), ...cells.map((cell) => String(cell).padStart(8))].join(' ');
}
