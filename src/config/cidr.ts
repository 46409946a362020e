/** What is wrong with the block of a VPC that is made, or undefined. Expects four octets and a prefix length. */
export function cidrProblem(cidr: string): { readonly found: string; readonly allowed: string } | undefined {
  const [address = '', prefix = ''] = cidr.split('/');
  const bits = Number(prefix);
  if (bits < 16 || bits > 24) {
    return {
      found: `"${cidr}"`,
      allowed: 'a prefix from /16 to /24, which leaves room for two subnets and their proxies',
    };
  }
  const value = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const start = value - (value % 2 ** (32 - bits));
  if (start === value) return undefined;
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
  return { found: `"${cidr}"`, allowed: `the block's first address: "${octets.join('.')}/${bits}"` };
}
