import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSecrets, secretsFile, writeSecrets } from '../../../src/cli/dev/secrets-file.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dev-secrets-'));
  await mkdir(path.join(directory, '.proxywebhook'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe("the file with values of a project's secrets", () => {
  it('holds none while it is not there', async () => {
    expect(await readSecrets(directory)).toEqual({});
  });

  it('gives back what was written, to its owner alone', async () => {
    await writeSecrets(directory, { 'hooks/github': 'value' });
    expect(await readSecrets(directory)).toEqual({ 'hooks/github': 'value' });
    expect((await stat(secretsFile(directory))).mode & 0o777).toBe(0o600);
  });

  it.each([['{'], ['[]'], ['{"a":1}'], ['null']])('is refused when it is %s, and not told', async (text) => {
    await writeFile(secretsFile(directory), text);
    await expect(readSecrets(directory)).rejects.toMatchObject({
      code: 'invalid-config',
      message: `${secretsFile(directory)} is not a JSON object of names and texts.`,
    });
  });

  it('is not taken for absent when it cannot be read: what is in it would be written over', async () => {
    // As root everything can be read but a folder.
    await mkdir(secretsFile(directory));
    await expect(readSecrets(directory)).rejects.toMatchObject({ code: 'invalid-config' });
  });
});
