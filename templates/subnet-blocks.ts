/**
 * The IPv4 blocks of a VPC's two subnets: the first two /24 of it, or its halves when it has no room for them. A proxy
 * takes up to 215 addresses (RDS User Guide, "Planning for IP address capacity"). This never changes: other blocks
 * would replace the subnets, and with them the database.
 */
export function subnetBlocks(cidr: string): readonly [a: string, b: string] {
  const [address = '', prefix = ''] = cidr.split('/');
  const bits = Number(prefix) < 24 ? 24 : Number(prefix) + 1;
  const start = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const block = (from: number) => `${dotted(from)}/${bits}`;
  return [block(start), block(start + 2 ** (32 - bits))];
}

function dotted(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}
