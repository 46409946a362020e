import type { Target } from '../proxy/ports.ts';
import type { Plan } from './plan.ts';
import type { StackStatus } from './stack.ts';

/** The parts a command's work has, in the order they come. Renderers name them. */
export type StepName =
  | 'identity'
  | 'observe'
  | 'preflight'
  | 'bundle'
  | 'change-set'
  | 'approve'
  | 'service-linked-role'
  | 'bucket'
  | 'upload'
  | 'compare'
  | 'drift'
  | 'code'
  | 'repair'
  | 'free-network'
  | 'execute'
  | 'password'
  | 'delete'
  | 'find-cause'
  | 'cancel'
  | 'roll-back'
  | 'cleanup'
  | 'purge'
  | 'wait-for-other'
  | 'target-health'
  | 'invoke-check'
  | 'public-check';

/** How far an operation is. Counts the resources of this operation; never more than `total`; counts down while rolling back. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly inProgress: readonly {
    readonly logicalId: string;
    readonly resourceType: string;
    readonly since: Date;
    readonly note?: string;
  }[];
  /** Seconds left on the critical path, from typical durations; undefined when it cannot be told. */
  readonly secondsLeft?: number;
  readonly direction: 'forward' | 'rollback' | 'delete';
}

/** The first thing that went wrong, and what to do. */
export interface RootCause {
  readonly logicalId: string;
  readonly resourceType: string;
  /** AWS's own words. */
  readonly reason: string;
  /** The service's or handler's error code, where the reason tells one. */
  readonly code?: string;
  readonly physicalId?: string;
  readonly at?: Date;
  readonly remedies: readonly string[];
}

/** What `up`, `down`, `diff` and `plan` tell while they work. */
export type DeploymentEvent =
  | { readonly type: 'step-started'; readonly step: StepName; readonly detail?: string }
  | {
      readonly type: 'step-finished';
      readonly step: StepName;
      readonly milliseconds: number;
      readonly detail?: string;
      /** The step ended because something went wrong; the error of the run says what. */
      readonly failed?: true;
    }
  | { readonly type: 'planned'; readonly plan: Plan }
  | { readonly type: 'upload-progress'; readonly sentBytes: number; readonly totalBytes: number }
  | {
      readonly type: 'resource-changed';
      readonly at: Date;
      readonly logicalId: string;
      readonly resourceType: string;
      readonly status: string;
      readonly reason?: string;
      /** Milliseconds since the resource's own start in this operation, on the end of its work. */
      readonly tookMilliseconds?: number;
      readonly progress: Progress;
    }
  | {
      readonly type: 'stack-changed';
      readonly at: Date;
      readonly status: StackStatus | (string & {});
      readonly reason?: string;
      /** The operation that it belongs to, where CloudFormation tells it. */
      readonly operationId?: string;
    }
  /** Once a tick while an operation is followed, also when nothing is new. */
  | { readonly type: 'ticked'; readonly progress: Progress }
  | { readonly type: 'cause-found'; readonly cause: RootCause }
  | { readonly type: 'targets-changed'; readonly targets: readonly Target[] }
  /** What a step that takes long is waiting for now. */
  | { readonly type: 'waiting'; readonly message: string }
  | { readonly type: 'warned'; readonly message: string; readonly remedies?: readonly string[] };
