import type { CancelResult } from '../cancel.ts';
import type { DriftReport } from '../deployment/drift-report.ts';
import type { DeploymentEvent } from '../deployment/events.ts';
import type { Plan } from '../deployment/plan.ts';
import type { DevEvent } from '../dev.ts';
import type { ReloadEvent } from '../dev-reload.ts';
import type { DoctorReport } from '../doctor.ts';
import type { DownResult } from '../down.ts';
import type { ErrorCode } from '../errors.ts';
import type { ExportResult } from '../export-requests.ts';
import type { History } from '../history.ts';
import type { DevCloudEvent } from '../local/dev-cloud.ts';
import type { LogsEvent, LogsResult } from '../logs.ts';
import type { PageLink } from '../open.ts';
import type { PolicyResult } from '../policy.ts';
import type { RecoverResult } from '../recover.ts';
import type { RequestSummary } from '../requests/received.ts';
import type { RequestList } from '../requests.ts';
import type { SendEvent, SendResult } from '../send.ts';
import type { StatusReport } from '../status.ts';
import type { TailEvent } from '../tail-requests.ts';
import type { UpResult } from '../up.ts';
import type { Serving } from './dev/head.ts';
import type { Proof } from './dev/prove-stored.ts';
import type { RequestJson } from './views/request-json.ts';

/**
 * A line that `--json` writes to stdout: events as they happen, then exactly one `result` or `error`. Times are ISO 8601.
 * docs/json-output.md describes them; members may be added, none is renamed or removed within a major version.
 */
export type JsonLine =
  | DeploymentEvent
  | StatusLine
  | RequestLine
  | SendEvent
  | DevLine
  | LogsEvent
  | ResultLine
  | ErrorLine;

/** `status --watch` and `--wait`: how it stands now, at once and on every change. */
export type StatusLine = { readonly type: 'status' } & StatusReport;

/** `requests tail` and `requests export`: a request, in an export with its headers and body; a look of `tail` that failed. */
export type RequestLine =
  | { readonly type: 'request'; readonly request: RequestSummary | RequestJson }
  | Extract<TailEvent, { readonly type: 'look-failed' }>;
/** `dev`, besides the events of the deployments it makes. */
export type DevLine =
  | DevCloudEvent
  | Exclude<ReloadEvent, { readonly type: 'reload-failed' }>
  | Extract<DevEvent, { readonly type: 'configuration-mended' }>
  | ({ readonly type: 'reload-failed'; readonly files: readonly string[] } & Pick<
      ErrorLine,
      'code' | 'message' | 'remedies' | 'data'
    >)
  | { readonly type: 'deployed'; readonly stack: StackLine; readonly milliseconds: number }
  /** Everything stands: once, after the first deployment. */
  | ({ readonly type: 'serving' } & Serving);

export type ResultLine = { readonly type: 'result'; readonly exitCode: number } & (
  | { readonly command: 'init'; readonly file: string; readonly environment: string }
  | { readonly command: 'synth'; readonly template: unknown; readonly bytes: number }
  | ({ readonly command: 'policy' } & PolicyResult)
  | { readonly command: 'diff'; readonly differs: boolean; readonly plan: Plan; readonly drift?: DriftReport }
  | ({ readonly command: 'up'; readonly stack: StackLine } & Omit<UpResult, 'stack'>)
  | ({ readonly command: 'status' } & StatusReport)
  | ({ readonly command: 'doctor' } & DoctorReport)
  | ({ readonly command: 'events' } & History)
  | ({ readonly command: 'send' } & SendResult)
  | ({ readonly command: 'open'; readonly opened: boolean; readonly url?: string } & Omit<PageLink, 'url'>)
  | ({ readonly command: 'requests list' } & RequestList)
  | ({ readonly command: 'logs' } & LogsResult)
  | { readonly command: 'completion'; readonly shell: string; readonly script: string }
  | { readonly command: 'requests show'; readonly request: RequestJson }
  | { readonly command: 'requests tail'; readonly told: number }
  | ({ readonly command: 'requests export' } & ExportResult)
  | {
      readonly command: 'dev';
      readonly requests: number;
      readonly milliseconds: number;
      readonly proof?: Proof;
    }
  | ({ readonly command: 'cancel'; readonly stackName: string } & CancelResult)
  | ({ readonly command: 'recover'; readonly stackName: string } & RecoverResult)
  | ({ readonly command: 'down'; readonly stackName: string } & DownResult)
);

/** Of a stack what scripts go on with; its parameters are left out. */
export interface StackLine {
  readonly arn: string;
  readonly name: string;
  readonly status: string;
}

export interface ErrorLine {
  readonly type: 'error';
  readonly code: ErrorCode;
  readonly exitCode: number;
  readonly message: string;
  readonly remedies: readonly string[];
  /** What the error is about, as data; depends on `code`. */
  readonly data: Readonly<Record<string, unknown>>;
  /** With `--verbose`, and for `internal`. */
  readonly stack?: string;
}
