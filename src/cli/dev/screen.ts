import type { DeploymentEvent } from '../../deployment/events.ts';
import type { DevEvent } from '../../dev.ts';
import type { ReloadEvent } from '../../dev-reload.ts';
import type { DevCloudEvent } from '../../local/dev-cloud.ts';
import type { Renderer } from '../renderers/renderer.ts';
import type { Surroundings } from '../surroundings.ts';
import { wrap } from '../text/layout.ts';
import { databaseLines } from './database-lines.ts';
import { footerOn, noFooter } from './footer.ts';
import { readLogLine } from './function-log.ts';
import { headText, type Serving } from './head.ts';
import { cloudLine, localTime, logLine, reloadLine } from './list-lines.ts';
import { changesText, firstPlanText } from './plan-lines.ts';
import type { SourcePositions } from './source-positions.ts';

/** Shows what `dev` and its cloud tell. */
export interface DevScreen extends Renderer<DevEvent> {
  readonly cloud: (event: DevCloudEvent) => void;
  /** Once, when everything stands. */
  readonly serving: (serving: Serving) => void;
  /** Something the user asked for, or should know. */
  readonly notice: (text: string, kind?: 'said' | 'warned') => void;
  readonly clear: () => void;
}

export interface ScreenOptions {
  readonly verbose: boolean;
  readonly hotkeys: boolean;
  readonly positions: SourcePositions;
  /** Shows a deployment. */
  readonly deployment: () => Renderer;
  /** How things stand, for the line at the bottom. */
  readonly standing: () => string;
}

/**
 * The list of requests on stdout, one below the other, with what goes wrong in its place; deployments on stderr as `up` shows
 * them. On a terminal a line at the bottom says how things stand.
 */
export function devScreen({ stdout, stderr, live }: Surroundings, options: ScreenOptions): DevScreen {
  const { verbose, hotkeys, positions } = options;
  const footer =
    live && stdout.isTerminal ? footerOn(stdout, () => stdout.style.dim(options.standing())) : noFooter;
  const database = databaseLines(stderr);
  let deploying: Renderer | undefined;
  let first = true;
  /** Pins that no request was blamed for yet. */
  let pins: DevCloudEvent[] = [];
  const timer = setInterval(() => footer.above(() => {}), 1_000);
  timer.unref();

  const line = (text: string | undefined) => {
    if (text === undefined || text === '') return;
    deploying?.pause();
    footer.above(() => stdout.line(text));
  };
  const endDeployment = () => {
    deploying?.close();
    deploying = undefined;
  };
  const deployment = (event: DeploymentEvent) => {
    if (event.type === 'planned') return planned(event);
    footer.hide();
    deploying ??= options.deployment();
    deploying.tell(event);
  };
  // Nobody is asked, and nothing is paid: what changes, without the rest of the plan.
  const planned = ({ plan }: DeploymentEvent & { readonly type: 'planned' }) => {
    deploying?.pause();
    stderr.line(first ? firstPlanText(plan, stderr) : changesText(plan, stderr));
  };
  const reload = (event: ReloadEvent) => {
    endDeployment();
    line(reloadLine(event, new Date(), stdout));
    if (!first) footer.draw();
  };

  return {
    tell(event) {
      switch (event.type) {
        case 'deployed':
          endDeployment();
          if (!first) line(`${stdout.style.dim(localTime(new Date()))} deployed`);
          if (!first) footer.draw();
          return;
        case 'configuration-mended':
          return line(`${stdout.style.good('✔')} The configuration is right again, and as it is deployed.`);
        case 'sources-changed':
        case 'reloaded':
        case 'reload-failed':
          return reload(event);
        default:
          return deployment(event);
      }
    },
    cloud(event) {
      switch (event.type) {
        case 'database': {
          const text = database(event.event);
          if (text !== undefined) footer.above(() => stderr.line(text));
          return;
        }
        case 'function-log':
          return line(logLine(readLogLine(event.message, positions), stdout, verbose));
        case 'pinned':
          // The request that it happened in is about to be told, with the reason beside it.
          pins.push(event);
          return;
        case 'request': {
          // The check that ends a deployment is no news.
          if (first && event.request.target === HEALTH) return;
          line(cloudLine(event, stdout));
          if (event.request.pinned === undefined) for (const pin of pins) line(cloudLine(pin, stdout));
          pins = [];
          return;
        }
        default:
          // While the stack comes up and goes, its target is on its way too.
          if (event.type === 'target-health' && (first || event.health.state === 'REGISTERING')) return;
          return line(cloudLine(event, stdout));
      }
    },
    serving(serving) {
      endDeployment();
      first = false;
      stdout.line(headText(serving, stdout, { hotkeys }));
      footer.draw();
    },
    notice(text, kind = 'said') {
      const sign = kind === 'warned' ? stdout.style.warn('!') : stdout.style.accent('→');
      line(wrap(`${sign} ${text}`, stdout.width(), '', '  '));
    },
    clear() {
      if (!stdout.isTerminal) return;
      footer.above(() => stdout.write('\u001B[2J\u001B[3J\u001B[H'));
    },
    pause() {
      deploying?.pause();
      footer.hide();
    },
    close() {
      clearInterval(timer);
      endDeployment();
      footer.hide();
    },
  };
}

const HEALTH = '/_/health';
