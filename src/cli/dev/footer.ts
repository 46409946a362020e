import type { Output } from '../surroundings.ts';
import { cut } from '../text/layout.ts';

/** A line that stays below everything else that is written to a terminal. */
export interface Footer {
  /** Writes above it. */
  readonly above: (write: () => void) => void;
  /** Draws it, or draws it anew. */
  readonly draw: () => void;
  /** Takes it away until it is drawn again. */
  readonly hide: () => void;
}

/** Of what `text` says at the time it is drawn. */
export function footerOn(output: Output, text: () => string): Footer {
  let shown = false;
  const erase = () => {
    if (shown) output.write('\r\u001B[K');
  };
  const draw = () => {
    erase();
    // The last column stays free: a terminal breaks the line there.
    output.write(cut(text(), (output.width() ?? 80) - 1));
    shown = true;
  };
  return {
    draw,
    above(write) {
      const was = shown;
      erase();
      write();
      if (was) draw();
    },
    hide() {
      erase();
      shown = false;
    },
  };
}

/** Where nothing can be drawn over. */
export const noFooter: Footer = { above: (write) => write(), draw: () => {}, hide: () => {} };
