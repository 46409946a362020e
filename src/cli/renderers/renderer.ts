import type { DeploymentEvent } from '../../deployment/events.ts';

/** Shows what a run tells, while it runs. */
export interface Renderer<Event = DeploymentEvent> {
  readonly tell: (event: Event) => void;
  /** Takes away what is live, so that something else can be written or asked; the next event draws it again. */
  readonly pause: () => void;
  /** Of no effect the second time. */
  readonly close: () => void;
}

/** Milliseconds of silence after which a line says what is in progress. */
export const HEARTBEAT = 30_000;
