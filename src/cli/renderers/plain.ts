import type { DeploymentEvent, Progress, StepName } from '../../deployment/events.ts';
import type { Target } from '../../proxy/ports.ts';
import type { Output } from '../surroundings.ts';
import { pad, unbroken, wrap } from '../text/layout.ts';
import { duration, elapsed } from '../text/time.ts';
import { isIdlePlan, planText } from '../views/plan.ts';
import { HEARTBEAT, type Renderer } from './renderer.ts';
import { type Stopwatch, stopwatch } from './stopwatch.ts';
import {
  causeText,
  detailWords,
  finishedStep,
  isEcho,
  progressWords,
  remedyText,
  STEPS,
  stackReason,
  statusWords,
  tellsReason,
} from './wording.ts';

/** One line for each thing that happens, and one every 30 s of silence: for logs, pipes and narrow terminals. */
export function plainRenderer(output: Output, { now = Date.now } = {}): Renderer {
  const { style, width } = output;
  const started = new Set<string>();
  const watch = stopwatch(now);
  let lastLine = now();
  let doing: StepName | undefined;
  let latest: Progress | undefined;
  const line = (text: string) => {
    lastLine = now();
    output.line(text);
  };
  const heartbeat = () => {
    if (now() - lastLine < HEARTBEAT || doing === undefined) return;
    const told = latest === undefined ? '' : `, ${progressWords(latest)}: ${inProgress(latest, watch)}`;
    line(wrap(`${style.dim('…')} ${STEPS[doing].doing}${told}`, width(), '', '  '));
  };
  const timer = setInterval(heartbeat, 1_000);
  timer.unref();

  const tell = (event: DeploymentEvent) => {
    switch (event.type) {
      case 'step-started': {
        doing = event.step === 'approve' ? undefined : event.step;
        if (!LONG_STEPS.has(event.step)) return;
        const detail = event.detail === undefined ? '' : ` ${detailWords(event.detail)}`;
        return line(wrap(`${style.dim('…')} ${STEPS[event.step].doing}${detail}`, width(), '', '  '));
      }
      case 'step-finished': {
        doing = undefined;
        latest = undefined;
        const done = finishedStep(event, output);
        return done === undefined ? undefined : line(done);
      }
      case 'planned':
        return isIdlePlan(event.plan) ? undefined : line(`\n${planText(event.plan, output)}\n`);
      case 'upload-progress':
        return;
      case 'ticked':
        latest = watch.see(event.progress);
        return;
      case 'resource-changed':
        latest = watch.see(event.progress);
        return resourceChanged(event);
      case 'stack-changed':
        return line(
          wrap(`stack ${style.bold(event.status)}${stackReason(event.reason)}`, width(), '  ', '    '),
        );
      case 'cause-found':
        return line(causeText(event.cause, output));
      case 'targets-changed':
        return line(targetLines(event.targets, width()));
      case 'waiting':
        return line(wrap(event.message, width(), '  ', '    '));
      case 'warned':
        line(wrap(`${style.warn('!')} ${event.message}`, width(), '', '  '));
        for (const remedy of event.remedies ?? []) line(remedyText(remedy, output));
        return;
      default:
        return event satisfies never;
    }
  };

  const resourceChanged = (event: DeploymentEvent & { readonly type: 'resource-changed' }) => {
    const { logicalId, resourceType, status, reason, tookMilliseconds, progress } = event;
    const { words, outcome } = statusWords(status, reason);
    // A start is told twice by CloudFormation: with and without the physical id.
    const again = outcome === 'started' && started.has(`${logicalId} ${status}`);
    started.add(`${logicalId} ${status}`);
    if (again) return;
    const paint = { started: style.dim, done: style.good, failed: isEcho(reason) ? style.dim : style.bad }[
      outcome
    ];
    const counter = style.dim(`${progress.done}/${progress.total}`.padStart(6));
    const took = tookMilliseconds === undefined ? '' : `  ${unbroken(duration(tookMilliseconds))}`;
    const limit = width();
    const type = limit !== undefined && limit < WITH_TYPES ? '' : `  ${style.dim(resourceType)}`;
    line(wrap(`${counter}  ${paint(pad(words, 8))}  ${logicalId}${type}${took}`, limit, '', '        '));
    if (outcome === 'failed' && tellsReason(event)) line(wrap(reason ?? '', limit, '        '));
  };

  return { tell, pause: () => {}, close: () => clearInterval(timer) };
}

/** Narrower, there is no room for a resource's type. */
const WITH_TYPES = 72;

const LONG_STEPS: ReadonlySet<string> = new Set([
  'free-network',
  'execute',
  'delete',
  'roll-back',
  'wait-for-other',
  'target-health',
]);

function inProgress(progress: Progress, watch: Stopwatch): string {
  if (progress.inProgress.length === 0) return 'nothing in progress';
  return progress.inProgress
    .map(({ logicalId, note }) => {
      const since = `${logicalId} ${elapsed(watch.elapsed(logicalId))}`;
      return note === undefined ? since : `${since} (${note})`;
    })
    .join(', ');
}

function targetLines(targets: readonly Target[], width: number | undefined): string {
  if (targets.length === 0) return '  no targets yet';
  return targets
    .map(({ id, state, reason }) =>
      wrap(`target ${id}: ${state}${reason === undefined ? '' : `, ${reason}`}`, width, '  '),
    )
    .join('\n');
}
