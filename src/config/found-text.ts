/** A value as an error may show it: short, and never a secret. */
export function foundText(value: unknown, path: readonly PropertyKey[]): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 1 ? 'a list of 1' : `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value !== 'string') return String(value);
  if (looksSecret(value, path)) return `a text of ${value.length} characters`;
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}...` : value);
}

function looksSecret(value: string, path: readonly PropertyKey[]): boolean {
  const named = path.some((key) => /secret|password|token|credential|private|api_?key/i.test(String(key)));
  const shaped =
    /^(AKIA|ASIA|whsec_|sk_|rk_|gh[pousr]_|xox[abprs]-|eyJ)|-----BEGIN/.test(value) ||
    (/^[A-Za-z0-9+/_=-]{32,}$/.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value));
  return (named && !/^secretsManagerAccess$/.test(String(path.at(-1)))) || shaped;
}
