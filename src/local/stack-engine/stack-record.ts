import type { Properties } from './json.ts';
import type { ParameterValues } from './template/parameters.ts';
import type { DeletionPolicy, Template } from './template/template.ts';

/** Source: CloudFormation API reference, `Stack.StackStatus`. Imports are not served: their statuses are put. */
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

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What a stack is to be: a template with its values. */
export interface Design {
  readonly template: Template;
  readonly parameters: ParameterValues;
  readonly tags: readonly Tag[];
  readonly capabilities: readonly string[];
  readonly notificationArns: readonly string[];
  readonly roleArn?: string;
}

/** What stands in the account for a resource of a template. */
export interface Instance {
  /** Stays through changes in place; a replacement has another, though its physical id may be the same. */
  readonly identity: symbol;
  readonly physicalId: string;
  readonly type: string;
  /** References resolved and stack tags added; dynamic references are still references. */
  readonly properties: Properties;
  readonly attributes: Properties;
  readonly deletionPolicy?: DeletionPolicy;
  readonly updateReplacePolicy?: DeletionPolicy;
  /** What it waited for when it was made: whatever deletes it goes the other way. */
  readonly dependsOn: readonly string[];
}

/** Something that is to go. */
export interface Removal {
  readonly logicalId: string;
  /** Undefined for a resource that was never made. */
  readonly instance: Instance | undefined;
  readonly policy: DeletionPolicy;
}

export interface ResourceRecord {
  readonly logicalId: string;
  readonly type: string;
  status: string;
  statusReason?: string;
  updatedAt: number;
  instance?: Instance;
}

export type OperationType =
  | 'CREATE_STACK'
  | 'UPDATE_STACK'
  | 'DELETE_STACK'
  | 'ROLLBACK'
  | 'CONTINUE_ROLLBACK'
  | 'CREATE_CHANGESET';

/** One operation on a stack; whoever aborts it says with what its resources are cancelled. */
export interface Operation {
  readonly id: string;
  readonly type: OperationType;
  readonly token?: string;
  readonly abort: AbortController;
  /** Why it was aborted from outside, when it was. */
  interruption?: 'cancel-update' | 'delete';
}

export interface StackEvent {
  readonly id: string;
  readonly sequence: number;
  readonly at: number;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly detailedStatus?: 'CONFIGURATION_COMPLETE';
  readonly operation?: Pick<Operation, 'id' | 'type' | 'token'>;
}

/** What an update changed so far, and how it was before: undefined for a resource that was not there. */
export interface UndoLog {
  readonly to: Design;
  readonly before: Map<string, Instance | undefined>;
}

/** What a drift detection found of one resource. */
export interface ResourceDriftRecord {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly at: number;
  readonly status: 'IN_SYNC' | 'MODIFIED' | 'DELETED' | 'UNKNOWN';
  readonly reason?: string;
  readonly expected?: Properties;
  readonly actual?: Properties;
  readonly differences: readonly {
    readonly path: string;
    readonly kind: 'ADD' | 'REMOVE' | 'NOT_EQUAL';
    readonly expected: string;
    readonly actual: string;
  }[];
}

/** The last drift detection of a stack. */
export interface DriftRecord {
  readonly id: string;
  readonly startedAt: number;
  state: 'DETECTION_IN_PROGRESS' | 'DETECTION_COMPLETE' | 'DETECTION_FAILED';
  reason?: string;
  /** By logical id; of detections before it too, for what it did not compare. */
  readonly resources: Map<string, ResourceDriftRecord>;
}

export interface StackRecord {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: number;
  updatedAt?: number;
  deletedAt?: number;
  status: StackStatus;
  statusReason?: string;
  detailedStatus?: 'CONFIGURATION_COMPLETE';
  /** What the last operation went for. Undefined while nothing was executed. */
  design?: Design;
  outputs: readonly { readonly key: string; readonly value: string; readonly description?: string }[];
  terminationProtection: boolean;
  disableRollback: boolean;
  readonly resources: Map<string, ResourceRecord>;
  /** What its deletion or the rollback of its creation took away, as it goes on being listed. */
  gone?: Map<string, ResourceRecord>;
  readonly events: StackEvent[];
  /** Newest first. */
  operations: readonly Operation[];
  /** The one that is running. */
  operation?: Operation;
  /** While an update can still be taken back; undefined for a stack that was never complete. */
  undo?: UndoLog;
  /** What a rollback that failed has still to remove. */
  leftovers?: readonly Removal[];
  drift?: DriftRecord;
  /** Of change sets that can be described, by ARN. */
  readonly changeSets: Map<string, ChangeSetRecord>;
  /** How it was described, from when on: for reads that are stale. */
  readonly history: { readonly at: number; readonly description: Properties }[];
}

export type ChangeSetStatus =
  | 'CREATE_PENDING'
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_COMPLETE'
  | 'FAILED'
  | 'DELETE_COMPLETE';

export type ExecutionStatus =
  | 'UNAVAILABLE'
  | 'AVAILABLE'
  | 'EXECUTE_IN_PROGRESS'
  | 'EXECUTE_COMPLETE'
  | 'EXECUTE_FAILED'
  | 'OBSOLETE';

export interface ChangeSetRecord {
  readonly arn: string;
  readonly name: string;
  readonly type: 'CREATE' | 'UPDATE';
  readonly createdAt: number;
  readonly description?: string;
  readonly clientToken?: string;
  readonly onStackFailure?: 'DELETE' | 'DO_NOTHING' | 'ROLLBACK';
  readonly disableValidation: boolean;
  readonly design: Design;
  /** The id of its own operation, that DescribeEvents tells validation errors of. */
  readonly operationId: string;
  status: ChangeSetStatus;
  statusReason?: string;
  executionStatus: ExecutionStatus;
  executionToken?: string;
  changes: readonly Properties[];
  findings: readonly ValidationFinding[];
}

/** What early validation has against a resource. Source: CloudFormation User Guide, "Validate stack deployments". */
export interface ValidationFinding {
  readonly name: 'PROPERTY_VALIDATION' | 'NAME_CONFLICT_VALIDATION';
  readonly logicalId: string;
  readonly type: string;
  readonly path: string;
  readonly reason: string;
  readonly at: number;
}
