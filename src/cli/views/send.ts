import type { SendEvent, SendResult, SentCall } from '../../send.ts';
import { count, textWidth, wrap } from '../text/layout.ts';
import { visible } from '../text/visible.ts';
import type { Paper } from './view.ts';

/** What is about to be sent, and where. */
export function sendingText(
  { method, url, calls, scheme }: SendEvent & { readonly type: 'sending' },
  { style, width }: Paper,
): string {
  const signed = scheme === undefined ? 'not signed: no route verifies there' : `signed as ${scheme}`;
  return wrap(
    `${style.dim('…')} ${method} ${url} ${style.dim(`(${count(calls, 'call')}, ${signed})`)}`,
    width(),
    '',
    '  ',
  );
}

/** One answer in a line; what was not expected of it below. */
export function callLine(call: SentCall, { style, width }: Paper): string {
  const { status, id, duplicate, milliseconds, deliveryId, asExpected, problem } = call;
  const facts = [
    status === undefined ? 'no answer' : String(status),
    ...(id === undefined ? [] : [`#${id}`]),
    ...(duplicate ? ['duplicate'] : []),
    `${milliseconds} ms`,
  ].join('  ');
  const head = `${asExpected ? style.good('✔') : style.bad('✖')} ${facts}`;
  const delivery = style.dim(deliveryId);
  const limit = width();
  const line =
    limit !== undefined && textWidth(head) + textWidth(delivery) + 2 > limit
      ? `${head}\n  ${delivery}`
      : `${head}  ${delivery}`;
  return problem === undefined ? line : `${line}\n${wrap(visible(problem), limit, '  ')}`;
}

/** What came of all calls. */
export function sentText(result: SendResult, { style, width }: Paper): string {
  const { sent, asExpected, duplicates, statuses, milliseconds } = result;
  const all = asExpected === sent;
  const told = [
    all
      ? `${count(sent, 'call')} answered as expected`
      : `${sent - asExpected} of ${count(sent, 'call')} not answered as expected`,
    Object.entries(statuses)
      .map(([status, times]) => `${times} × ${status === 'none' ? 'no answer' : status}`)
      .join(', '),
    ...(duplicates === 0 ? [] : [count(duplicates, 'duplicate')]),
    ...(sent < 2
      ? []
      : [
          `half within ${milliseconds.p50} ms, 99 % within ${milliseconds.p99} ms, all within ${milliseconds.most} ms`,
        ]),
  ];
  return wrap(`${all ? style.good('✔') : style.bad('✖')} ${told.join('; ')}`, width(), '', '  ');
}
