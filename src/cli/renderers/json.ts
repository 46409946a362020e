import type { DeploymentEvent } from '../../deployment/events.ts';
import type { JsonLine } from '../json-lines.ts';
import type { Output } from '../surroundings.ts';
import { HEARTBEAT, type Renderer } from './renderer.ts';

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

/**
 * A line of `--json` as text. What a terminal would act on, or not show, is escaped: it is the same JSON, and whole wherever it is
 * shown.
 */
export function jsonText(line: JsonLine): string {
  return plainJson(line);
}

/** Any value as one line of such JSON. */
export function plainJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (found) =>
    found
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
