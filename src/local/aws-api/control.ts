import type { Withdrawn } from '../world.ts';
import type { LoggedCall } from './call-log.ts';
import { type FaultRule, readFaultRule } from './faults.ts';
import { type Policy, readPolicies } from './policy-evaluation.ts';
import type { WireAnswer, WireRequest } from './protocols/protocol.ts';
import type { CloudState } from './state.ts';

/** What tests and demos do to the local cloud besides calling AWS: the same in process and at `/_local/`. */
export interface Controls {
  state(): Promise<CloudState>;
  calls(): readonly LoggedCall[];
  clearCalls(): void;
  addFaults(...rules: readonly FaultRule[]): void;
  clearFaults(): void;
  /** Holds every call against these policies; undefined: whoever calls may do everything. */
  enforcePolicies(policies: readonly Policy[] | undefined): void;
  /** Lets a resource of a stack fail; the stack engine says what it understands. */
  injectResourceFault(fault: Readonly<Record<string, unknown>>): void;
  clearResourceFaults(): void;
  /** Changes a live resource of a stack as somebody in the console does, past CloudFormation. */
  changeByHand(change: Readonly<Record<string, unknown>>): void;
  /** Gives a stack a status that no call leads to; the stack engine says which. */
  putStackStatus(status: Readonly<Record<string, unknown>>): void;
  /** Stale reads, late events, page sizes: what the stack engine takes while it runs. */
  configureEngine(settings: Readonly<Record<string, number>>): void;
  /** Resolves when no stack operation is running; a manual clock must be moved meanwhile. */
  idle(): Promise<void>;
  /** Sets the health of all targets of a proxy, or of every proxy; tells how many it was. */
  setTargets(health: TargetHealth): number;
  /** Moves the world's clock forward, running what falls due. */
  advance(milliseconds: number): Promise<void>;
  /** Puts an empty bucket into the world; `owner` is an account id. */
  addBucket(bucket: { readonly name: string; readonly owner: string }): void;
  /** Puts a secret into the world, as a user keeps one in Secrets Manager; another value is a rotation. */
  addSecret(secret: OwnSecret): void;
  /** Puts something that somebody else has made into the account: a VPC, a subnet, a proxy …; see account-controls.ts. */
  addResource(resource: ForeignResource): void;
  /** Sets quotas, by the name that the service gives each. */
  setLimits(limits: Readonly<Record<string, number>>): void;
  /** Lets RDS offer something no more: whatever matches all that is said. */
  withdraw(offer: Withdrawn): void;
}

export interface OwnSecret {
  readonly name: string;
  readonly value: string;
  /** Of a key of the user's own. */
  readonly kmsKeyId?: string;
  /** Scheduled for deletion. */
  readonly deleted?: boolean;
}

export interface ForeignResource {
  /** In CloudFormation's words; `AWS::RDS::DBSnapshot` too. */
  readonly type: string;
  readonly id: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

export interface TargetHealth {
  readonly proxy?: string;
  readonly state: string;
  readonly reason?: string;
  readonly description?: string;
}

/** Serves the controls as JSON at `/_local/`; undefined for any other path. */
export async function answerControl(
  controls: Controls,
  request: WireRequest,
): Promise<WireAnswer | undefined> {
  if (!request.path.startsWith('/_local/')) return undefined;
  if (request.headers.origin !== undefined) {
    return json(403, { error: 'the controls are not for web pages' });
  }
  try {
    return json(200, await route(controls, request));
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) {
      return json(error instanceof RangeError ? 404 : 400, { error: error.message });
    }
    throw error;
  }
}

