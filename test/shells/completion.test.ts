// What fish and zsh themselves offer: both must be installed. bash is everywhere, and in test/cli/completion.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/command-list.ts';
import { completionScript } from '../../src/cli/completion/scripts.ts';
import { outputOptions } from '../../src/cli/options.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'completion-'));
  for (const name of ['config.dev.json', 'config.prod.json', 'config.schema.json', 'config.example.json'])
    writeFileSync(path.join(directory, name), '{}');
  for (const shell of ['fish', 'zsh'] as const)
    writeFileSync(
      path.join(directory, `completion.${shell}`),
      completionScript(shell, COMMANDS, outputOptions),
    );
  mkdirSync(path.join(directory, 'empty'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const ofOurs = () => ({ PATH: process.env.PATH, HOME: directory, TERM: 'dumb' });

/** What fish offers for the last word, without its descriptions. */
function offeredByFish(line: string, folder = '.'): readonly string[] {
  const script = 'source $argv[1]; cd $argv[2]; complete -C $argv[3]';
  const { stdout, stderr, error } = spawnSync(
    'fish',
    ['--no-config', '-c', script, 'completion.fish', folder, line],
    { cwd: directory, env: ofOurs(), encoding: 'utf8' },
  );
  if (error !== undefined) throw error;
  expect(stderr).toBe('');
  return stdout.split('\n').flatMap((row) => row.split('\t')[0] || []);
}

describe('completion in a real fish', () => {
  it.each<[string, readonly string[]]>([
    ['proxywebhook s', ['send', 'status', 'synth']],
    ['proxywebhook requests e', ['export']],
    ['proxywebhook logs --f', ['--filter', '--follow']],
    ['proxywebhook requests tail --in', ['--interval']],
    ['proxywebhook logs pr', ['proxy']],
    ['proxywebhook policy --for re', ['reader', 'requests']],
    ['proxywebhook up --env ', ['dev', 'prod']],
    ['proxywebhook up -e p', ['prod']],
    ['proxywebhook --env dev u', ['up']],
    ['proxywebhook requests --env dev ex', ['export']],
    ['npx proxywebhook lo', ['logs']],
    ['npx --no proxywebhook requests tail --in', ['--interval']],
  ])('%s', (line, expected) => {
    expect(offeredByFish(line)).toEqual(expected);
  });

  it('offers nothing of ours for what else npx runs, and no complaint where there is no configuration', () => {
    expect(offeredByFish('npx vitest u')).toEqual([]);
    expect(offeredByFish('proxywebhook up --env ', 'empty')).toEqual([]);
  });
});

/** The line that zsh makes of what is typed and of the Tab key behind it. */
function completedByZsh(typed: string): string | undefined {
  const script = `
    zmodload zsh/zpty
    zpty typing zsh -f -i
    zpty -w typing 'source ./typing.zsh'
    zpty -r typing out '*READY*'
    zpty -w -n typing "$1"$'\\t\\x18'
    zpty -r typing out '*\\<LINE*LINE\\>*'
    print -rn -- "$out"
    zpty -d typing`;
  const text = execFileSync('zsh', ['-f', '-c', script, 'zsh', typed], {
    cwd: directory,
    env: ofOurs(),
    encoding: 'utf8',
    timeout: 30_000,
  });
  return /<LINE(.*)LINE>/.exec(text)?.[1]?.trimEnd();
}

describe('completion in a real zsh', () => {
  beforeAll(() => {
    // Ctrl-X says what stands in the line.
    const tellLine = `tell-line() { print -r -- "<LINE\${BUFFER}LINE>" }; zle -N tell-line; bindkey '^X' tell-line`;
    writeFileSync(path.join(directory, 'typing.zsh'), `source ./completion.zsh\n${tellLine}\nprint READY\n`);
  });

  it.each([
    ['proxywebhook sy', 'proxywebhook synth'],
    ['proxywebhook requests e', 'proxywebhook requests export'],
    ['proxywebhook logs --fo', 'proxywebhook logs --follow'],
    ['proxywebhook logs pr', 'proxywebhook logs proxy'],
    ['proxywebhook policy --for rea', 'proxywebhook policy --for reader'],
    ['proxywebhook up --env p', 'proxywebhook up --env prod'],
    ['proxywebhook up --env s', 'proxywebhook up --env s'],
    ['proxywebhook --env dev u', 'proxywebhook --env dev up'],
    ['npx proxywebhook lo', 'npx proxywebhook logs'],
    ['npx vitest u', 'npx vitest u'],
  ])('%s', (typed, expected) => {
    expect(completedByZsh(typed)).toBe(expected);
  });
});
