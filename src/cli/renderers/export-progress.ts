import type { ReceivedRequest } from '../../requests/received.ts';
import type { Output } from '../surroundings.ts';
import { count, cut } from '../text/layout.ts';

/** How far an export is, on stderr: a line that is written over where that can be, else one every 10 s. */
export function exportProgress(
  output: Output,
  { live, now = Date.now }: { readonly live: boolean; readonly now?: () => number },
): { readonly see: (request: ReceivedRequest) => void; readonly close: () => void } {
  let requests = 0;
  let bytes = 0;
  let drawn = false;
  let lastLine = now();
  return {
    see(request) {
      requests += 1;
      bytes += request.body?.byteLength ?? 0;
      if (now() - lastLine < (live ? 200 : 10_000)) return;
      lastLine = now();
      const text = cut(
        `${output.style.dim('…')} ${count(requests, 'request')}, ${count(bytes, 'byte')}, id ${request.id}`,
        output.width(),
      );
      if (!live) return output.line(text);
      output.write(`\r\u001B[K${text}`);
      drawn = true;
    },
    close() {
      if (drawn) output.write('\r\u001B[K');
      drawn = false;
    },
  };
}
