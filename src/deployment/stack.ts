/** Every status a CloudFormation stack can have. Source: CloudFormation API reference, `Stack.StackStatus`. */
export type StackStatus =
  | 'REVIEW_IN_PROGRESS'
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_FAILED'
  | 'CREATE_COMPLETE'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_FAILED'
  | 'ROLLBACK_COMPLETE'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_FAILED'
  | 'DELETE_COMPLETE'
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_FAILED'
  | 'UPDATE_ROLLBACK_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_FAILED'
  | 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_COMPLETE'
  | 'IMPORT_IN_PROGRESS'
  | 'IMPORT_COMPLETE'
  | 'IMPORT_ROLLBACK_IN_PROGRESS'
  | 'IMPORT_ROLLBACK_FAILED'
  | 'IMPORT_ROLLBACK_COMPLETE';

/** A stack as it was last described. */
export interface Stack {
  readonly arn: string;
  readonly name: string;
  readonly status: StackStatus;
  readonly statusReason?: string;
  readonly createdAt: Date;
  readonly updatedAt?: Date;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly terminationProtection: boolean;
  readonly roleArn?: string;
  /** The last operations, newest first, change sets left out; where CloudFormation tells them. */
  readonly operationIds?: readonly string[];
}

/** One event of a stack: a resource, or the stack itself, changed its status. */
export interface StackEvent {
  readonly id: string;
  readonly stackArn: string;
  readonly at: Date;
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly resourceType: string;
  readonly status: string;
  readonly reason?: string;
  /** `CONFIGURATION_COMPLETE`: configured, not stable yet. Source: CloudFormation API reference, StackEvent. */
  readonly detailedStatus?: string;
  /** The token of the request that began the operation, where CloudFormation tells it. */
  readonly token?: string;
  /** The operation that it belongs to, where CloudFormation tells it. */
  readonly operationId?: string;
}

/** A resource of a stack. */
export interface StackResource {
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly resourceType: string;
  readonly status: string;
  readonly reason?: string;
}

/** What a change set would do to one resource. */
export interface ResourceChange {
  readonly action: 'Add' | 'Modify' | 'Remove' | 'Import' | 'Dynamic';
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly resourceType: string;
  readonly replacement?: 'True' | 'False' | 'Conditional';
  /** `Delete`, `Retain`, `Snapshot`, `ReplaceAndDelete` …: what becomes of the old physical resource. */
  readonly policyAction?: string;
  /** Property names below `Properties`, and `Tags`, `DeletionPolicy` … for other attributes. */
  readonly changedProperties: readonly string[];
  /** Those of them that CloudFormation says need or may need a replacement (RequiresRecreation), where it says so. */
  readonly replacingProperties?: readonly string[];
}

/** A change set as CloudFormation describes it. */
export interface ChangeSet {
  readonly arn: string;
  readonly name: string;
  readonly stackArn: string;
  readonly status:
    | 'CREATE_PENDING'
    | 'CREATE_IN_PROGRESS'
    | 'CREATE_COMPLETE'
    | 'FAILED'
    | 'DELETE_PENDING'
    | 'DELETE_IN_PROGRESS'
    | 'DELETE_COMPLETE'
    | 'DELETE_FAILED';
  readonly statusReason?: string;
  readonly executionStatus?: string;
  readonly createdAt?: Date;
  /** All pages. */
  readonly changes: readonly ResourceChange[];
}

/** What CloudFormation's early validation found before anything was made. Only in DescribeEvents. */
export interface ValidationFailure {
  readonly name: string;
  readonly path?: string;
  readonly logicalId?: string;
  readonly reason: string;
}
