import { describe, expect, it } from 'vitest';
import { COMMAND_GROUPS, COMMANDS } from '../../src/cli/command-list.ts';
import { parseArguments } from '../../src/cli/parse-arguments.ts';
import { runCli } from './run-cli.ts';

describe('a command line', () => {
  const args = async (...argv: string[]) => {
    const asked = await parseArguments(argv, { columns: 80 });
    return asked.kind === 'command' ? { command: asked.command.name, ...asked.args } : asked;
  };
  it('names a command and its options', async () => {
    expect(await args('up', '--env', 'dev', '-y')).toMatchObject({ command: 'up', env: 'dev', yes: true });
  });
  it('repeats --allow-replace', async () => {
    expect(await args('up', '--allow-replace', 'A', '--allow-replace', 'B')).toMatchObject({
      'allow-replace': ['A', 'B'],
    });
  });
  it('does not take what follows into --allow-replace', async () => {
    await expect(args('up', '--allow-replace', 'A', 'B')).rejects.toThrow('This is not known here: B.');
  });
  it('names a command of a group, and what it takes without a name', async () => {
    expect(await args('requests', 'show', '0012', '--raw')).toMatchObject({
      command: 'requests show',
      id: '0012',
      raw: true,
    });
  });
  it('gives options of its group to a command wherever they stand', async () => {
    expect(await args('requests', '--env', 'dev', 'list')).toMatchObject({
      command: 'requests list',
      env: 'dev',
    });
  });
  it.each([
    ['--local logs', { command: 'logs', local: true }],
    ['-f --since 5m logs api', { command: 'logs', follow: true, since: '5m', source: ['api'] }],
    ['--yes --env=dev up', { command: 'up', env: 'dev', yes: true }],
    [
      '-e dev requests --local show --raw 0012',
      { command: 'requests show', env: 'dev', local: true, id: '0012' },
    ],
  ])('finds the command behind its options: %s', async (line, expected) => {
    expect(await args(...line.split(' '))).toMatchObject(expected);
  });
  it.each([
    ['--yes synth', 'This is not known here: yes.'],
    ['--local lgos', 'lgos'],
    ['--local', 'Which command?'],
    ['--env dev', 'Which command?'],
  ])('says what is wrong behind options: %s', async (line, words) => {
    await expect(args(...line.split(' '))).rejects.toThrow(words);
  });
  it('repeats --header', async () => {
    expect(await args('send', 'github', '-H', 'a=b', '--header', 'c=d')).toMatchObject({
      sample: 'github',
      header: ['a=b', 'c=d'],
    });
  });
  it('knows --no-wait as an option of its own', async () => {
    expect(await args('up', '--no-wait')).toMatchObject({ 'no-wait': true });
  });
});

describe('--json with a value', () => {
  it('is what the value says', async () => {
    const { lines } = await runCli(['completion', 'bash', '--json=true']);
    expect(lines).toMatchObject([{ type: 'result', command: 'completion' }]);
    const { stdout } = await runCli(['completion', 'bash', '--json=false']);
    expect(stdout.startsWith('# proxywebhook in bash')).toBe(true);
  });
  it('is minded by what a wrong command line ends with', async () => {
    const { code, lines } = await runCli(['upp', '--json=true']);
    expect(lines).toMatchObject([{ type: 'error', code: 'usage' }]);
    expect(code).toBe(2);
  });
});

describe('a command line that is wrong', () => {
  const wrong = (title: string, argv: string, message: string, help = '') =>
    it(title, async () => {
      const { code, stdout, stderr } = await runCli(argv.split(' '));
      expect(stderr).toBe(`✖ ${message}\n  → See: npx proxywebhook ${help}--help\n`);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    });
  wrong('a command that is none', 'upp', '"upp" is no command. Did you mean up?');
  wrong(
    'a command that is none, behind an option and its value',
    '--env dev uup',
    '"uup" is no command. Did you mean up?',
  );
  wrong(
    'a command of a group that is none, behind an option and its value',
    'requests -e dev lst',
    '"lst" is no command of requests. Did you mean list?',
    'requests ',
  );
  wrong('a command that is like none', 'frobnicate', 'This is not known here: frobnicate.');
  wrong(
    'a command of a group that is none',
    'requests lst',
    '"lst" is no command of requests. Did you mean list?',
    'requests ',
  );
  wrong('a group alone', 'requests', 'Which command of requests: list, show, tail, export?', 'requests ');
  wrong('a word that lacks', 'requests show', 'requests show needs <id>.', 'requests show ');
  wrong('a word too much', 'requests show 1 2', 'This is not known here: 2.', 'requests show ');
  wrong('an option that is none', 'up --force', 'This is not known here: force.', 'up ');
  wrong(
    'an option that is misspelt',
    'up --verbos --allow-replce A',
    'This is not known here: verbos, allow-replce. Did you mean --verbose, --allow-replace?',
    'up ',
  );
  wrong('an option without its value', 'up --env', '--env needs a value.', 'up ');
  wrong('an option given twice', 'up --env a --env b', '--env was given more than once.', 'up ');
  wrong(
    'a value that is not allowed',
    'init --auth ldap',
    '--auth cannot be "ldap". Allowed: "secret", "iam".',
    'init ',
  );
  wrong(
    'two options that contradict each other',
    'up --env a --config b',
    '--env and --config do not go together.',
    'up ',
  );
  wrong(
    'watching and waiting at once',
    'status --watch --wait',
    '--watch and --wait do not go together.',
    'status ',
  );
  wrong('an option and no command', '--json=false', 'Which command?');

  it('an empty one gets the help, on stderr', async () => {
    const { code, stdout, stderr } = await runCli([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('proxywebhook up ');
  });
  it('tells it as JSON where that is asked for', async () => {
    const { code, lines } = await runCli(['up', '--force', '--json']);
    expect(code).toBe(2);
    expect(lines).toEqual([
      {
        type: 'error',
        code: 'usage',
        exitCode: 2,
        message: 'This is not known here: force.',
        remedies: ['See: npx proxywebhook up --help'],
        data: {},
      },
    ]);
  });
});

describe('help', () => {
  it.each([80, 50])('fits %i columns', async (columns) => {
    const { code, stdout, stderr } = await runCli(['--help'], { columns });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await expect(stdout).toMatchFileSnapshot(`golden/help-${columns}.txt`);
  });
  it.each([...COMMANDS.map(({ name }) => name), ...Object.keys(COMMAND_GROUPS)])(
    'of %s tells options and examples',
    async (name) => {
      const { code, stdout } = await runCli([...name.split(' '), '--help'], { columns: 80 });
      expect(code).toBe(0);
      await expect(stdout).toMatchFileSnapshot(`golden/help-${name.replaceAll(' ', '-')}.txt`);
    },
  );
  it('no line of it is wider than the terminal', async () => {
    for (const { name } of COMMANDS) {
      const { stdout } = await runCli([...name.split(' '), '--help'], { columns: 80 });
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    }
  });
  it('--version is the version of the package', async () => {
    const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
    expect((await runCli(['--version'])).stdout).toBe(`${manifest.version}\n`);
  });
});
