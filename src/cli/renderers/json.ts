import type { DeploymentEvent } from '../../deployment/events.ts';
import type { JsonLine } from '../json-lines.ts';
import type { Output } from '../surroundings.ts';
import { HEARTBEAT } from './plain.ts';
import type { Renderer } from './renderer.ts';

/** One line of JSON for each event, on stdout; `ticked` only after 30 s of silence. */
export function jsonRenderer(output: Output, { now = Date.now } = {}): Renderer {
  let lastLine = now();
  const tell = (event: DeploymentEvent) => {
    if (event.type === 'ticked' && now() - lastLine < HEARTBEAT) return;
    lastLine = now();
    output.line(jsonText(event));
  };
  return { tell, pause: () => {}, close: () => {} };
}

/** A line of `--json` as text. */
export function jsonText(line: JsonLine): string {
  return JSON.stringify(line);
}
