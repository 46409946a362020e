import { jsonRenderer, jsonText } from '../renderers/json.ts';
import { errorLine } from '../report-error.ts';
import type { Output } from '../surroundings.ts';
import type { DevScreen } from './screen.ts';

/** A line of JSON for everything that is told; see docs/json-output.md. */
export function jsonScreen(output: Output): DevScreen {
  const deployment = jsonRenderer(output);
  return {
    tell(event) {
      switch (event.type) {
        case 'deployed': {
          const { arn, name, status } = event.stack;
          return output.line(
            jsonText({ type: 'deployed', stack: { arn, name, status }, milliseconds: event.milliseconds }),
          );
        }
        case 'reload-failed': {
          const { code, message, remedies, data } = errorLine(event.error, { verbose: false });
          return output.line(
            jsonText({ type: 'reload-failed', files: event.files, code, message, remedies, data }),
          );
        }
        case 'configuration-mended':
        case 'sources-changed':
        case 'reloaded':
          return output.line(jsonText(event));
        default:
          return deployment.tell(event);
      }
    },
    cloud: (event) => output.line(jsonText(event)),
    serving: (serving) => output.line(jsonText({ type: 'serving', ...serving })),
    notice: (message, kind) => {
      if (kind === 'warned') output.line(jsonText({ type: 'warned', message }));
    },
    clear: () => {},
    pause: () => {},
    close: () => {},
  };
}
