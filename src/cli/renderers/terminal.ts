import type { Ora } from 'ora';
import ora from 'ora';
import type { DeploymentEvent, Progress } from '../../deployment/events.ts';
import type { Output } from '../surroundings.ts';
import { cut, pad, wrap } from '../text/layout.ts';
import { duration, elapsed } from '../text/time.ts';
import { isIdlePlan, planText } from '../views/plan.ts';
import type { Renderer } from './renderer.ts';
import { stopwatch } from './stopwatch.ts';
import {
  causeText,
  detailWords,
  finishedStep,
  progressWords,
  remedyText,
  STEPS,
  statusWords,
  tellsReason,
} from './wording.ts';

/** In-progress lines at most; the rest is counted. */
const BLOCK_LINES = 8;

/**
 * A live block: the step, how far it is, what is in progress and for how long. Above it stay finished steps, the plan,
 * warnings and whatever failed; with `verbose` every resource that is done as well.
 */
export function terminalRenderer(
  output: Output,
  { verbose = false, now = Date.now }: { readonly verbose?: boolean; readonly now?: () => number } = {},
): Renderer {
  const { style, width } = output;
  const watch = stopwatch(now);
  const spinner: Ora = ora({
    stream: output.stream,
    isEnabled: true,
    discardStdin: false,
    color: style.accent('x') === 'x' ? false : 'cyan',
  });
  let doing = '';
  let latest: Progress | undefined;
  let detail = '';

  const block = (): string => {
    const columns = width() ?? 80;
    if (latest === undefined) return cut(doing + detail, columns - 2);
    const { inProgress } = latest;
    const shown = inProgress.slice(0, BLOCK_LINES);
    const ids = Math.max(0, ...shown.map(({ logicalId }) => logicalId.length));
    const since = shown.map(({ logicalId }) => elapsed(watch.elapsed(logicalId)));
    const times = Math.max(0, ...since.map((time) => time.length));
    const lines = shown.map(({ logicalId, resourceType, note }, index) =>
      cut(`    ${pad(logicalId, ids)}  ${pad(since[index] ?? '', times)}  ${note ?? resourceType}`, columns),
    );
    const more = inProgress.length - shown.length;
    return [
      cut(`${doing}: ${progressWords(latest)}`, columns - 2),
      ...lines.map((line) => style.dim(line)),
      ...(more > 0 ? [style.dim(`    and ${more} more`)] : []),
    ].join('\n');
  };
  const draw = () => {
    if (doing === '') return;
    spinner.text = block();
    if (!spinner.isSpinning) spinner.start();
  };
  // Seconds go on counting between events.
  const timer = setInterval(() => {
    if (spinner.isSpinning) spinner.text = block();
  }, 1_000);
  timer.unref();
  const pause = () => {
    if (spinner.isSpinning) spinner.stop();
  };
  const above = (text: string) => {
    pause();
    output.line(text);
    draw();
  };

  const tell = (event: DeploymentEvent) => {
    switch (event.type) {
      case 'step-started':
        doing = STEPS[event.step].doing;
        detail = event.detail === undefined ? '' : ` ${detailWords(event.detail)}`;
        latest = undefined;
        return event.step === 'approve' ? pause() : draw();
      case 'step-finished': {
        doing = '';
        latest = undefined;
        const done = finishedStep(event, output);
        return done === undefined ? pause() : above(done);
      }
      case 'planned':
        return isIdlePlan(event.plan) ? undefined : above(`\n${planText(event.plan, output)}\n`);
      case 'upload-progress':
        detail = ` ${Math.floor((100 * event.sentBytes) / Math.max(1, event.totalBytes))} %`;
        return draw();
      case 'ticked':
        latest = watch.see(event.progress);
        return draw();
      case 'resource-changed':
        latest = watch.see(event.progress);
        return resourceChanged(event);
      case 'stack-changed':
        return draw();
      case 'cause-found':
        return above(causeText(event.cause, output));
      case 'targets-changed':
        detail = `: ${event.targets.map(({ state, reason }) => [state, reason].filter(Boolean).join(', ')).join('; ')}`;
        return draw();
      case 'waiting':
        detail = `: ${event.message}`;
        return draw();
      case 'warned':
        above(wrap(`${style.warn('!')} ${event.message}`, width(), '', '  '));
        for (const remedy of event.remedies ?? []) above(remedyText(remedy, output));
        return;
      default:
        return event satisfies never;
    }
  };

  const resourceChanged = (event: DeploymentEvent & { readonly type: 'resource-changed' }) => {
    const { logicalId, resourceType, status, reason, tookMilliseconds } = event;
    const { words, outcome } = statusWords(status, reason);
    const took = tookMilliseconds === undefined ? '' : ` after ${duration(tookMilliseconds)}`;
    if (outcome === 'failed' && tellsReason(event)) {
      above(wrap(`${style.bad('✖')} ${style.bold(logicalId)} ${words}${took}: ${reason}`, width(), '', '  '));
    } else if (verbose && outcome === 'done') {
      above(cut(`  ${style.good(words)} ${logicalId} ${style.dim(`${resourceType}${took}`)}`, width()));
    } else draw();
  };

  const close = () => {
    clearInterval(timer);
    doing = '';
    pause();
  };
  return { tell, pause, close };
}
