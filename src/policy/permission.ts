import type { Place } from './places.ts';

/** A condition by a name of ours; `document.ts` writes it out. */
export type When =
  /** The resource has this environment's tag, as everything that CloudFormation made for it has. */
  | { readonly kind: 'ours' }
  | { readonly kind: 'passed-to'; readonly service: string }
  | { readonly kind: 'linked-to'; readonly service: string };

/** Leave to do something to something, and why. */
export interface Permission {
  readonly action: string;
  readonly on: Place;
  readonly when?: When;
  /** The command, or the resource type, that needs it. */
  readonly needs: string;
}

/** Actions of one service on one place, as the tables of this folder hold them. */
export interface Grant {
  readonly on: Place;
  readonly actions: readonly string[];
  readonly when?: When;
  /** Needed only where the resource has this property. */
  readonly property?: string;
}

/** A row of a table: `grant('vpc', 'ec2', 'CreateVpc DeleteVpc')`. */
export function grant(
  on: Place,
  service: string,
  actions: string,
  { when, property }: Pick<Grant, 'when' | 'property'> = {},
): Grant {
  return {
    on,
    actions: actions.split(/\s+/).map((action) => `${service}:${action}`),
    ...(when === undefined ? {} : { when }),
    ...(property === undefined ? {} : { property }),
  };
}
