/** A word (keyword or name), a quoted name, text, a number, a variable, a sign, or a comment that is executed. */
export interface Token {
  readonly kind:
    | 'word'
    | 'name'
    | 'text'
    | 'number'
    | 'user-variable'
    | 'system-variable'
    | 'sign'
    | 'executable-comment';
  /** As it stands in the statement. */
  readonly raw: string;
  /** Words in upper case, names without quotes, everything else as it stands. */
  readonly value: string;
}

export interface LexerOptions {
  /** False under the SQL mode NO_BACKSLASH_ESCAPES. */
  readonly backslashEscapes: boolean;
}

/**
 * Cuts SQL into tokens, leaving out white space and comments (MySQL 8.4 Reference Manual, "Language Structure"). Never
 * fails: what is not closed goes on to the end.
 */
export function* tokensOf(sql: string, { backslashEscapes }: LexerOptions): Generator<Token, void> {
  for (const match of sql.matchAll(backslashEscapes ? ESCAPING : PLAIN)) {
    const [raw] = match;
    const [kind] = Object.entries(match.groups ?? {}).find(([, part]) => part !== undefined) ?? ['sign'];
    switch (kind) {
      case 'blank':
        break;
      case 'executable':
        yield { kind: 'executable-comment', raw, value: raw };
        break;
      case 'word':
        yield { kind: 'word', raw, value: raw.toUpperCase() };
        break;
      case 'name':
        yield { kind: 'name', raw, value: unquoted(raw) };
        break;
      case 'system':
        yield { kind: 'system-variable', raw, value: raw.slice(2).replaceAll('`', '').toLowerCase() };
        break;
      case 'user':
        yield { kind: 'user-variable', raw, value: raw };
        break;
      case 'text':
      case 'number':
        yield { kind, raw, value: raw };
        break;
      default:
        yield { kind: 'sign', raw, value: raw };
    }
  }
}

/** The statements of a text, each without its semicolon; empty ones are left out. */
export function statementsOf(sql: string, options: LexerOptions): readonly (readonly Token[])[] {
  const statements: Token[][] = [[]];
  for (const token of tokensOf(sql, options)) {
    if (token.kind === 'sign' && token.value === ';') statements.push([]);
    else statements.at(-1)?.push(token);
  }
  return statements.filter((tokens) => tokens.length > 0);
}

function unquoted(raw: string): string {
  return raw.slice(1, raw.endsWith('`') && raw.length > 1 ? -1 : undefined).replaceAll('``', '`');
}

function patternFor(backslashEscapes: boolean): RegExp {
  const escaped = backslashEscapes ? '|\\\\[^]' : '';
  return new RegExp(
    [
      String.raw`(?<executable>/\*M?![^]*?(?:\*/|$))`,
      String.raw`(?<blank>\s+|/\*[^]*?(?:\*/|$)|#[^\n]*|--(?=[\s\x00-\x1f]|$)[^\n]*)`,
      `(?<text>[xXbBnN]?'(?:[^'${backslashEscapes ? '\\\\' : ''}]|''${escaped})*(?:'|$)|"(?:[^"${backslashEscapes ? '\\\\' : ''}]|""${escaped})*(?:"|$))`,
      '(?<name>`(?:[^`]|``)*(?:`|$))',
      String.raw`(?<system>@@(?:[\w$.\u0080-\uffff]|\x60(?:[^\x60]|\x60\x60)*\x60)+)`,
      `(?<user>@(?:[\\w$.\\u0080-\\uffff]+|\`(?:[^\`]|\`\`)*\`|'(?:[^']|'')*'|"(?:[^"]|"")*"))`,
      String.raw`(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w$\u0080-\uffff]))`,
      String.raw`(?<word>[\w$\u0080-\uffff]+)`,
      '(?<sign>:=|[^])',
    ].join('|'),
    'gu',
  );
}

const ESCAPING = patternFor(true);
const PLAIN = patternFor(false);
