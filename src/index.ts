/** The library: the use cases that the commands are made of, their events, results and errors. */

export { type AwsOptions, awsPorts } from './aws/index.ts';
export { type CancelOptions, type CancelPlan, type CancelResult, cancel } from './cancel.ts';
export { type MonthlyCost, monthlyCost } from './config/cost.ts';
export type { ConfigRequest } from './config/files.ts';
export { type LoadedConfig, loadConfig } from './config/load.ts';
export { type RegulatingChain, regulatingChain } from './config/regulating-chain.ts';
export type { Config, ConfigInput } from './config/schema.ts';
export type { DeploymentEvent, Progress, RootCause, StepName } from './deployment/events.ts';
export type { Plan, PlannedChange } from './deployment/plan.ts';
export type {
  Account,
  Artifacts,
  ChangeSetRequest,
  ChangeSets,
  Clock,
  Functions,
  Http,
  HttpAnswer,
  HttpCall,
  Identity,
  Ports,
  Random,
  Secrets,
  Stacks,
  WaitingChangeSet,
} from './deployment/ports.ts';
export type {
  ChangeSet,
  ResourceChange,
  Stack,
  StackEvent,
  StackResource,
  StackStatus,
} from './deployment/stack.ts';
export { type DiffOptions, type DiffResult, diff } from './diff.ts';
export { type DownOptions, type DownPlan, type DownResult, down } from './down.ts';
export { type ErrorCode, isProxyWebhookError, ProxyWebhookError } from './errors.ts';
export { type ExportOptions, type ExportResult, exportRequests } from './export-requests.ts';
export { type History, history } from './history.ts';
export type { LogSource, MissingLog } from './logs/groups.ts';
export type { LogEvent, LogPage, LogQuery, Logs } from './logs/ports.ts';
export {
  type LogLine,
  type LogsEvent,
  type LogsOptions,
  type LogsResult,
  logs,
} from './logs.ts';
export { open, type PageLink } from './open.ts';
export { plan } from './plan.ts';
export type { DatabaseState, Pool, Proxy, ProxyTargets, Target } from './proxy/ports.ts';
export { type RecoverOptions, type RecoverPlan, type RecoverResult, recover } from './recover.ts';
export type { RequestFilter } from './requests/ask-function.ts';
export type { ReceivedRequest, RequestSummary } from './requests/received.ts';
export {
  type ListOptions,
  listRequests,
  type ReadingOptions,
  type RequestList,
  showRequest,
} from './requests.ts';
export { finish, type Run } from './run.ts';
export { PRESETS, type Preset } from './samples/presets.ts';
export type { Sample } from './samples/sample.ts';
export { type SendEvent, type SendOptions, type SendResult, type SentCall, send } from './send.ts';
export { type StatusOptions, type StatusReport, status } from './status.ts';
export { synth } from './synth.ts';
export { type TailEvent, type TailOptions, type TailResult, tailRequests } from './tail-requests.ts';
export { type UpOptions, type UpResult, up } from './up.ts';
export { type Deployed, type VerifyOptions, verify } from './verify.ts';
export { type WatchStatusOptions, watchStatus } from './watch-status.ts';