async function route(controls: Controls, { method, path, body }: WireRequest): Promise<unknown> {
  switch (`${method} ${path}`) {
    case 'GET /_local/state':
      return controls.state();
    case 'GET /_local/calls':
      return controls.calls();
    case 'DELETE /_local/calls':
      controls.clearCalls();
      return {};
    case 'POST /_local/faults': {
      const given = parse(body);
      const rules = (Array.isArray(given) ? given : [given]).map(readFaultRule);
      controls.addFaults(...rules);
      return { added: rules.length };
    }
    case 'DELETE /_local/faults':
      controls.clearFaults();
      return {};
    case 'POST /_local/policies':
      controls.enforcePolicies(readPolicies(parse(body)));
      return {};
    case 'DELETE /_local/policies':
      controls.enforcePolicies(undefined);
      return {};
    case 'POST /_local/resource-faults':
      controls.injectResourceFault(object(parse(body)));
      return {};
    case 'DELETE /_local/resource-faults':
      controls.clearResourceFaults();
      return {};
    case 'POST /_local/by-hand':
      controls.changeByHand(object(parse(body)));
      return {};
    case 'POST /_local/stack-status':
      controls.putStackStatus(object(parse(body)));
      return {};
    case 'POST /_local/engine':
      controls.configureEngine(readSettings(object(parse(body))));
      return {};
    case 'POST /_local/targets': {
      const health = object(parse(body));
      text(health, 'state');
      return { targets: controls.setTargets(health as unknown as TargetHealth) };
    }
    case 'POST /_local/clock': {
      const { advance } = object(parse(body));
      if (typeof advance !== 'number' || advance < 0) {
        throw new TypeError('advance is a number of milliseconds');
      }
      await controls.advance(advance);
      return { now: (await controls.state()).now };
    }
    case 'POST /_local/buckets': {
      const bucket = object(parse(body));
      controls.addBucket({ name: text(bucket, 'name'), owner: text(bucket, 'owner') });
      return {};
    }
    case 'POST /_local/secrets': {
      const secret = object(parse(body));
      const { kmsKeyId, deleted } = secret;
      controls.addSecret({
        name: text(secret, 'name'),
        value: text(secret, 'value'),
        ...(typeof kmsKeyId === 'string' ? { kmsKeyId } : {}),
        ...(typeof deleted === 'boolean' ? { deleted } : {}),
      });
      return {};
    }
    case 'POST /_local/resources': {
      const given = object(parse(body));
      const properties = given.properties === undefined ? {} : object(given.properties);
      controls.addResource({ type: text(given, 'type'), id: text(given, 'id'), properties });
      return {};
    }
    case 'POST /_local/limits':
      controls.setLimits(readNumbers(object(parse(body))));
      return {};
    case 'POST /_local/withdrawn':
      controls.withdraw(object(parse(body)));
      return {};
    default:
      throw new RangeError(
        `there is no ${method} ${path}; there are GET state, GET and DELETE calls, POST and DELETE faults, policies and resource-faults, POST by-hand, stack-status, engine, targets, clock, buckets, secrets, resources, limits and withdrawn`,
      );
  }
}

const SETTINGS = ['eventLag', 'staleReads', 'eventsPerPage', 'changesPerPage', 'resourcesPerPage'];

function readSettings(settings: Readonly<Record<string, unknown>>): Readonly<Record<string, number>> {
  for (const name of Object.keys(settings)) {
    if (!SETTINGS.includes(name)) {
      throw new TypeError(`no setting is called ${name}; there are ${SETTINGS.join(', ')}`);
    }
  }
  return readNumbers(settings);
}

function readNumbers(given: Readonly<Record<string, unknown>>): Readonly<Record<string, number>> {
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== 'number' || value < 0)
      throw new TypeError(`${name} is a number that is not negative`);
  }
  return given as Readonly<Record<string, number>>;
}

function parse(body: Uint8Array): unknown {
  return JSON.parse(Buffer.from(body).toString('utf8'));
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new TypeError('the body is a JSON object');
}

function text(from: Readonly<Record<string, unknown>>, key: string): string {
  const value = from[key];
  if (typeof value !== 'string' || value === '') throw new TypeError(`${key} is a text that is not empty`);
  return value;
}

function json(status: number, value: unknown): WireAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(value)}\n` };
}
