// Renders every variant of the template and lets cfn-lint look at it, down to information:
//   tsx scripts/lint-templates.ts [--cfn-lint PROGRAM] [--out FOLDER]
// PROGRAM is else $CFN_LINT, else `cfn-lint` on the path; it must be a version that carries its schemas.
// Prints `N passed, N failed`: variants without a finding that is not accepted.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { renderWebhookStack } from '../templates/webhook-stack.ts';
import { isAccepted } from '../test/templates/accepted-findings.ts';
import { variants } from '../test/templates/variants.ts';

interface LintFinding {
  readonly Filename: string;
  readonly Level: string;
  readonly Message: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path?: readonly (string | number)[] | null };
}

const { values } = parseArgs({ options: { 'cfn-lint': { type: 'string' }, out: { type: 'string' } } });
const program = values['cfn-lint'] ?? process.env.CFN_LINT ?? 'cfn-lint';
const folder = values.out ?? (await mkdtemp(path.join(tmpdir(), 'proxywebhook-templates-')));

try {
  const failed = await lintVariants();
  console.log(`${variants.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log(`0 passed, ${variants.length} failed`);
  process.exitCode = 1;
} finally {
  if (values.out === undefined) await rm(folder, { recursive: true, force: true });
}

/** How many variants have findings that are not accepted; tells each finding. */
async function lintVariants(): Promise<number> {
  await mkdir(folder, { recursive: true });
  const files = await Promise.all(
    variants.map(async ({ name, config }, index) => {
      const file = path.join(folder, `variant-${String(index + 1).padStart(2, '0')}.template.json`);
      await writeFile(file, `${JSON.stringify(renderWebhookStack(config).document, null, 2)}\n`);
      return { name, file };
    }),
  );
  const findings = await lint(files.map(({ file }) => file));
  const open = files.map(({ name, file }) => ({
    name,
    findings: findings.filter((each) => each.Filename === file && !isAccepted(each.Rule.Id, logicalId(each))),
  }));
  for (const { name, findings } of open) {
    for (const { Level, Rule, Location, Message } of findings) {
      console.error(`${name}: ${Level} ${Rule.Id} ${Location.Path?.join('.') ?? 'template'}: ${Message}`);
    }
  }
  return open.filter(({ findings }) => findings.length > 0).length;
}

/** cfn-lint's exit code is 2, 4 and 8 for errors, warnings and information, added up: 1, 32 and above are its own failures. */
async function lint(files: readonly string[]): Promise<readonly LintFinding[]> {
  const { code, stdout, stderr } = await new Promise<{ code: unknown; stdout: string; stderr: string }>(
    (resolve) => {
      const options = { maxBuffer: 64 * 1024 * 1024 };
      execFile(
        program,
        ['--format', 'json', '--include-checks', 'I', '--template', ...files],
        options,
        (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }),
      );
    },
  );
  if (typeof code === 'number' && code % 2 === 0 && code < 16)
    return JSON.parse(stdout) as readonly LintFinding[];
  throw new Error(
    `${program} did not run (${String(code)}): ${stderr.trim() || stdout.trim() || 'no output'}`,
  );
}

function logicalId({ Location: { Path } }: LintFinding): string {
  return Path?.[0] === 'Resources' ? String(Path[1] ?? '') : '';
}
