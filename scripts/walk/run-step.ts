import { execFile } from 'node:child_process';
import { runCli } from '../demo/run-cli.ts';
import type { ShownDev } from './shown-dev.ts';
import type { Step } from './steps.ts';

/** Takes one step and resolves to what is seen of it. */
export async function runStep(
  { does, typed }: Step,
  { folder, dev }: { readonly folder: string; readonly dev: ShownDev },
): Promise<{ readonly exitCode: number; readonly text: string }> {
  switch (does.kind) {
    case 'dev':
      return { exitCode: 0, text: dev.ready };
    case 'curl':
      return curl([...does.options, `http://127.0.0.1:${dev.port}${does.path}`]);
    case 'cli':
      return runCli(does.argv, {
        form: { kind: 'terminal', columns: 80 },
        directory: folder,
        env: dev.environment,
        typed,
      });
  }
}

function curl(argv: readonly string[]): Promise<{ readonly exitCode: number; readonly text: string }> {
  return new Promise((resolve) => {
    const child = execFile('curl', ['-s', ...argv], (error, stdout, stderr) =>
      resolve({ exitCode: child.exitCode ?? (error === null ? 0 : 1), text: `${stdout}${stderr}` }),
    );
  });
}
