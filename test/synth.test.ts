import { expect, it } from 'vitest';
import { synth } from '../src/synth.ts';
import { loadedConfig } from './support/engine.ts';

it('gives the template that is deployed, with its size as CloudFormation counts it', () => {
  const { template, bytes } = synth(loadedConfig({ tags: { team: 'Grüße' } }).config);
  expect(Buffer.byteLength(JSON.stringify(template))).toBe(bytes);
  expect(template).toHaveProperty('Resources.DatabaseInstance');
});

it('names no account, zone, bucket or key: they are parameters', () => {
  const { template } = synth(loadedConfig().config);
  const { Parameters } = template as { readonly Parameters: Readonly<Record<string, { Default?: unknown }>> };
  expect(Object.keys(Parameters)).toEqual([
    'ArtifactBucket',
    'ArtifactKey',
    'ZoneA',
    'ZoneB',
    'EngineVersion',
    'ViewKey',
  ]);
  expect(Object.values(Parameters).some((parameter) => 'Default' in parameter)).toBe(false);
});
