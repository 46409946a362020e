/** What is known of an RDS instance class without asking AWS. */
export interface InstanceClass {
  readonly vcpus: number;
  readonly memoryGib: number;
  /** US dollars an hour for MySQL on demand, Single-AZ, us-east-1; undefined where we have no price we trust. */
  readonly usdPerHour?: number;
}

/**
 * Undefined for a class that is not in the table; AWS may know it all the same.
 * Sizes: RDS User Guide, "Hardware specifications for DB instance classes". Prices: "Amazon RDS for MySQL pricing", 2026.
 */
export function instanceClass(name: string): InstanceClass | undefined {
  const [, family, size] = /^db\.([a-z0-9]+)\.([a-z0-9]+)$/.exec(name) ?? [];
  if (family === undefined || size === undefined) return undefined;
  const shape = shapes[family]?.[size];
  const usdPerHour = prices[name];
  return shape && (usdPerHour === undefined ? shape : { ...shape, usdPerHour });
}

type Sizes = Readonly<Record<string, InstanceClass>>;

const burstable: Sizes = {
  micro: { vcpus: 2, memoryGib: 1 },
  small: { vcpus: 2, memoryGib: 2 },
  medium: { vcpus: 2, memoryGib: 4 },
  large: { vcpus: 2, memoryGib: 8 },
  xlarge: { vcpus: 4, memoryGib: 16 },
  '2xlarge': { vcpus: 8, memoryGib: 32 },
};

const general = fixed(4);
const memory = fixed(8);

const shapes: Readonly<Record<string, Sizes>> = {
  t3: burstable,
  t4g: burstable,
  m5: general,
  m6g: general,
  m6gd: general,
  m6i: general,
  m7g: general,
  m7i: general,
  m8g: general,
  r5: memory,
  r6g: memory,
  r6gd: memory,
  r6i: memory,
  r7g: memory,
  r7i: memory,
  r8g: memory,
};

const prices: Readonly<Record<string, number>> = {
  'db.t4g.micro': 0.016,
  'db.t4g.small': 0.032,
  'db.t4g.medium': 0.065,
  'db.t4g.large': 0.129,
  'db.t4g.xlarge': 0.258,
  'db.t4g.2xlarge': 0.517,
  'db.t3.micro': 0.017,
  'db.t3.small': 0.034,
  'db.t3.medium': 0.068,
  'db.t3.large': 0.136,
  'db.t3.xlarge': 0.272,
  'db.t3.2xlarge': 0.544,
};

function fixed(gibPerVcpu: number): Sizes {
  const vcpus = { large: 2, xlarge: 4, '2xlarge': 8, '4xlarge': 16, '8xlarge': 32, '12xlarge': 48 };
  const larger = { '16xlarge': 64, '24xlarge': 96 };
  return Object.fromEntries(
    Object.entries({ ...vcpus, ...larger }).map(([size, count]) => [
      size,
      { vcpus: count, memoryGib: count * gibPerVcpu },
    ]),
  );
}
