/** Identifiers that look like AWS's, drawn from the world's randomness. */
export interface Identifiers {
  uuid(): string;
  /** `hex(17)` for EC2's, after a prefix such as `vpc-`. */
  hex(digits: number): string;
  /** Lower-case letters and digits, as API Gateway has them. */
  lower(length: number): string;
  /** Letters of both cases and digits, as CloudFormation ends generated names. */
  mixed(length: number): string;
  /** Upper-case letters and digits, as IAM has them. */
  upper(length: number): string;
}

export function identifiers(random: () => number): Identifiers {
  const from = (alphabet: string) => (length: number) =>
    Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
  const hex = from('0123456789abcdef');
  return {
    hex,
    uuid: () => [hex(8), hex(4), `4${hex(3)}`, `a${hex(3)}`, hex(12)].join('-'),
    lower: from(`${LOWER}${DIGITS}`),
    mixed: from(`${LOWER}${LOWER.toUpperCase()}${DIGITS}`),
    upper: from(`${LOWER.toUpperCase()}234567`),
  };
}

/**
 * A name as CloudFormation makes one: stack, logical id and twelve random characters, the first two shortened to fit.
 * Source: CloudFormation Template Reference, "Name type".
 */
export function generatedName(
  ids: Identifiers,
  stackName: string,
  logicalId: string,
  { longest = 64, lowerCase = false }: { readonly longest?: number; readonly lowerCase?: boolean } = {},
): string {
  const suffix = lowerCase ? ids.lower(12) : ids.mixed(12);
  const room = longest - suffix.length - 2;
  const stackRoom = Math.max(Math.ceil(room / 2), room - logicalId.length);
  const stack = stackName.slice(0, stackRoom).replace(/-+$/, '');
  const name = `${stack}-${logicalId.slice(0, room - stack.length)}-${suffix}`;
  return lowerCase ? name.toLowerCase() : name;
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
