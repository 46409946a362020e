import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/cli/command-list.ts';
import { completionScript } from '../../../src/cli/completion/scripts.ts';
import { outputOptions } from '../../../src/cli/options.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'completion-'));
  for (const name of ['config.dev.json', 'config.prod.json', 'config.schema.json'])
    writeFileSync(join(directory, name), '{}');
  writeFileSync(join(directory, 'completion.sh'), completionScript('bash', COMMANDS, outputOptions));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** What a real bash offers for the last word. */
function offered(...words: readonly string[]): readonly string[] {
  return offeredAfter(['proxywebhook'], words);
}

function offeredAfter(program: readonly string[], given: readonly string[]): readonly string[] {
  const words = [...program, ...given];
  const line = words.map((word) => `'${word}'`).join(' ');
  const script = `. ./completion.sh; COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _proxywebhook; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const text = execFileSync('bash', ['-c', script], { cwd: directory, encoding: 'utf8' });
  return text.split('\n').filter((word) => word !== '');
}

describe('completion in a real bash', () => {
  it('offers commands', () => expect(offered('s')).toEqual(['synth', 'status', 'send']));
  it('offers commands of a group', () => expect(offered('requests', 'e')).toEqual(['export']));
  it('offers options of a command', () => expect(offered('logs', '--f')).toEqual(['--follow', '--filter']));
  it('offers options of a command of a group', () =>
    expect(offered('requests', 'tail', '--in')).toEqual(['--interval']));
  it('offers words that a command takes', () => expect(offered('logs', 'pr')).toEqual(['proxy']));
  it('offers values of an option', () =>
    expect(offered('policy', '--for', 're')).toEqual(['reader', 'requests']));
  it('offers the environments that have a file', () => {
    expect(offered('up', '--env', '')).toEqual(['dev', 'prod']);
    expect(offered('up', '-e', 'p')).toEqual(['prod']);
  });
  it.each([
    [['--env', 'dev', 'u'], ['up']],
    [['--verbose', 'logs', '--fo'], ['--follow']],
    [['-e', 'dev', 'requests', 'ex'], ['export']],
    [['requests', '--env', 'dev', 'ex'], ['export']],
    [['--env', 'dev', 'requests', 'tail', '--in'], ['--interval']],
  ])('finds the command behind options: %j', (words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });
  it('offers the same behind npx, and nothing for what else npx runs', () => {
    expect(offeredAfter(['npx', 'proxywebhook'], ['logs', '--fo'])).toEqual(['--follow']);
    expect(offeredAfter(['npx', '--no', 'proxywebhook'], ['--env', 'dev', 'u'])).toEqual(['up']);
    expect(offeredAfter(['npx', 'vitest'], ['u'])).toEqual([]);
  });
  it('offers nothing by a file that names no environment, and runs nothing that its name says', () => {
    const file = join(directory, 'config.$(touch ran).json');
    writeFileSync(file, '{}');
    try {
      expect(offered('up', '--env', '')).toEqual(['dev', 'prod']);
      expect(existsSync(join(directory, 'ran'))).toBe(false);
    } finally {
      rmSync(file);
    }
  });
});

it('registers for npx too, but where something else completes npx already', () => {
  const registered = (before: string) =>
    execFileSync('bash', ['-c', `${before} . ./completion.sh; complete -p proxywebhook npx`], {
      cwd: directory,
      encoding: 'utf8',
    });
  const own = 'complete -o default -F _proxywebhook proxywebhook\n';
  expect(registered('')).toBe(`${own}complete -o default -F _proxywebhook npx\n`);
  expect(registered('complete -F _other npx;')).toBe(`${own}complete -F _other npx\n`);
});

// What fish itself makes of it: test/shells.
describe('completion in fish', () => {
  const lines = completionScript('fish', COMMANDS, outputOptions).split('\n');
  const of = (command: string) => lines.filter((line) => line.includes(`'__proxywebhook_at "${command}"'`));
  it('offers the words that a command takes, and no files', () => {
    const start = '  complete -c $program -n';
    expect(of('logs')).toContain(`${start} '__proxywebhook_at "logs"' -f -a 'function api proxy'`);
    expect(of('completion')).toContain(`${start} '__proxywebhook_at "completion"' -f -a 'bash zsh fish'`);
  });
  it('knows short options, and which take a value', () => {
    const option = (name: string) => of('logs').find((line) => line.includes(` -l ${name} `));
    expect(option('follow')).toMatch(/ -l follow -s f -d /);
    expect(option('since')).toMatch(/ -l since -s s -r -d /);
    expect(option('env')).toMatch(/ -l env -s e -xa /);
    expect(option('json')).toMatch(/ -l json -d /);
  });
});

it('every command and option is in the script of each shell', () => {
  for (const shell of ['bash', 'zsh', 'fish'] as const) {
    const script = completionScript(shell, COMMANDS, outputOptions);
    for (const { name, options } of COMMANDS)
      for (const word of [...name.split(' '), ...Object.keys(options)]) expect(script).toContain(word);
  }
});
