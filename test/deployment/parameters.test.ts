import { describe, expect, it } from 'vitest';
import { needsZones, parameterValues } from '../../src/deployment/parameters.ts';

const ALL = ['ArtifactBucket', 'ArtifactKey', 'ZoneA', 'ZoneB', 'EngineVersion', 'ViewKey'];
const VALUES = {
  artifactBucket: 'bucket',
  artifactKey: 'key',
  engineVersion: '8.4',
  zones: ['us-east-1a', 'us-east-1b'],
  viewKey: 'f'.repeat(64),
} as const;
const DEPLOYED = {
  ZoneA: 'x',
  ZoneB: 'y',
  EngineVersion: '8.0',
  ViewKey: '****',
  ArtifactKey: 'old',
  ArtifactBucket: 'b',
};

describe('parameter values', () => {
  it('are all given at creation', () => {
    expect(parameterValues(ALL, undefined, VALUES)).toEqual({
      ArtifactBucket: { value: 'bucket' },
      ArtifactKey: { value: 'key' },
      ZoneA: { value: 'us-east-1a' },
      ZoneB: { value: 'us-east-1b' },
      EngineVersion: { value: '8.4' },
      ViewKey: { value: 'f'.repeat(64) },
    });
  });

  it('keep what was chosen once in an update, and give artifact and engine version', () => {
    expect(parameterValues(ALL, DEPLOYED, VALUES)).toEqual({
      ArtifactBucket: { value: 'bucket' },
      ArtifactKey: { value: 'key' },
      ZoneA: 'previous',
      ZoneB: 'previous',
      EngineVersion: { value: '8.4' },
      ViewKey: 'previous',
    });
  });

  it('are given for what the template declares, and for nothing else', () => {
    expect(parameterValues(['ArtifactKey'], DEPLOYED, VALUES)).toEqual({ ArtifactKey: { value: 'key' } });
  });

  it('are made for a parameter that the deployed stack has not got yet', () => {
    const { ViewKey: _, ...without } = DEPLOYED;
    expect(parameterValues(ALL, without, VALUES).ViewKey).toEqual({ value: 'f'.repeat(64) });
  });

  it('need zones only where the template declares them and the stack has none', () => {
    expect(needsZones(ALL, undefined)).toBe(true);
    expect(needsZones(ALL, DEPLOYED)).toBe(false);
    expect(needsZones(['ArtifactKey'], undefined)).toBe(false);
  });
});
