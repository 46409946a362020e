import type { Logs } from '../logs/ports.ts';
import type { Lookups } from '../preflight/ports.ts';
import type { ProxyTargets } from '../proxy/ports.ts';
import type { ChangeSets, Drifts, Stacks } from './cloudformation-ports.ts';
import type { SimulatedAction, SimulatedQuestion } from './simulation.ts';

export type {
  ChangeSetRequest,
  ChangeSets,
  DriftDetection,
  Drifts,
  ResourceDrift,
  Stacks,
  WaitingChangeSet,
} from './cloudformation-ports.ts';

/** The bucket that artifacts are kept in. Each call passes ExpectedBucketOwner. */
export interface Artifacts {
  /**
   * `absent` (also when it was not finished: `createBucket` goes on with it), `ours`, or a thrown `refused` error when
   * another account owns the name.
   */
  bucket(name: string, owner: string): Promise<'absent' | 'ours'>;
  /** Makes it encrypted, private, TLS only, owner enforced; of no effect when it is ours and finished. */
  createBucket(name: string, owner: string): Promise<void>;
  /** By listing, never by HEAD; an object of 22 bytes or fewer (an empty zip) counts as absent. */
  has(bucket: string, key: string, owner: string): Promise<boolean>;
  put(
    bucket: string,
    key: string,
    body: Uint8Array,
    owner: string,
    sent?: (bytes: number) => void,
  ): Promise<void>;
  /** All that is in it, to the last page; empty where there is no bucket. */
  list(bucket: string, owner: string): Promise<readonly StoredArtifact[]>;
  /** Of no effect when it is gone. */
  delete(bucket: string, key: string, owner: string): Promise<void>;
  /** Throws `rejected` when something is in it; of no effect when it is gone. */
  deleteBucket(bucket: string, owner: string): Promise<void>;
}

/** An object in the bucket. */
export interface StoredArtifact {
  readonly key: string;
  /** Milliseconds since the epoch by this machine's clock, however wrong it is. */
  readonly uploadedAt: number;
}

/** Who calls, and where. */
export interface Identity {
  readonly account: string;
  readonly arn: string;
  readonly region: string;
  readonly partition: string;
  /** When the credentials end, ISO 8601; undefined for those that do not, or do not say. */
  readonly expiresAt?: string;
}

/** What is read of the account before a deployment. */
export interface Account {
  identity(): Promise<Identity>;
  /** Zones of the region that are open to this account, without local and wavelength zones. */
  zones(): Promise<readonly { readonly name: string; readonly id: string }[]>;
  hasRdsServiceLinkedRole(): Promise<boolean>;
  createRdsServiceLinkedRole(): Promise<void>;
  /** What IAM would say of a user or role; nothing is called. */
  simulate(principalArn: string, question: SimulatedQuestion): Promise<readonly SimulatedAction[]>;
}

/** Lambda, as far as it is called. */
export interface Functions {
  /** Invokes with a JSON payload and returns what came back. `failure` is the function's own error. */
  invoke(
    name: string,
    payload: unknown,
    signal?: AbortSignal,
  ): Promise<{ readonly payload: unknown; readonly failure?: string }>;
  /** Undefined when it is not there. */
  configuration(name: string): Promise<FunctionState | undefined>;
  /** Resolves when Lambda has taken it; it is done once `configuration` says so. Throws `function-not-found`. */
  configure(name: string, settings: FunctionSettings): Promise<void>;
  /**
   * Gives a function new code past CloudFormation, and resolves when new invocations run it. Throws `rejected` when Lambda
   * gives up, `function-not-found`. The signal ends the waiting, not the change.
   */
  updateCode(
    name: string,
    code: { readonly bucket: string; readonly key: string },
    signal?: AbortSignal,
  ): Promise<void>;
}

/** A function's configuration as Lambda says it is now. */
export interface FunctionState {
  /** Of the zip that runs, base64. */
  readonly codeSha256: string;
  /** Both empty: it is in no VPC. */
  readonly subnetIds: readonly string[];
  readonly groupIds: readonly string[];
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly handler: string;
  readonly runtime: string;
  readonly roleArn: string;
  readonly description: string;
  /** Holds the key that view links are signed with: never told. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logFormat?: string;
  readonly logGroup?: string;
  /** A change of it is not done: Lambda refuses another one meanwhile. */
  readonly update: 'done' | 'under-way' | 'failed';
  readonly updateReason?: string;
}

/** What of a function's configuration is set past CloudFormation; what is left out stays. */
export interface FunctionSettings {
  /** Both empty: out of its VPC. */
  readonly subnetIds?: readonly string[];
  readonly groupIds?: readonly string[];
  readonly memoryMb?: number;
  readonly timeoutSeconds?: number;
  readonly handler?: string;
  readonly runtime?: string;
  readonly roleArn?: string;
  readonly description?: string;
  /** All of it: what is not in it is removed. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly logFormat?: string;
  readonly logGroup?: string;
}

/** EC2's network interfaces, as far as a function's keep its security group from being deleted. */
export interface NetworkInterfaces {
  /** All that are in a security group. */
  ofGroup(groupId: string): Promise<readonly NetworkInterface[]>;
  /** Of an available one; of no effect when it is gone. */
  delete(id: string): Promise<void>;
}

export interface NetworkInterface {
  readonly id: string;
  readonly status: 'available' | 'in-use' | (string & {});
}

/** Secrets Manager, as far as a secret of the user's is read. */
export interface Secrets {
  /** The current value of a secret, by name or ARN. Throws `rejected` when there is none. */
  value(nameOrArn: string): Promise<string>;
}

/** A call of a public URL. */
export interface HttpCall {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as it is; without one there is none. */
  readonly body?: Uint8Array;
}

/** What a public URL answered. */
export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Calls a public URL; throws `unreachable` when nothing answers. */
export interface Http {
  get(url: string, timeoutMilliseconds: number): Promise<{ readonly status: number; readonly body: string }>;
  /** A redirect is an answer, not followed. */
  send(
    url: string,
    call: HttpCall,
    options: { readonly timeoutMilliseconds: number; readonly signal?: AbortSignal },
  ): Promise<HttpAnswer>;
}

/** Time, and waiting. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Rejects when the signal is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Randomness: tokens, names, the key that view links are signed with. */
export interface Random {
  /** Lower-case hex digits. */
  hex(digits: number): string;
  /** From 0 up to 1. */
  fraction(): number;
}

/** Runs of this product on this machine: whether what one of them left is still in its use. */
export interface Runs {
  /** A mark for what a run makes and takes away again, of lower-case letters, digits and two dashes. */
  begin(): string;
  end(mark: string): void;
  /** True when the run has ended or its process is gone. False for what another machine runs: that cannot be seen. */
  isOver(mark: string): boolean;
}

/** All that the use cases need of the world. `aws/index.ts` makes the real ones. */
export interface Ports {
  readonly stacks: Stacks;
  readonly changeSets: ChangeSets;
  readonly drifts: Drifts;
  readonly artifacts: Artifacts;
  readonly account: Account;
  readonly lookups: Lookups;
  readonly functions: Functions;
  readonly interfaces: NetworkInterfaces;
  readonly secrets: Secrets;
  readonly proxyTargets: ProxyTargets;
  readonly logs: Logs;
  readonly http: Http;
  readonly clock: Clock;
  readonly random: Random;
  readonly runs: Runs;
}
