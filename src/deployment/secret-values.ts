/** The values of all variables count as secret: one of them is the key that view links are signed with. */
export function isSecret(names: readonly string[]): boolean {
  const [last = ''] = names.slice(-1);
  return (
    /^Variables$/.test(names[1] ?? '') || /password|secretstring|token|credential|privatekey/i.test(last)
  );
}

/** Whether an expression of the template stands for a NoEcho parameter or a secret of Secrets Manager or Parameter Store. */
export function mentionsSecret(expression: unknown, hidden: ReadonlySet<string>): boolean {
  if (expression === undefined) return false;
  const text = JSON.stringify(expression);
  if (/\{\{resolve:(secretsmanager|ssm-secure):/.test(text)) return true;
  return [...hidden].some((name) => text.includes(`{"Ref":"${name}"}`) || text.includes(`\${${name}}`));
}

/** The parameters that a template declares NoEcho. */
export function secretParameters(templateBody: string | undefined): ReadonlySet<string> {
  try {
    const { Parameters = {} } = JSON.parse(templateBody ?? '{}') as {
      readonly Parameters?: Readonly<Record<string, { readonly NoEcho?: unknown }>>;
    };
    return new Set(
      Object.entries(Parameters).flatMap(([name, { NoEcho }]) => (String(NoEcho) === 'true' ? [name] : [])),
    );
  } catch {
    return new Set();
  }
}
