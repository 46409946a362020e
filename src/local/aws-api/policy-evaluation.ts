/** An identity-based policy, as far as it is evaluated here: no `Not…` elements, the string operators. */
export interface Policy {
  readonly Statement: readonly PolicyStatement[];
}

interface PolicyStatement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[] | undefined;
  readonly Condition?:
    | Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
    | undefined;
}

/** What is asked for: an action on a resource, and what condition keys hold for it. */
export interface Asked {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

/**
 * Whether policies allow it together: denied unless allowed, an explicit Deny wins. Source: IAM User Guide, "Policy evaluation
 * logic", and "IAM JSON policy elements": actions without regard to case, `*` and `?` in both.
 */
export function evaluate(policies: readonly Policy[], asked: Asked): 'allowed' | 'not-allowed' | 'denied' {
  const applying = policies.flatMap(({ Statement }) => Statement).filter((each) => applies(each, asked));
  if (applying.some(({ Effect }) => Effect === 'Deny')) return 'denied';
  return applying.length === 0 ? 'not-allowed' : 'allowed';
}

/** Reads policies from JSON. Throws a TypeError that says what is wrong with them. */
export function readPolicies(json: unknown): readonly Policy[] {
  const documents = Array.isArray(json) ? (json as readonly unknown[]) : [json];
  return documents.map((document) => {
    const statements = (document as Partial<Policy> | null)?.Statement;
    if (!Array.isArray(statements)) throw new TypeError('a policy has a list of statements');
    for (const statement of statements as readonly Readonly<Record<string, unknown>>[]) {
      const strange = Object.keys(statement).filter((key) => !KNOWN.includes(key));
      if (strange.length > 0)
        throw new TypeError(`${strange.join(', ')} of a statement is not evaluated here`);
      const operators = Object.keys(statement.Condition ?? {}).filter((each) => !(each in OPERATORS));
      if (operators.length > 0)
        throw new TypeError(`the operator ${operators.join(', ')} is not evaluated here`);
    }
    return document as Policy;
  });
}

const KNOWN = ['Sid', 'Effect', 'Action', 'Resource', 'Condition'];

const OPERATORS: Readonly<Record<string, (pattern: string, value: string) => boolean>> = {
  StringEquals: (pattern, value) => pattern === value,
  StringLike: (pattern, value) => matches(pattern, value),
};

function applies({ Action, Resource = [], Condition = {} }: PolicyStatement, asked: Asked): boolean {
  const { action, resource, context = {} } = asked;
  return (
    [Action].flat().some((each) => matches(each.toLowerCase(), action.toLowerCase())) &&
    [Resource].flat().some((each) => matches(each, resource)) &&
    // All operators and keys hold, of a key's values one does. A key that the request has not got does not hold.
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => {
        const value = context[key];
        const holds = OPERATORS[operator];
        return value !== undefined && [values].flat().some((each) => holds?.(each, value) ?? false);
      }),
    )
  );
}

function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
