import { renderWebhookStack } from '../templates/webhook-stack.ts';
import type { Config } from './config/schema.ts';

/** The template a configuration makes, as CloudFormation would get it: offline, without bundling. `bytes` are UTF-8. */
export function synth(config: Config): { readonly template: unknown; readonly bytes: number } {
  const { document, bytes } = renderWebhookStack(config);
  return { template: document, bytes };
}
