import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AUDIENCES } from '../../../src/policy.ts';
import { runCli } from '../run-cli.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'proxywebhook-policy-'));
  await writeFile(path.join(directory, 'config.dev.json'), '{"region": "eu-central-1"}');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const run = (argv: string, env = {}) =>
  runCli(['policy', ...argv.split(' ').filter(Boolean)], { directory, env });

describe('policy', () => {
  it('prints documents alone to stdout, and to stderr what to do with them', async () => {
    const { code, stdout, stderr } = await run('--for reader --account 123456789012');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ Version: '2012-10-17' });
    expect(stdout).toContain('arn:aws:cloudformation:eu-central-1:123456789012:stack/proxywebhook-dev/*');
    expect(stderr).toContain('aws iam create-policy --policy-name proxywebhook-dev-reader');
    expect(stderr).not.toContain('stands for');
  });

  it('says what * stands for when the configuration does not name the account', async () => {
    const { stderr } = await run('');
    expect(stderr).toMatch(/\* stands for the account, which nothing names:\s+--account/);
    expect(stderr).toMatch(/--part 1\s+prints/);
  });

  it('prints each document that IAM takes by its number, together what it prints whole', async () => {
    const parts = await Promise.all([run('--part 1'), run('--part 2')]);
    const whole = await run('');
    expect(`${parts.map(({ stdout }) => stdout.trimEnd()).join('\n')}\n`).toBe(whole.stdout);
    const none = await run('--part 3');
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('There is no part 3')]);
  });

  it('prints the trust policy of the service role', async () => {
    const { stdout } = await run('--for service-role --trust');
    expect(JSON.parse(stdout).Statement[0].Principal).toEqual({ Service: 'cloudformation.amazonaws.com' });
  });

  it('takes the region from where the AWS CLI takes it', async () => {
    await writeFile(path.join(directory, 'config.bare.json'), '{}');
    const { stdout } = await run('--env bare --for requests', { AWS_REGION: 'eu-west-3' });
    expect(stdout).toContain(':eu-west-3:');
  });

  it.each(AUDIENCES)('takes --for %s', async (audience) => {
    expect((await run(`--env dev --for ${audience} --json`)).code).toBe(0);
  });

  it.each([
    ['--env dev --account 12', /12 digits/],
    ['--for everybody', /everybody/],
  ])('refuses %s', async (argv, message) => {
    const { code, stderr } = await run(argv);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});
