import { ProxyWebhookError } from '../errors.ts';
import type { Run } from '../run.ts';
import type { DriftDetection } from './cloudformation-ports.ts';
import { type DriftReport, driftReport } from './drift-report.ts';
import type { DeploymentEvent } from './events.ts';
import type { Ports } from './ports.ts';
import type { Stack } from './stack.ts';
import { commandLine } from './status-advice.ts';
import { step } from './steps.ts';

export interface DriftOptions {
  readonly ports: Pick<Ports, 'drifts' | 'stacks' | 'clock'>;
  readonly environment: string;
  readonly signal?: AbortSignal | undefined;
  /** How long CloudFormation may take; 5 minutes when not given. */
  readonly withinMilliseconds?: number | undefined;
}

/**
 * Lets CloudFormation compare what lives with the deployed template, and reads what it found. Throws `timed-out` when it takes too
 * long, `rejected` for a stack in a status that AWS refuses.
 */
export function detectDrift(stack: Stack, options: DriftOptions): Run<DeploymentEvent, DriftReport> {
  return step('drift', options.ports.clock, () => detect(stack, options), { end: words });
}

async function* detect(stack: Stack, options: DriftOptions): Run<DeploymentEvent, DriftReport> {
  const { ports, environment, signal, withinMilliseconds = 5 * 60_000 } = options;
  const { drifts, stacks, clock } = ports;
  if (!CAN_DRIFT.includes(stack.status)) throw refused(stack, environment);
  const startedAt = clock.now();
  const left = () => startedAt + withinMilliseconds - clock.now();
  const pause = async (milliseconds: number) => {
    if (left() <= 0) throw ranOut(stack, environment, withinMilliseconds);
    await clock.sleep(Math.min(milliseconds, left()), signal);
  };

  // Nothing tells the id of a detection that somebody else began: its end is waited for, and then one is made that is known.
  let id = await drifts.detect(stack.arn);
  for (let looks = 0; id === 'under-way'; looks += 1) {
    if (looks === 0)
      yield { type: 'waiting', message: 'CloudFormation compares it for somebody else right now' };
    await pause(POLL_OTHER);
    id = await drifts.detect(stack.arn);
  }
  const resources = await stacks.resources(stack.arn);
  let detection: DriftDetection = await drifts.detection(id, signal);
  let toldAt: number | undefined;
  while (detection.state === 'in-progress') {
    if (toldAt === undefined || clock.now() - toldAt >= TELL_EVERY) {
      toldAt = clock.now();
      const passed = Math.round((clock.now() - startedAt) / 1000);
      const since = passed === 0 ? '' : `, ${passed} s so far`;
      yield { type: 'waiting', message: `CloudFormation compares ${resources.length} resources${since}` };
    }
    await pause(POLL);
    detection = await drifts.detection(id, signal);
  }
  const [found, templateBody] = await Promise.all([drifts.resources(stack.arn), stacks.template(stack.arn)]);
  return driftReport({ detection, found, resources, templateBody });
}

const POLL = 2_000;
const POLL_OTHER = 5_000;
const TELL_EVERY = 15_000;

/** CloudFormation User Guide, "Detect drift on an entire CloudFormation stack": in these statuses only. */
const CAN_DRIFT: readonly string[] = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_FAILED',
];

function refused({ name, status }: Stack, environment: string): ProxyWebhookError {
  return new ProxyWebhookError(
    'rejected',
    `CloudFormation compares no stack in status ${status} with what lives: ${name}.`,
    {
      remedies: [
        `See what can be done about its status: \`${commandLine('status', environment)}\`.`,
        `Without CloudFormation's comparison: \`${commandLine('diff', environment)}\`.`,
      ],
      data: { stackName: name, status },
    },
  );
}

function ranOut({ name }: Stack, environment: string, milliseconds: number): ProxyWebhookError {
  const time = milliseconds < 60_000 ? `${milliseconds / 1000} s` : `${milliseconds / 60_000} min`;
  return new ProxyWebhookError(
    'timed-out',
    `CloudFormation has not compared the stack ${name} with what lives within ${time}. Nothing was changed.`,
    {
      remedies: [
        `It goes on by itself. Look again in a few minutes: \`${commandLine('diff --drift', environment)}\`.`,
        `Or give it longer: \`${commandLine('diff --drift --drift-timeout 15m', environment)}\`.`,
        `Without CloudFormation's comparison: \`${commandLine('diff', environment)}\`.`,
      ],
      data: { stackName: name, withinMilliseconds: milliseconds },
    },
  );
}

function words({ drifted, incomplete }: DriftReport): string {
  const count =
    drifted.length === 0
      ? 'no drift'
      : drifted.length === 1
        ? '1 resource drifted'
        : `${drifted.length} resources drifted`;
  return incomplete === undefined ? count : `${count}, but not all could be compared`;
}
