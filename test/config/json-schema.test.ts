import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configKeys, configTable } from '../../src/config/config-table.ts';
import { configJsonSchema } from '../../src/config/json-schema.ts';
import { loadConfig } from '../../src/config/load.ts';

const root = new URL('../../', import.meta.url);

describe('configJsonSchema', () => {
  const schema = configJsonSchema();

  it('names itself and requires nothing', () => {
    expect(schema).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: 'urn:proxywebhook:config',
      title: 'proxywebhook configuration',
      type: 'object',
      additionalProperties: false,
    });
    expect(schema.required).toBeUndefined();
  });

  it('shows the defaults and knows $schema', () => {
    expect(schema.properties?.database?.properties?.instanceClass?.default).toBe('db.t4g.micro');
    expect(schema.properties).toHaveProperty('$schema');
  });

  it('describes every key', () => {
    expect(configKeys().filter(({ description }) => description === '')).toEqual([]);
  });

  it('is what config.schema.json holds', () => {
    expect(JSON.parse(readFileSync(new URL('config.schema.json', root), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(schema)),
    );
  });

  it('is what the table in docs/configuration.md shows', () => {
    expect(readFileSync(new URL('docs/configuration.md', root), 'utf8')).toContain(configTable());
  });
});

describe('config.example.json', () => {
  it('is a configuration, of the environment it is named for', async () => {
    const { config } = await loadConfig({ file: 'config.example.json', directory: root.pathname });
    expect(config).toMatchObject({ environment: 'example', stackName: 'proxywebhook-example' });
  });

  it('says nothing but the defaults, its name and a tag, so that it can be taken as it is', async () => {
    const { config } = await loadConfig({ file: 'config.example.json', directory: root.pathname });
    const { parseConfig } = await import('../../src/config/parse.ts');
    const defaults = parseConfig({}, { environment: 'example', source: 'test' });
    expect({ ...config, $schema: undefined, tags: {} }).toEqual({ ...defaults, $schema: undefined });
  });
});
