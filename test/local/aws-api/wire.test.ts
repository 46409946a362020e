import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderWireShapes, WIRE_SHAPES_FILE } from '../../../scripts/generate-wire-shapes.ts';
import { operations } from '../../../src/aws/operations.ts';
import { iamAction } from '../../../src/local/aws-api/iam-actions.ts';
import { served } from '../../../src/local/aws-api/served.ts';

describe('what the local cloud serves', () => {
  it('has the shapes of the SDK clients that are installed', async () => {
    expect(readFileSync(WIRE_SHAPES_FILE, 'utf8')).toBe(await renderWireShapes());
  });

  it('is every call that the product makes, under the permission that the product names', () => {
    for (const [operation, permission] of Object.entries(operations)) {
      const permissions = Object.entries(served)
        .filter(([, { actions }]) => (actions as readonly string[]).includes(operation))
        .map(([service]) => iamAction(service as keyof typeof served, operation));
      expect({ operation, permissions }).toEqual({ operation, permissions: [permission] });
    }
  });
});
