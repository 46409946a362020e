import type { ServiceApi } from '../cloud.ts';
import type { World } from '../world.ts';
import { accountControls } from './account-controls.ts';
import { createAuthorization } from './authorization.ts';
import { createCallLog } from './call-log.ts';
import { answerControl, type Controls } from './control.ts';
import { createFaults } from './faults.ts';
import { awsFront } from './front.ts';
import type { ServiceName } from './served.ts';
import { serve } from './server.ts';
import { ec2 } from './services/ec2.ts';
import { iam } from './services/iam.ts';
import { type FunctionChanged, type Invoke, lambda } from './services/lambda.ts';
import { logs } from './services/logs.ts';
import { type DatabaseChanged, rds } from './services/rds.ts';
import { s3 } from './services/s3.ts';
import { secretsManager } from './services/secrets-manager.ts';
import { sts } from './services/sts.ts';
import { readState } from './state.ts';

/** A running local cloud: AWS's APIs on loopback over a world, and the controls of both. */
export interface LocalCloud extends Controls {
  /** `http://127.0.0.1:PORT`, for `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  readonly world: World;
  stop(): Promise<void>;
}

export interface FrontParts {
  readonly world: World;
  readonly cloudFormation: ServiceApi;
  /** Moves the world's clock; a clock that runs by itself has none. */
  readonly advance?: (milliseconds: number) => void | Promise<void>;
  /** What can be done to the stack engine besides calling it. */
  readonly engine?: EngineControls;
  /** 0 or none: any free port. */
  readonly port?: number;
  /** Of the draws of faults with a probability. */
  readonly seed?: number;
  /** Runs functions; without it Invoke says that there is no function runtime. */
  readonly invoke?: Invoke;
  /** Told of a function that a call changed, and waited for. */
  readonly functionChanged?: FunctionChanged;
  /** Told of a database whose password a call changed, and waited for. */
  readonly databaseChanged?: DatabaseChanged;
  /** Told of bugs of the local cloud; written to stderr when not given. */
  readonly report?: (error: unknown) => void;
}

export interface EngineControls {
  injectFault(fault: Readonly<Record<string, unknown>>): void;
  clearFaults(): void;
  changeByHand(change: Readonly<Record<string, unknown>>): void;
  putStatus(status: Readonly<Record<string, unknown>>): void;
  configure(settings: Readonly<Record<string, number>>): void;
  idle(): Promise<void>;
}

/** Serves a world. `main.ts` makes the world and its stack engine too. */
export async function openLocalCloud(parts: FrontParts): Promise<LocalCloud> {
  const { world, cloudFormation, invoke, report = writeToStderr } = parts;
  const faults = createFaults(parts.seed);
  const calls = createCallLog();
  const authorization = createAuthorization(world);
  const services: Readonly<Record<ServiceName, ServiceApi>> = {
    cloudformation: cloudFormation,
    ec2: ec2(world),
    iam: iam(world, authorization),
    lambda: lambda(world, invoke, parts.functionChanged),
    logs: logs(world),
    rds: rds(world, parts.databaseChanged),
    s3: s3(world),
    secretsmanager: secretsManager(world),
    sts: sts(world),
  };
  const engine = (): EngineControls => {
    if (parts.engine === undefined) throw new TypeError('there is no stack engine behind this cloud');
    return parts.engine;
  };
  const front = awsFront({ world, services, faults, calls, authorization, report });
  const controls: Controls = {
    state: () => readState(world, cloudFormation, calls, faults),
    calls: calls.calls,
    clearCalls: calls.clear,
    addFaults: (...rules) => faults.add(rules),
    clearFaults: faults.clear,
    enforcePolicies: authorization.enforce,
    injectResourceFault: (fault) => engine().injectFault(fault),
    clearResourceFaults: () => engine().clearFaults(),
    changeByHand: (change) => engine().changeByHand(change),
    putStackStatus: (status) => engine().putStatus(status),
    configureEngine: (settings) => engine().configure(settings),
    idle: () => engine().idle(),
    setTargets({ proxy, state, reason, description }) {
      const proxies = [...world.proxies.values()].filter(({ name }) => proxy === undefined || name === proxy);
      if (proxy !== undefined && proxies.length === 0) throw new RangeError(`there is no proxy ${proxy}`);
      const targets = proxies.flatMap(({ targetGroup }) => targetGroup?.targets ?? []);
      for (const target of targets) {
        delete target.reason;
        delete target.description;
        Object.assign(target, { state }, reason && { reason }, description && { description });
      }
      return targets.length;
    },
    async advance(milliseconds) {
      if (parts.advance === undefined) throw new TypeError('this clock runs by itself');
      await parts.advance(milliseconds);
    },
    ...accountControls(world),
  };
  const { endpoint, stop } = await serve({
    port: parts.port ?? 0,
    report,
    handle: async (request) => {
      const answer = await answerControl(controls, request);
      return answer === undefined ? front.handle(request) : { kind: 'answer', answer, delay: 0 };
    },
  });
  return { ...controls, endpoint, world, stop };
}

/** Where bugs of the local cloud are told when nobody else asked to hear of them. */
export function writeToStderr(error: unknown): void {
  process.stderr.write(`local cloud: ${error instanceof Error ? error.stack : String(error)}\n`);
}
