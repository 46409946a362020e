import { renderWebhookStack } from '../templates/webhook-stack.ts';
import type { PolicyDocument } from './cloudformation/policy.ts';
import type { Config } from './config/schema.ts';
import { ENVIRONMENT_TAG } from './deployment/ownership.ts';
import { documentSize, policyDocuments, TRUST_POLICY } from './policy/document.ts';
import { type Audience, neededPermissions } from './policy/needed.ts';
import type { Permission } from './policy/permission.ts';
import { type Place, placesOf, whereOf } from './policy/places.ts';

export { AUDIENCES, type Audience } from './policy/needed.ts';

/** What somebody must be allowed for one configuration: as IAM takes it, and each permission with what needs it. */
export interface PolicyResult {
  readonly audience: Audience;
  /** One, or more where IAM takes no document as large. */
  readonly documents: readonly PolicyDocument[];
  /** Characters that IAM counts, of each document. */
  readonly sizes: readonly number[];
  readonly permissions: readonly (Omit<Permission, 'on'> & { readonly resources: readonly string[] })[];
  /** For the service role alone: who may take it. */
  readonly trust?: PolicyDocument;
  /** What the configuration does not say, and `*` stands for. */
  readonly unknown: readonly ('account' | 'region')[];
}

/** The policy that a deployer, CloudFormation's service role or somebody who only looks needs; offline. */
export function policy(
  config: Config,
  audience: Audience,
  where: { readonly account?: string | undefined; readonly region?: string | undefined } = {},
): PolicyResult {
  const { account = config.account, region = config.region } = where;
  const place = whereOf(account, region);
  const places = placesOf(config, place);
  const needed = neededPermissions(audience, renderWebhookStack(config).document.Resources, {
    hasServiceRole: config.roleArn !== undefined,
  }).filter(({ on }) => resourcesOf(places, on).length > 0);
  const documents = policyDocuments(needed, {
    places,
    environmentTag: { key: ENVIRONMENT_TAG, value: config.environment },
  });
  return {
    audience,
    documents,
    sizes: documents.map(documentSize),
    permissions: needed.map(({ on, ...rest }) => ({ ...rest, resources: resourcesOf(places, on) })),
    ...(audience === 'service-role' ? { trust: TRUST_POLICY } : {}),
    unknown: [
      ...(account === undefined ? (['account'] as const) : []),
      ...(region === undefined ? (['region'] as const) : []),
    ],
  };
}

function resourcesOf(places: Readonly<Record<Place, readonly string[]>>, on: Place): readonly string[] {
  return places[on];
}
