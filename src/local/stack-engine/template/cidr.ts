/** A block of IPv4 addresses: the first of them as a number, and how many bits the blocks' own addresses have. */
export interface Ipv4Block {
  readonly first: number;
  readonly hostBits: number;
}

/** Undefined for what is no IPv4 block in CIDR notation. */
export function parseBlock(text: string): Ipv4Block | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (match === null) return undefined;
  const [a = 256, b = 256, c = 256, d = 256, prefix = 33] = match.slice(1).map(Number);
  if ([a, b, c, d].some((octet) => octet > 255) || prefix > 32) return undefined;
  const hostBits = 32 - prefix;
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  return { first: address - (address % 2 ** hostBits), hostBits };
}

export function formatBlock({ first, hostBits }: Ipv4Block): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${octets.join('.')}/${32 - hostBits}`;
}

export function contains(outer: Ipv4Block, inner: Ipv4Block): boolean {
  return inner.first >= outer.first && lastOf(inner) <= lastOf(outer);
}

export function overlap(a: Ipv4Block, b: Ipv4Block): boolean {
  return a.first <= lastOf(b) && b.first <= lastOf(a);
}

/**
 * `Fn::Cidr`: so many blocks of so many host bits from the start of a block. Undefined when they do not fit. Source:
 * CloudFormation Template Reference, Fn::Cidr.
 */
export function subBlocks(block: Ipv4Block, count: number, hostBits: number): readonly string[] | undefined {
  if (count < 1 || count > 256 || hostBits < 1 || count * 2 ** hostBits > 2 ** block.hostBits)
    return undefined;
  return Array.from({ length: count }, (_, index) =>
    formatBlock({ first: block.first + index * 2 ** hostBits, hostBits }),
  );
}

function lastOf({ first, hostBits }: Ipv4Block): number {
  return first + 2 ** hostBits - 1;
}
