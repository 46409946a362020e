import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../src/config/load.ts';
import { initQuestions, planInit, schemaReference, writeInit } from '../src/init.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'proxywebhook-init-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const question = (name: string) => initQuestions.find((asked) => asked.name === name) ?? expect.unreachable();

describe('planInit', () => {
  it('writes nothing but the environment when every answer is the default', () => {
    const defaults = { instanceClass: 'db.t4g.micro', onDelete: 'snapshot', auth: 'secret', view: 'token' };
    expect(planInit({ environment: 'dev', ...defaults })).toEqual({
      path: 'config.dev.json',
      text: '{\n  "environment": "dev"\n}\n',
    });
  });

  it('writes each answer that differs where it belongs', () => {
    const answers = {
      region: 'eu-central-1',
      instanceClass: 'db.t4g.small',
      onDelete: 'delete',
      auth: 'iam',
      view: 'off',
    };
    expect(JSON.parse(planInit({ environment: 'prod', ...answers }, './config.schema.json').text)).toEqual({
      $schema: './config.schema.json',
      region: 'eu-central-1',
      database: { instanceClass: 'db.t4g.small', onDelete: 'delete' },
      proxy: { auth: 'iam' },
      view: { access: 'off' },
    });
  });

  it('refuses answers that the configuration would refuse', () => {
    expect(() => planInit({ environment: 'dev', auth: 'password' })).toThrow(/proxy\.auth: found "password"/);
    expect(() => planInit({ environment: '../dev' })).toThrow(/cannot be the name of an environment/);
  });
});

describe('writeInit', () => {
  it('writes a configuration that loads', async () => {
    const file = await writeInit(planInit({ environment: 'dev', auth: 'iam' }), { directory });
    const loaded = await loadConfig({ environment: 'dev', directory });
    expect(loaded).toMatchObject({ file, config: { environment: 'dev', proxy: { auth: 'iam' } } });
  });

  it('never writes over a file unasked', async () => {
    await writeFile(join(directory, 'config.dev.json'), 'mine');
    const plan = planInit({ environment: 'dev' });
    await expect(writeInit(plan, { directory })).rejects.toMatchObject({
      code: 'refused',
      message: 'config.dev.json is there already; it was left as it is.',
    });
    expect(await readFile(join(directory, 'config.dev.json'), 'utf8')).toBe('mine');
    await writeInit(plan, { directory, force: true });
    expect(await readFile(join(directory, 'config.dev.json'), 'utf8')).toBe(plan.text);
  });
});

describe('initQuestions', () => {
  it('ask for environment, region, instance class, data, login and page, with the defaults of the configuration', () => {
    expect(initQuestions.map(({ name, default: value, choices }) => [name, value, choices])).toEqual([
      ['environment', 'dev', undefined],
      ['region', undefined, undefined],
      ['instanceClass', 'db.t4g.micro', undefined],
      ['onDelete', 'snapshot', ['snapshot', 'delete']],
      ['auth', 'secret', ['secret', 'iam']],
      ['view', 'token', ['token', 'public', 'off']],
    ]);
  });

  it.each([
    ['environment', 'dev', 'a b'],
    ['region', 'eu-central-1', 'Frankfurt'],
    ['instanceClass', 'db.m7g.large', 't4g.small'],
    ['onDelete', 'delete', 'keep'],
  ])('tell at once what is wrong with an answer to %s', (name, right, wrong) => {
    expect(question(name).problem(right)).toBeUndefined();
    expect(question(name).problem(wrong)).toMatch(/^Allowed: /);
  });
});

describe('schemaReference', () => {
  it('is the copy beside the configuration, where there is one', async () => {
    expect(await schemaReference(directory)).toBeUndefined();
    await writeFile(join(directory, 'config.schema.json'), '{}');
    expect(await schemaReference(directory)).toBe('./config.schema.json');
  });
});
