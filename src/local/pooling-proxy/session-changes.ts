import type { BackEnd } from './back-end.ts';
import { type SessionState, withDatabase, withSetting } from './session-state.ts';
import type { StateChange } from './statements/classify.ts';

/** The state after a statement has changed it. */
export function applied(state: SessionState, change: StateChange): SessionState {
  switch (change.kind) {
    case 'setting':
      return withSetting(state, change.key, change.assignment);
    case 'database':
      return withDatabase(state, change.name);
    case 'database-dropped':
      return state.database === change.name ? withDatabase(state, undefined) : state;
    case 'setting-to-read':
    case 'untracked':
      return state;
  }
}

/** A variable that was set to more than a literal is read where it was set. */
export async function changeAfter(change: StateChange, backEnd: BackEnd): Promise<StateChange> {
  if (change.kind !== 'setting-to-read') return change;
  const { key } = change;
  const [[value] = []] = await backEnd.rows(`SELECT @@SESSION.${key}`);
  return { kind: 'setting', key, assignment: `SESSION ${key} = ${literal(value)}` };
}

function literal(value: string | undefined): string {
  if (value === undefined) return 'NULL';
  return /^-?\d+$/.test(value) ? value : `'${value.replaceAll("'", "''")}'`;
}
