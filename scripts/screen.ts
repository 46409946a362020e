/**
 * What a terminal shows after this output, scrolled-off lines included: as many of VT100's rules as ora, readline and
 * this CLI use. Colours are left out, lines end without spaces. `joined`: a line that only the width broke is one line, as
 * when it is copied.
 */
export function screenText(output: string, columns: number, { joined = false } = {}): string {
  const lines: string[][] = [[]];
  const broken = new Set<string[]>();
  let row = 0;
  let column = 0;
  const line = () => {
    while (lines.length <= row) lines.push([]);
    return lines[row] ?? [];
  };
  for (const [token, , parameters = '', command = ''] of output.matchAll(TOKENS)) {
    const number = Number(parameters) || 0;
    if (token === '\r') column = 0;
    else if (token === '\n') {
      row += 1;
      column = 0;
      line();
    } else if (token === '\b') column = Math.max(0, column - 1);
    else if (!token.startsWith(ESCAPE)) {
      if (column >= columns) {
        row += 1;
        column = 0;
        broken.add(line());
      }
      const cells = line();
      while (cells.length < column) cells.push(' ');
      cells[column] = token;
      column += 1;
    } else {
      switch (command) {
        case 'A':
          row = Math.max(0, row - (number || 1));
          break;
        case 'B':
          row += number || 1;
          break;
        case 'C':
          column += number || 1;
          break;
        case 'D':
          column = Math.max(0, column - (number || 1));
          break;
        case 'G':
          column = (number || 1) - 1;
          break;
        case 'K':
          if (number === 0) line().length = Math.min(line().length, column);
          else if (number === 2) line().length = 0;
          break;
        case 'J':
          if (number === 0) {
            line().length = Math.min(line().length, column);
            lines.length = row + 1;
          }
          break;
      }
    }
  }
  return lines
    .map((cells, index) => {
      const text = joined && broken.has(lines[index + 1] ?? []) ? cells.join('') : cells.join('').trimEnd();
      return index === 0 || (joined && broken.has(cells)) ? text : `\n${text}`;
    })
    .join('')
    .trimEnd();
}

const ESCAPE = '\u001B';
// A CSI sequence, another escape, or one character.
const TOKENS = new RegExp(`(${ESCAPE}\\[([?\\d;]*)([A-Za-z])|${ESCAPE}[^[]|[\\s\\S])`, 'gu');
