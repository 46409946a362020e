import type { Json } from '../../src/cloudformation/json.ts';
import type { ResourceDocument } from '../../src/cloudformation/template.ts';
import { renderWebhookStack } from '../../templates/webhook-stack.ts';
import { type Changes, configFrom } from './variants.ts';

export type Properties = Readonly<Record<string, Json>>;

/** The stack of the default configuration with these changes, and its parts by logical ID. */
export function rendered(...changes: Changes) {
  const stack = renderWebhookStack(configFrom(...changes));
  const { Resources } = stack.document;
  return {
    ...stack,
    ids: Object.keys(Resources).sort(),
    has: (id: string) => Object.hasOwn(Resources, id),
    resource: (id: string): ResourceDocument => {
      const found = Resources[id];
      if (found === undefined) throw new Error(`There is no ${id}.`);
      return found;
    },
    properties: (id: string): Properties => Resources[id]?.Properties ?? {},
  };
}

export const existingVpc = {
  vpcId: 'vpc-0a1b2c3d4e5f60718',
  subnetIds: ['subnet-0b1b2c3d4e5f60718', 'subnet-0a1b2c3d4e5f60718'],
};

export const verifiedRoute = (...secrets: readonly string[]) => ({
  path: '/github',
  verify: { scheme: 'github' as const, secrets: [...secrets] },
});
