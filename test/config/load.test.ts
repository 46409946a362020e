import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { isProxyWebhookError, type ProxyWebhookError } from '../../src/errors.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'proxywebhook-config-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Writes files (text, or a value as JSON) and loads; resolves to `file environment` or to the error's message. */
async function load(
  files: Readonly<Record<string, unknown>>,
  request: { file?: string; environment?: string } = {},
): Promise<string> {
  const loaded = await attempt(files, request);
  return loaded instanceof Error
    ? [loaded.code, loaded.message, ...loaded.remedies].join('\n').replaceAll(directory, 'DIR')
    : `${loaded.file.replace(`${directory}/`, '')} ${loaded.config.environment}`;
}

async function attempt(
  files: Readonly<Record<string, unknown>>,
  request: { file?: string; environment?: string } = {},
) {
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return loadConfig({ ...request, directory }).catch((error: unknown): ProxyWebhookError => {
    if (isProxyWebhookError(error)) return error;
    throw error;
  });
}

describe('loadConfig finds the configuration', () => {
  it.each<[string, Record<string, unknown>, { file?: string; environment?: string }, string]>([
    ['by file', { 'config.dev.json': {}, 'other.json': {} }, { file: 'other.json' }, 'other.json other'],
    [
      'by file before environment',
      { 'config.a.json': {}, 'config.b.json': {} },
      { file: 'config.a.json', environment: 'b' },
      'config.a.json a',
    ],
    [
      'by environment',
      { 'config.json': {}, 'config.dev.json': {} },
      { environment: 'dev' },
      'config.dev.json dev',
    ],
    [
      'by environment, the example too',
      { 'config.example.json': {} },
      { environment: 'example' },
      'config.example.json example',
    ],
    ['as config.json before others', { 'config.json': {}, 'config.dev.json': {} }, {}, 'config.json default'],
    [
      'as the only config.*.json',
      { 'config.dev.json': {}, 'config.example.json': {}, 'config.schema.json': {}, 'package.json': {} },
      {},
      'config.dev.json dev',
    ],
    [
      'whose environment key goes before its name',
      { 'config.dev.json': { environment: 'staging' } },
      {},
      'config.dev.json staging',
    ],
  ])('%s', async (_, files, request, expected) => {
    expect(await load(files, request)).toBe(expected);
  });

  it('says what it looked for and how to make one', async () => {
    expect(await load({ 'config.example.json': {} })).toBe(
      [
        'invalid-config',
        'There is no configuration (config.json or config.*.json) in DIR.',
        'Make one: npx proxywebhook init --env dev',
        'Or name one: --config FILE',
      ].join('\n'),
    );
  });

  it('says which environments there are when the one asked for has no file', async () => {
    expect(await load({ 'config.dev.json': {} }, { environment: 'prod' })).toMatch(
      /There is no config\.prod\.json in DIR\. There is: config\.dev\.json\.\nMake one: .* --env prod/,
    );
  });

  it('asks which one is meant when there are several', async () => {
    expect(await load({ 'config.dev.json': {}, 'config.prod.json': {} })).toMatch(
      /several configurations in DIR\.\nSay which one is meant:\n {2}--env dev\n {2}--env prod$/,
    );
  });

  it.each([
    ['a file that is not there', { file: 'nope.json' }, /There is no configuration file DIR\/nope\.json/],
    ['a folder', { file: '.' }, /cannot be read: it is a folder/],
    [
      'an environment that leaves the folder',
      { environment: '../x' },
      /^usage\n"\.\.\/x" cannot be the name/,
    ],
  ])('refuses %s', async (_, request, expected) => {
    expect(await load({}, request)).toMatch(expected);
  });

  it('does nothing when the file found says that it is another environment', async () => {
    expect(await load({ 'config.prod.json': { environment: 'dev' } }, { environment: 'prod' })).toMatch(
      /^invalid-config\nprod was asked for, but config\.prod\.json says that its environment is dev/,
    );
  });
});

describe('loadConfig reads the configuration', () => {
  it('resolves to the folder that paths in it are relative to', async () => {
    expect(await attempt({ 'config.json': {} })).toMatchObject({
      directory,
      file: join(directory, 'config.json'),
    });
  });

  it('tells line, column and the line itself of what is not JSON', async () => {
    const error = await attempt({ 'config.dev.json': '{\n  "database": {\n    "multiAz": true,\n  }\n}\n' });
    expect(error).toMatchObject({
      code: 'invalid-config',
      message:
        'config.dev.json:3:20 is not JSON: JSON has no trailing commas: remove the comma before the "}".\n' +
        '      "multiAz": true,\n' +
        '                     ^',
      data: { line: 3, column: 20 },
    });
  });

  it('shows no secret of a line that is not JSON', async () => {
    expect(await load({ 'config.json': '{ "password": "hunter2", nope }' })).toMatch(
      /"password": "\*{7}", nope/,
    );
  });

  it('tells the line of every issue, in the order of the file', async () => {
    const text = '{\n  "view": { "access": "all" },\n  "database": {\n    "instanceClas": 1\n  }\n}';
    const error = await attempt({ 'config.json': text });
    expect(error).toMatchObject({
      data: {
        file: 'config.json',
        issues: [
          { path: 'view.access', line: 2, column: 13 },
          { path: 'database.instanceClas', line: 4, column: 5, suggestion: 'instanceClass' },
        ],
      },
    });
  });
});
