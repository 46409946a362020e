import { readyText } from './ready-texts.ts';
import { outputTo, type ProcessLike, surroundingsOf } from './surroundings.ts';
import type { UseCases } from './use-cases.ts';

/**
 * Does what the command line asks for and resolves to the exit code. Touches nothing of the process but what it is
 * given; never throws. What `--help` and `--version` need is all that it loads by itself.
 */
export async function main(process: ProcessLike, overrides: Partial<UseCases> = {}): Promise<number> {
  const stdout = outputTo(process.stdout, process.env);
  const text = readyText(process.argv.slice(2), { columns: stdout.width() });
  if (text !== undefined) {
    stdout.line(text);
    return 0;
  }
  const { perform } = await import('./perform.ts');
  return perform(process, surroundingsOf(process, stdout), overrides);
}
