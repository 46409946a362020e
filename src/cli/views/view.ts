import type { Output } from '../surroundings.ts';
import { pad, textWidth, wrap } from '../text/layout.ts';

/** Where a view is written: what it must fit, and its colours. */
export type Paper = Pick<Output, 'style' | 'width'>;

/** A label with what stands beside it; an array is one paragraph each. */
export type Row = readonly [label: string, text: string | readonly string[]];

/** Rows with their labels in one column and their texts wrapped in the next. */
export function labelled(rows: readonly Row[], { style, width }: Paper, indent = ''): string {
  const column = indent.length + Math.max(0, ...rows.map(([label]) => label.length)) + 2;
  return rows
    .flatMap(([label, text]) =>
      (typeof text === 'string' ? [text] : text).map((paragraph, index) => {
        const first = pad(`${indent}${index === 0 ? style.bold(label) : ''}`, column);
        return wrap(paragraph, width(), first, ' '.repeat(column));
      }),
    )
    .join('\n');
}

/** Two columns, the second right-aligned: figures. */
export function figures(
  rows: readonly (readonly [string, string])[],
  { width }: Paper,
  indent = '  ',
): string {
  const numbers = Math.max(0, ...rows.map(([, figure]) => textWidth(figure)));
  const texts = Math.max(0, ...rows.map(([text]) => textWidth(text)));
  const limit = width();
  const room = limit === undefined ? texts : Math.min(texts, limit - indent.length - numbers - 2);
  return rows
    .map(([text, figure]) => {
      const lines = wrap(text, room).split('\n');
      const last = lines.pop() ?? '';
      return [
        ...lines.map((line) => indent + line),
        `${indent}${pad(last, room)}  ${' '.repeat(numbers - textWidth(figure))}${figure}`,
      ].join('\n');
    })
    .join('\n');
}

/** Resources as rows, one for each AWS service, both in alphabetical order. */
export function byService(
  resources: readonly { readonly logicalId: string; readonly resourceType: string }[],
): readonly Row[] {
  const services = new Map<string, string[]>();
  for (const { logicalId, resourceType } of resources) {
    const service = resourceType.split('::')[1] ?? resourceType;
    services.set(service, [...(services.get(service) ?? []), logicalId]);
  }
  return [...services].sort().map(([service, ids]) => [service, ids.sort().join(', ')]);
}
