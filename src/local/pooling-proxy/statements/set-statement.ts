import { TRANSACTION } from '../session-state.ts';
import type { Reading, StateChange } from './classify.ts';
import type { Token } from './lexer.ts';
import type { PinReason } from './pin-reasons.ts';

/** Variables whose session value RDS Proxy follows (RDS User Guide, "Avoiding pinning an RDS Proxy"). */
const TRACKED: ReadonlySet<string> = new Set([
  'autocommit',
  'auto_increment_increment',
  'character_set_client',
  'character_set_database',
  'character_set_filesystem',
  'character_set_connection',
  'character_set_results',
  'character_set_server',
  'collation_connection',
  'collation_database',
  'collation_server',
  'interactive_timeout',
  'net_write_timeout',
  'query_cache_type',
  'session_track_schema',
  'sql_mode',
  'time_zone',
  'transaction_isolation',
  'transaction_read_only',
  'wait_timeout',
  // Their names before MySQL 8, and in MariaDB.
  'tx_isolation',
  'tx_read_only',
]);
const TRANSACTION_VARIABLES: ReadonlySet<string> = new Set([
  'transaction_isolation',
  'transaction_read_only',
  'tx_isolation',
  'tx_read_only',
]);

/** What a SET statement sets, from the tokens after its first word (MySQL 8.4 Reference Manual, "SET Syntax"). */
export function readSet(tokens: readonly Token[]): Reading {
  const [first, second] = words(tokens);
  if (first === 'STATEMENT' || first === 'PASSWORD' || first === 'DEFAULT')
    return { pin: undefined, changes: [] };
  if (first === 'ROLE' || first === 'RESOURCE') return { pin: 'session-setting', changes: [] };
  if (first === 'TRANSACTION') return { pin: 'next-transaction', changes: [] };
  if (second === 'TRANSACTION') return readTransaction(first ?? '', tokens.slice(2));

  let scope: Scope = 'session';
  const changes: StateChange[] = [];
  for (const assignment of atCommas(tokens)) {
    const result = readAssignment(assignment, scope);
    if (typeof result === 'string') return { pin: result, changes: [] };
    scope = result.scope;
    changes.push(...result.changes);
  }
  return { pin: undefined, changes };
}

type Scope = 'global' | 'session' | 'local' | 'next-transaction';

function readTransaction(scope: string, tokens: readonly Token[]): Reading {
  if (scope !== 'SESSION' && scope !== 'LOCAL') return { pin: undefined, changes: [] };
  return {
    pin: undefined,
    changes: atCommas(tokens).map((characteristic) => ({
      kind: 'setting',
      key: words(characteristic)[0] === 'ISOLATION' ? 'transaction_isolation' : 'transaction_read_only',
      assignment: `${TRANSACTION}${textOf(characteristic)}`,
    })),
  };
}

/** A scope holds for the assignments after it, too, until another is given. */
function readAssignment(
  tokens: readonly Token[],
  before: Scope,
): PinReason | { readonly scope: Scope; readonly changes: readonly StateChange[] } {
  const [first, second] = words(tokens);
  const set = (key: string) => ({
    scope: before,
    changes: [{ kind: 'setting', key, assignment: textOf(tokens) } as const],
  });
  if (first === 'NAMES') return set('names');
  if (first === 'CHARSET' || (first === 'CHARACTER' && second === 'SET')) return set('character set');

  const worded = SCOPES.get(first ?? '');
  const rest = worded === undefined ? tokens : tokens.slice(1);
  const scope = worded ?? before;
  const [target, sign, ...value] = rest;
  if (target?.kind === 'user-variable') return 'user-variable';
  if (target === undefined || (sign?.value !== '=' && sign?.value !== ':=')) return 'session-setting';
  const variable = variableOf(target, scope);
  if (variable.scope === 'global') return { scope, changes: [] };
  if (variable.scope === 'next-transaction') return 'next-transaction';
  if (TRACKED.has(variable.name)) return { scope, changes: [trackedChange(variable.name, value)] };
  return variable.scope === 'local' ? { scope, changes: [{ kind: 'untracked' }] } : 'session-setting';
}

const SCOPES: ReadonlyMap<string, Scope> = new Map([
  ['GLOBAL', 'global'],
  ['PERSIST', 'global'],
  ['PERSIST_ONLY', 'global'],
  ['SESSION', 'session'],
  ['LOCAL', 'local'],
]);

function variableOf(target: Token, scope: Scope): { readonly name: string; readonly scope: Scope } {
  if (target.kind !== 'system-variable') return { name: target.value.toLowerCase(), scope };
  const [prefix = '', ...name] = target.value.split('.');
  const written = SCOPES.get(prefix.toUpperCase());
  if (written !== undefined) return { name: name.join('.'), scope: written };
  return {
    name: target.value,
    scope: TRANSACTION_VARIABLES.has(target.value) ? 'next-transaction' : 'session',
  };
}

function trackedChange(name: string, value: readonly Token[]): StateChange {
  return isLiteral(value)
    ? { kind: 'setting', key: name, assignment: `SESSION ${name} = ${textOf(value)}` }
    : { kind: 'setting-to-read', key: name };
}

function isLiteral(value: readonly Token[]): boolean {
  const unsigned = value[0]?.value === '-' ? value.slice(1) : value;
  const [only] = unsigned;
  return unsigned.length === 1 && (only?.kind === 'text' || only?.kind === 'number' || only?.kind === 'word');
}

/** Cut at the commas that are in no parentheses. */
function atCommas(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'sign' && token.value === '(') depth += 1;
    if (token.kind === 'sign' && token.value === ')') depth -= 1;
    if (token.kind === 'sign' && token.value === ',' && depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

function words(tokens: readonly Token[]): readonly string[] {
  return tokens.map((token) => (token.kind === 'word' ? token.value : ''));
}

function textOf(tokens: readonly Token[]): string {
  return tokens.map((token) => token.raw).join(' ');
}
