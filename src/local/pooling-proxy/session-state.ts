/** What a session has set, of what the proxy carries over to whichever database connection is borrowed next. */
export interface SessionState {
  readonly database: string | undefined;
  /** Assignments as they stand in a SET statement, by the variable's name, in the order they were made. */
  readonly settings: ReadonlyMap<string, string>;
}

/** How to bring a database connection from one state into another; each step is one command. */
export type StateStep =
  | { readonly kind: 'reset' }
  | { readonly kind: 'database'; readonly name: string }
  | { readonly kind: 'set'; readonly sql: string };

export const FRESH: SessionState = { database: undefined, settings: new Map() };

export function withDatabase(state: SessionState, database: string | undefined): SessionState {
  return { ...state, database };
}

/** A later assignment goes to the end, and takes with it what it sets anew: NAMES is four variables at once. */
export function withSetting(state: SessionState, key: string, assignment: string): SessionState {
  const settings = new Map(state.settings);
  for (const covered of [key, ...(COVERS.get(key) ?? [])]) settings.delete(covered);
  return { ...state, settings: settings.set(key, assignment) };
}

const NAMES_SETS = [
  'character_set_client',
  'character_set_connection',
  'character_set_results',
  'collation_connection',
] as const;
const COVERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['names', ['character set', ...NAMES_SETS]],
  ['character set', ['names', ...NAMES_SETS]],
]);

/**
 * The steps from one state to another, none when they are alike; undefined when there is no way, because a session
 * that has a database cannot be without one again.
 */
export function stepsBetween(applied: SessionState, wanted: SessionState): readonly StateStep[] | undefined {
  if (applied.database !== undefined && wanted.database === undefined) return undefined;
  const steps: StateStep[] = [];
  const mustReset = [...applied.settings.keys()].some((key) => !wanted.settings.has(key));
  if (mustReset) steps.push({ kind: 'reset' });
  if (wanted.database !== undefined && wanted.database !== applied.database)
    steps.push({ kind: 'database', name: wanted.database });
  if (mustReset || !sameSettings(applied.settings, wanted.settings))
    steps.push(...statements([...wanted.settings.values()]));
  return steps;
}

function sameSettings(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  const [left, right] = [[...one], [...other]];
  return (
    left.length === right.length &&
    left.every(([key, value], index) => right[index]?.[0] === key && right[index]?.[1] === value)
  );
}

/** SET TRANSACTION stands alone; everything else fits in one statement. */
function statements(assignments: readonly string[]): readonly StateStep[] {
  const alone = assignments.filter((text) => text.startsWith(TRANSACTION));
  const together = assignments.filter((text) => !text.startsWith(TRANSACTION));
  const lists = together.length === 0 ? alone : [together.join(', '), ...alone];
  return lists.map((list) => ({ kind: 'set', sql: `SET ${list}` }));
}

/** How assignments of transaction characteristics begin. */
export const TRANSACTION = 'SESSION TRANSACTION ';
