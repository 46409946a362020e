import { operations } from '../aws/operations.ts';
import { ProxyWebhookError } from '../errors.ts';
import { CALLS, type Caller } from './calls.ts';
import type { Grant, Permission } from './permission.ts';
import { RESOURCE_TYPES } from './resource-types.ts';

/** Whom a policy is for. */
export const AUDIENCES = ['deployer', 'service-role', 'reader', 'requests'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** The commands each of them runs; the service role is CloudFormation's and runs none. */
export const COMMANDS_OF: Readonly<Record<Audience, readonly Caller[]>> = {
  deployer: ['up', 'diff', 'down', 'status', 'events', 'cancel', 'recover', 'logs'],
  reader: ['diff', 'status', 'events', 'logs'],
  requests: ['open', 'requests', 'send'],
  'service-role': [],
};

/**
 * Commands that name the service role to CloudFormation, which takes it only of somebody who may pass it. `diff` names none.
 * Source: CloudFormation User Guide, "CloudFormation service role".
 */
const PASSING: readonly Caller[] = ['up', 'down', 'cancel', 'recover'];

/** A resource of a rendered template, as far as permissions depend on it. */
export interface RenderedResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** What somebody must be allowed, each once; the reasons are joined. */
export function neededPermissions(
  audience: Audience,
  resources: Readonly<Record<string, RenderedResource>>,
  options: { readonly hasServiceRole: boolean },
): readonly Permission[] {
  const makes = audience === 'service-role' || (audience === 'deployer' && !options.hasServiceRole);
  const passing = PASSING.filter((each) => COMMANDS_OF[audience].includes(each));
  const passes: readonly Permission[] =
    passing.length > 0 && options.hasServiceRole
      ? [
          {
            action: 'iam:PassRole',
            on: 'serviceRole',
            when: { kind: 'passed-to', service: 'cloudformation.amazonaws.com' },
            needs: passing.join(', '),
          },
        ]
      : [];
  return merged([
    ...callPermissions(COMMANDS_OF[audience]),
    ...passes,
    ...(makes ? typePermissions(resources) : []),
  ]);
}

/** What the calls of these commands need. */
export function callPermissions(commands: readonly Caller[]): readonly Permission[] {
  const needs = (by: readonly Caller[]) => by.filter((each) => commands.includes(each)).join(', ');
  return Object.entries(CALLS)
    .flatMap(([operation, { on, by, when, also }]): readonly (Permission | undefined)[] => {
      const action = operations[operation as keyof typeof operations];
      return [
        on === 'nothing'
          ? undefined
          : { action, on, needs: needs(by), ...(when === undefined ? {} : { when }) },
        ...(also?.actions.map((each) => ({ action: each, on: also.on, needs: needs(also.by ?? by) })) ?? []),
      ];
    })
    .filter((permission) => permission !== undefined)
    .filter((permission) => permission.needs !== '');
}

/** What CloudFormation needs to make, change and delete these resources. Throws for a type that no table has. */
export function typePermissions(
  resources: Readonly<Record<string, RenderedResource>>,
): readonly Permission[] {
  return Object.values(resources).flatMap(({ Type, Properties }) => {
    const grants = RESOURCE_TYPES[Type];
    if (grants === undefined) {
      throw new ProxyWebhookError(
        'internal',
        `The permissions for ${Type} are not known: resource-types.ts.`,
      );
    }
    return grants
      .filter(({ property }) => property === undefined || property in Properties)
      .flatMap(fromGrant(Type));
  });
}

function fromGrant(needs: string) {
  return ({ actions, on, when }: Grant): readonly Permission[] =>
    actions.map((action) => ({ action, on, needs, ...(when === undefined ? {} : { when }) }));
}

function merged(permissions: readonly Permission[]): readonly Permission[] {
  const byKey = new Map<string, Permission>();
  for (const each of permissions) {
    const key = JSON.stringify([each.action, each.on, each.when]);
    const there = byKey.get(key);
    const needs = new Set([...(there?.needs.split(', ') ?? []), ...each.needs.split(', ')]);
    byKey.set(key, { ...each, needs: [...needs].join(', ') });
  }
  return [...byKey.values()].filter((each) => !isCovered(each, byKey));
}

// Leave on a place without a condition makes the same leave with one superfluous, and leave on every resource any other.
function isCovered({ action, on, when }: Permission, all: ReadonlyMap<string, Permission>): boolean {
  const given = (place: string) => all.has(JSON.stringify([action, place, undefined]));
  return (when !== undefined && given(on)) || (on !== 'any' && given('any'));
}
