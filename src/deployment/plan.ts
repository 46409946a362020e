import type { MonthlyCost } from '../config/cost.ts';
import type { RegulatingChain } from '../config/regulating-chain.ts';
import type { Finding } from '../preflight/finding.ts';
import type { RootCause } from './events.ts';
import type { LiveChange } from './live.ts';
import type { PropertyValue } from './property-values.ts';
import type { ResourceChange } from './stack.ts';

export type { MonthlyCost };

/** Everything `up` will do, decided and shown before anything is done. */
export interface Plan {
  readonly action: 'create' | 'update' | 'recreate' | 'none';
  readonly environment: string;
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  readonly changes: readonly PlannedChange[];
  /** Set when the stack's termination protection is turned on or off. */
  readonly terminationProtection?: { readonly from: boolean; readonly to: boolean };
  /** Why the stack that is there must be deleted first (`recreate`), and what its deletion leaves. */
  readonly recreate?: { readonly why: string; readonly causes: readonly RootCause[] };
  /** The artifact bucket, when it must be made. */
  readonly bucketToCreate?: string;
  /** The artifact, when it is not in the bucket yet. */
  readonly upload?: { readonly bucket: string; readonly key: string; readonly bytes: number };
  readonly createServiceLinkedRole: boolean;
  readonly cost: MonthlyCost;
  readonly regulatingChain: RegulatingChain;
  /** Stateful resources that would be replaced or removed without `--allow-replace`. Not empty: nothing is done. */
  readonly refused: readonly PlannedChange[];
  /** The snapshot that the database is made from; its password is set to the secret's then. */
  readonly restoresFrom?: string;
  /** The function that is given its code past the stack. */
  readonly codeOf?: string;
  /** What was changed by hand since it was deployed, and is brought back. */
  readonly repairs?: readonly LiveChange[];
  readonly warnings: readonly string[];
  /** Of preflight: warnings, and what could not be looked at. */
  readonly findings: readonly Finding[];
  /** Checks and findings of preflight that were left out on request. */
  readonly skippedChecks: readonly string[];
}

/** One resource that a deployment adds, changes, replaces or removes. */
export interface PlannedChange {
  readonly kind: 'add' | 'change' | 'replace' | 'remove';
  readonly logicalId: string;
  readonly resourceType: string;
  readonly properties: readonly string[];
  /** What changes in those properties, where both templates are known; secrets by their name alone. */
  readonly values?: readonly PropertyValue[];
  /** Said when the change interrupts service, and for how long. */
  readonly interruption?: string;
  /** True when CloudFormation only knows while it runs whether it replaces; counts as replacement. */
  readonly conditional: boolean;
  readonly source: ResourceChange;
}
