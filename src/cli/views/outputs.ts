import { table } from '../text/layout.ts';
import type { Paper } from './view.ts';

/** The outputs of a stack; the URL last, where the eye is. */
export function outputsText(outputs: Readonly<Record<string, string>>, { style, width }: Paper): string {
  const names = Object.keys(outputs).sort(
    (one, other) => Number(one === 'WebhookUrl') - Number(other === 'WebhookUrl') || one.localeCompare(other),
  );
  const rows = names.map((name) => [
    name,
    name === 'WebhookUrl' ? style.bold(outputs[name] ?? '') : (outputs[name] ?? ''),
  ]);
  return table(rows, { width: width() });
}
