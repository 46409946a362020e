import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outputsDotenv, outputsFile, outputsJson } from '../../src/cli/outputs-file.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'outputs-'));
});
afterEach(() => rm(directory, { recursive: true }));

const outputs = {
  WebhookUrl: 'https://a.example.com/b?c=1',
  SecretArn: 'arn:aws:x',
  ApiLogGroup: "it's here",
};

describe('a file of outputs', () => {
  const writes = (name: string, expected: string) =>
    it(`${name} is written`, async () => {
      const file = await outputsFile(name, directory);
      await file.write(outputs);
      expect(await readFile(join(directory, name), 'utf8')).toBe(expected);
    });
  writes('outputs.json', outputsJson(outputs));
  writes('.env', outputsDotenv(outputs));
  writes('.env.local', outputsDotenv(outputs));
  writes('stack.env', outputsDotenv(outputs));

  it('holds JSON with the names as they are', () => {
    expect(JSON.parse(outputsJson(outputs))).toEqual(outputs);
  });
  it('holds lines for a shell with the names in upper case, quoted where needed', () => {
    expect(outputsDotenv(outputs)).toBe(
      "WEBHOOK_URL='https://a.example.com/b?c=1'\nSECRET_ARN=arn:aws:x\nAPI_LOG_GROUP='it'\\''s here'\n",
    );
  });
  it('of another kind is refused before anything is deployed', async () => {
    await expect(outputsFile('outputs.yaml', directory)).rejects.toMatchObject({
      code: 'usage',
      message: '--outputs-file outputs.yaml is neither .json nor .env.',
    });
  });
  it('in a folder that is not there is refused before anything is deployed', async () => {
    await expect(outputsFile('out/outputs.json', directory)).rejects.toMatchObject({
      code: 'usage',
      remedies: ['Make the folder first: mkdir -p out'],
    });
  });
});
