/**
 * MySQL versions that RDS offers, newest last; `major` is what `EngineVersion: "8.4"` stands for.
 * Source: RDS User Guide, "MySQL on Amazon RDS versions", as of autumn 2026.
 */
export const VERSIONS = [
  { major: '5.7', version: '5.7.44-rds.20260624' },
  { major: '8.0', version: '8.0.46-rds.20260624' },
  { major: '8.4', version: '8.4.7' },
  { major: '8.4', version: '8.4.8' },
  { major: '8.4', version: '8.4.9' },
  { major: '8.4', version: '8.4.10' },
  { major: '8.4', version: '8.4.11' },
] as const;

/** The version RDS takes for a major one. Which minor that is, is assumed: AWS says "a recent release". */
export const DEFAULT_VERSIONS: Readonly<Record<string, string>> = {
  '5.7': '5.7.44-rds.20260624',
  '8.0': '8.0.46-rds.20260624',
  '8.4': '8.4.10',
};

/** The full version that a database asked for as `8.4` runs; a full version stands for itself. */
export function fullEngineVersion(version: string): string {
  return DEFAULT_VERSIONS[version] ?? version;
}
