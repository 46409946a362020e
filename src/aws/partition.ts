/** The partition of a region. Source: AWS General Reference, "Amazon Resource Names": those beside the commercial one. */
export function partitionOf(region: string): string {
  const partitions = {
    'cn-': 'aws-cn',
    'us-gov-': 'aws-us-gov',
    'us-iso-': 'aws-iso',
    'us-isob-': 'aws-iso-b',
    'eusc-': 'aws-eusc',
  };
  return Object.entries(partitions).find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}
