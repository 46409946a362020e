import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/command-list.ts';
import {
  DIFFERENCES_FOUND,
  EXIT_CODE_MEANINGS,
  EXIT_CODES,
  EXIT_CODES_OF_SIGNALS,
  exitCodesOf,
} from '../../src/cli/exit-codes.ts';
import { type ErrorCode, ProxyWebhookError } from '../../src/errors.ts';
import { runCli } from './run-cli.ts';
import { atHand, scripted } from './scripted.ts';

describe('exit codes', () => {
  it.each(Object.entries(EXIT_CODES) as [ErrorCode, number][])('%s ends with %i', async (code, number) => {
    const error = new ProxyWebhookError(code, 'It did not go well.');
    const result = await runCli(['up', '--yes'], {
      useCases: { ...atHand, up: async () => ({ up: () => scripted<never>([], error) }) },
    });
    expect(result.code).toBe(number);
  });

  it('every number is told in --help, and none that is not given', () => {
    const given = new Set([
      0,
      DIFFERENCES_FOUND,
      ...Object.values(EXIT_CODES_OF_SIGNALS),
      ...Object.values(EXIT_CODES),
    ]);
    expect(EXIT_CODE_MEANINGS.map(([number]) => number)).toEqual(
      [...given].sort((one, other) => one - other),
    );
  });

  it.each(COMMANDS.map(({ name }) => name))('%s tells its own, in order, each with what it means', (name) => {
    const codes = exitCodesOf(name).map(([code]) => Number(code));
    expect(codes).toEqual([...codes].sort((one, other) => one - other));
    expect(codes).toEqual(expect.arrayContaining([0, 1, 2, 130]));
    expect(codes.includes(DIFFERENCES_FOUND)).toBe(name === 'diff');
    expect(EXIT_CODE_MEANINGS.map(([code]) => code)).toEqual(expect.arrayContaining(codes));
  });
});
