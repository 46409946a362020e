// Walks the way of somebody who has read only the README: `dev` in one terminal, every command in another, all of them the real CLI
// as processes of their own, against the local cloud that `dev` runs. Writes down what is seen: docs/walk.md.
//   npm run walk                prints it
//   npm run walk -- --check     compares it with docs/walk.md (CI does this)
//   npm run walk -- --update    rewrites docs/walk.md
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { comparable, masked } from './demo/masks.ts';
import { runStep } from './walk/run-step.ts';
import { startShownDev } from './walk/shown-dev.ts';
import { INTRODUCTION, STEPS, type Step } from './walk/steps.ts';

const file = fileURLToPath(new URL('../docs/walk.md', import.meta.url));
const { values } = parseArgs({ options: { check: { type: 'boolean' }, update: { type: 'boolean' } } });

const { page, failures } = await walk();
if (values.update) await writeFile(file, page);
else if (!values.check) process.stdout.write(page);
else if (onAnyMachine(await readFile(file, 'utf8')) !== onAnyMachine(page)) {
  failures.push(`docs/walk.md is not what is seen now: npm run walk -- --update. Now:\n${page}`);
}
for (const failure of failures) console.error(`not ok ${failure}`);
console.log(`${failures.length === 0 ? 'ok' : 'failed'}: ${STEPS.length} steps, ${failures.length} failures`);
if (failures.length > 0) process.exitCode = 1;

async function walk(): Promise<{ readonly page: string; readonly failures: string[] }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'proxywebhook-walk-'));
  const parts = [INTRODUCTION];
  const failures: string[] = [];
  const dev = await startShownDev(folder).catch(async (error: unknown) => {
    await rm(folder, { recursive: true });
    throw error;
  });
  try {
    for (const step of STEPS) {
      const { exitCode, text } = await runStep(step, { folder, dev });
      if (exitCode !== 0) failures.push(`${step.shown}: exit code ${exitCode}\n${text}`);
      if (!step.ends.test(text.replaceAll(/\s+/g, ' ').trim()))
        failures.push(`${step.shown} ends with\n${text}`);
      parts.push(
        `${step.says}\n\n\`\`\`console\n$ ${step.shown}\n${shortened(shown(text, folder, dev.port), step)}\n\`\`\``,
      );
    }
  } finally {
    await dev.stop();
    await rm(folder, { recursive: true, force: true });
  }
  return { page: `${parts.join('\n\n')}\n`, failures };
}

/** As it is on a machine where 3333 is free, without what differs from one run to the next. */
function shown(text: string, folder: string, port: number): string {
  return masked(text.replaceAll(`127.0.0.1:${port}`, 'WEBHOOK'), folder)
    .replaceAll('WEBHOOK', '127.0.0.1:3333')
    .replaceAll(/TIME\.\d{3}\b/g, 'TIME')
    .replaceAll(/\b\d+ ms\b/g, 'N ms')
    .replaceAll(/(?<=17 B {2})\S+/g, 'ID');
}

function shortened(text: string, { keepLines = Number.POSITIVE_INFINITY }: Step): string {
  const lines = text.trimEnd().split('\n');
  return lines.length <= keepLines ? lines.join('\n') : [...lines.slice(0, keepLines), '…'].join('\n');
}

/** Without what is another on another machine: which database was found. */
function onAnyMachine(page: string): string {
  return comparable(page.replaceAll(/^ {2}database {2}.*$/gm, ''));
}
