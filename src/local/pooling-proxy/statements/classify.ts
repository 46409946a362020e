import { type LexerOptions, statementsOf, type Token } from './lexer.ts';
import type { PinReason } from './pin-reasons.ts';
import { readSet } from './set-statement.ts';

/** What a statement that succeeds changes in its session, of what the proxy follows. */
export type StateChange =
  | { readonly kind: 'setting'; readonly key: string; readonly assignment: string }
  /** Set to more than a literal: the value has to be read from the session. */
  | { readonly kind: 'setting-to-read'; readonly key: string }
  | { readonly kind: 'database'; readonly name: string }
  | { readonly kind: 'database-dropped'; readonly name: string }
  /** Set by SET LOCAL: not tracked, and not pinned either. */
  | { readonly kind: 'untracked' };

export interface Verdict {
  /** Why the session is pinned before this runs. */
  readonly pin: PinReason | undefined;
  /** What each statement of the text changes, in their order. */
  readonly changes: readonly (readonly StateChange[])[];
  readonly readsInsertId: boolean;
}

/** Looks at what a client sends and tells what it means for the session. Looks at words, not at meaning, as RDS Proxy does. */
export function classify(sql: string, options: LexerOptions): Verdict {
  const statements = statementsOf(sql, options);
  const read = statements.map(readStatement);
  return {
    pin: read.find(({ pin }) => pin !== undefined)?.pin,
    changes: read.map(({ changes }) => changes),
    readsInsertId: statements.some((tokens) => tokens.some(isWord('LAST_INSERT_ID'))),
  };
}

export interface Reading {
  readonly pin: PinReason | undefined;
  readonly changes: readonly StateChange[];
}

function readStatement(tokens: readonly Token[]): Reading {
  const pin = pinAnywhere(tokens) ?? pinByVerb(tokens);
  if (pin !== undefined) return { pin, changes: [] };
  const [verb, second, third, ...rest] = tokens;
  switch (verb?.kind === 'word' ? verb.value : '') {
    case 'SET':
      return readSet(tokens.slice(1));
    case 'USE':
      return second === undefined ? NOTHING : changing({ kind: 'database', name: nameOf(second) });
    case 'DROP': {
      if (!isWord('DATABASE')(second) && !isWord('SCHEMA')(second)) return NOTHING;
      const name = isWord('IF')(third) ? rest[1] : third;
      return name === undefined ? NOTHING : changing({ kind: 'database-dropped', name: nameOf(name) });
    }
    default:
      return NOTHING;
  }
}

const NOTHING: Reading = { pin: undefined, changes: [] };

function changing(change: StateChange): Reading {
  return { pin: undefined, changes: [change] };
}

function pinAnywhere(tokens: readonly Token[]): PinReason | undefined {
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    if (token.kind === 'executable-comment') return 'executable-comment';
    if (token.kind === 'user-variable' && (next?.value === ':=' || isWord('INTO')(tokens[index - 1])))
      return 'user-variable';
    if (token.kind !== 'word' || next?.value !== '(') continue;
    if (token.value === 'GET_LOCK') return 'user-lock';
    if (token.value === 'ROW_COUNT' || token.value === 'FOUND_ROWS') return 'row-count';
  }
  return undefined;
}

function pinByVerb(tokens: readonly Token[]): PinReason | undefined {
  const words = tokens.slice(0, 5).map((token) => (token.kind === 'word' ? token.value : ''));
  const [verb, second = ''] = words;
  switch (verb) {
    case 'PREPARE':
    case 'EXECUTE':
    case 'DEALLOCATE':
      return 'sql-prepared-statement';
    case 'LOCK':
      return second === 'TABLE' || second === 'TABLES' ? 'table-lock' : undefined;
    case 'FLUSH':
      return tokens.some(isWord('TABLES')) && tokens.some(isWord('LOCK')) ? 'table-lock' : undefined;
    case 'CREATE':
      return words.indexOf('TEMPORARY') > 0 && words.indexOf('TEMPORARY') < words.indexOf('TABLE')
        ? 'temporary-table'
        : undefined;
    default:
      return undefined;
  }
}

function isWord(word: string): (token: Token | undefined) => boolean {
  return (token) => token?.kind === 'word' && token.value === word;
}

/** Names keep their case; only keywords lose it. */
function nameOf(token: Token): string {
  return token.kind === 'word' ? token.raw : token.value;
}
