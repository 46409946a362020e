import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { operations } from '../../src/aws/operations.ts';
import { served } from '../../src/local/aws-api/served.ts';

const folder = new URL('../../src/aws/', import.meta.url);
const adapters = readdirSync(folder)
  .filter((name) => name !== 'operations.ts')
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  .join('\n');

describe('operations', () => {
  it.each(Object.keys(operations))('%s is called by an adapter', (operation) => {
    expect(adapters).toContain(`'${operation}'`);
    expect(adapters).toContain(`new ${operation}Command(`);
  });

  it('name every command the adapters send', () => {
    const sent = [...adapters.matchAll(/new (\w+)Command\(/g)].map(([, name]) => name);
    expect(sent.filter((name) => !Object.hasOwn(operations, String(name)))).toEqual([]);
  });

  it('are all served by the local cloud', () => {
    const actions = new Set<string>(Object.values(served).flatMap((service) => service.actions));
    expect(Object.keys(operations).filter((operation) => !actions.has(operation))).toEqual([]);
  });
});
