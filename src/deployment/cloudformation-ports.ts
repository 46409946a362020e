import type { ChangeSet, Stack, StackEvent, StackResource, ValidationFailure } from './stack.ts';

/** What a deployment needs of CloudFormation's stacks. Every call throws a ProxyWebhookError, throttling is retried inside. */
export interface Stacks {
  /** By name or ARN; undefined when there is none. A deleted stack is found by its ARN only. */
  describe(nameOrArn: string, signal?: AbortSignal): Promise<Stack | undefined>;
  /** One page of events, newest first as far as CloudFormation keeps order. */
  events(
    nameOrArn: string,
    page?: string,
    signal?: AbortSignal,
  ): Promise<{ readonly events: readonly StackEvent[]; readonly next?: string }>;
  resources(nameOrArn: string): Promise<readonly StackResource[]>;
  /** The template as it was submitted; undefined when the stack has none. */
  template(nameOrArn: string): Promise<string | undefined>;
  /** All that there are in the account and region, deleted ones left out. */
  all(): Promise<readonly Stack[]>;
  /** By name: not every server takes an ARN here. `retain` and `force` are taken from DELETE_FAILED only. */
  delete(
    name: string,
    options: {
      readonly token: string;
      readonly roleArn?: string;
      /** Logical IDs that are left alone. */
      readonly retain?: readonly string[];
      /** Leaves alone whatever cannot be deleted. */
      readonly force?: boolean;
    },
  ): Promise<void>;
  /** Takes back the update that is running. Throws `rejected` when none is. */
  cancelUpdate(name: string): Promise<void>;
  /** Goes on with a rollback that failed; `skip` are logical IDs that are called restored without being touched. */
  continueRollback(
    name: string,
    options: { readonly token: string; readonly roleArn?: string; readonly skip?: readonly string[] },
  ): Promise<void>;
  /** Takes back an update that failed and was not rolled back. */
  rollBack(name: string, options: { readonly token: string; readonly roleArn?: string }): Promise<void>;
  setTerminationProtection(name: string, enabled: boolean): Promise<void>;
}

/** A change set that is asked for. */
export interface ChangeSetRequest {
  readonly stackName: string;
  readonly changeSetName: string;
  readonly type: 'CREATE' | 'UPDATE';
  readonly templateBody: string;
  /** A value, or `previous` for the one the stack has. */
  readonly parameters: Readonly<Record<string, { readonly value: string } | 'previous'>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly token: string;
  readonly roleArn?: string;
  readonly description?: string;
}

/** What a deployment needs of CloudFormation's change sets. Every call throws a ProxyWebhookError, throttling is retried inside. */
export interface ChangeSets {
  create(request: ChangeSetRequest): Promise<{ readonly arn: string; readonly stackArn: string }>;
  /** All pages of changes; undefined when it is gone. */
  describe(arn: string): Promise<ChangeSet | undefined>;
  /** `keepFailed`: a failure is not rolled back. */
  execute(arn: string, options: { readonly token: string; readonly keepFailed?: boolean }): Promise<void>;
  /** Of no effect when it is gone. */
  delete(arn: string): Promise<void>;
  /** From DescribeEvents, where access allows it. */
  failures(arn: string): Promise<readonly ValidationFailure[]>;
  /** Change sets that wait on a stack. */
  list(stackName: string): Promise<readonly WaitingChangeSet[]>;
}

/** A change set that is there and was not executed. */
export interface WaitingChangeSet {
  readonly arn: string;
  readonly name: string;
  /** By CloudFormation's clock. */
  readonly createdAt?: Date;
}

/** CloudFormation's own comparison of what lives with the deployed template. */
export interface Drifts {
  /** Begins one; its id. `under-way` when another one is running. */
  detect(nameOrArn: string): Promise<string | 'under-way'>;
  detection(id: string, signal?: AbortSignal): Promise<DriftDetection>;
  /** What the last detection found of every resource it compared, or tried to; all pages. */
  resources(nameOrArn: string): Promise<readonly ResourceDrift[]>;
}

export interface DriftDetection {
  /** `failed`: for one resource at least; there are results of the others. */
  readonly state: 'in-progress' | 'complete' | 'failed';
  readonly reason?: string;
}

export interface ResourceDrift {
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly resourceType: string;
  readonly status: 'IN_SYNC' | 'MODIFIED' | 'DELETED' | 'NOT_CHECKED' | (string & {});
  /** Why it could not be compared. */
  readonly reason?: string;
  /** Values may be secret. */
  readonly differences: readonly {
    /** `/Tags/0/Value`. */
    readonly path: string;
    readonly kind: 'ADD' | 'REMOVE' | 'NOT_EQUAL' | (string & {});
    readonly expected?: string;
    readonly actual?: string;
  }[];
}
