import { ProxyWebhookError } from '../errors.ts';
import { type ConfigIssue, issueLine, issuesFromZod, located, pathText } from './issues.ts';
import type { Position } from './json.ts';
import { withNames } from './names.ts';
import { ruleIssues } from './rules.ts';
import { type Config, type ConfigInput, configSchema } from './schema.ts';

export interface ParseOptions {
  /** The environment when the input names none. */
  readonly environment: string;
  /** What errors call the input. */
  readonly source: string;
  readonly positions?: ReadonlyMap<string, Position>;
}

/**
 * A configuration with its defaults, or one `invalid-config` error that lists every issue, the schema's and the rules'
 * (`data.issues: ConfigIssue[]`).
 */
export function parseConfig(input: unknown, { environment, source, positions }: ParseOptions): Config {
  const named = isRecord(input) ? withNames(input, environment) : input;
  const parsed = configSchema.safeParse(named);
  const found: ConfigIssue[] = [];
  if (parsed.success) {
    found.push(...ruleIssues(parsed.data, named as Partial<ConfigInput>));
    if (found.length === 0) return parsed.data;
  } else {
    found.push(...issuesFromZod(parsed.error.issues, named));
    found.push(...rulesOfTheRest(named, environment, found));
  }
  const noted = isRecord(input) ? found.flatMap((issue) => withOrigin(issue, input)) : found;
  const issues = located(noted, positions ?? new Map());
  const count = issues.length === 1 ? 'One thing is' : `${issues.length} things are`;
  throw new ProxyWebhookError(
    'invalid-config',
    [`${count} wrong in ${source}:`, ...issues.map((issue) => `  ${issueLine(issue)}`)].join('\n'),
    {
      remedies: ['All keys and what they allow: docs/configuration.md, or config.schema.json in an editor'],
      data: { file: source, issues },
    },
  );
}

// What is broken is taken out, so that its default stands in and the rules about everything else can be checked too.
function rulesOfTheRest(
  named: unknown,
  environment: string,
  found: readonly ConfigIssue[],
): readonly ConfigIssue[] {
  if (!isRecord(named)) return [];
  const broken = new Set(found.map(({ path }) => path));
  let rest: Record<string, unknown> = structuredClone(named);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const parsed = configSchema.safeParse(rest);
    if (parsed.success) return ruleIssues(parsed.data, rest as Partial<ConfigInput>, [...broken]);
    for (const issue of parsed.error.issues) {
      const keys =
        issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
      for (const path of keys) {
        // First the value itself; where that is not enough (a required key, a list), all of its section.
        const taken = attempt === 0 && !path.some((key) => typeof key === 'number') ? path : path.slice(0, 1);
        broken.add(pathText(taken));
        remove(rest, taken);
      }
    }
    rest = withNames(rest, environment === '' ? 'default' : legalName(environment));
  }
  return [];
}

function remove(from: Record<string, unknown>, path: readonly PropertyKey[]): void {
  const last = path.at(-1);
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((value, key) => (isRecord(value) ? value[String(key)] : undefined), from);
  if (last !== undefined && isRecord(parent)) delete (parent as Record<string, unknown>)[String(last)];
}

function legalName(environment: string): string {
  return configSchema.shape.environment.safeParse(environment).success ? environment : 'default';
}

// A name taken from the file's is an issue of that; one derived from it would only echo it.
function withOrigin(issue: ConfigIssue, input: Readonly<Record<string, unknown>>): readonly ConfigIssue[] {
  if (issue.path === 'stackName' && input.stackName === undefined) return [];
  if (issue.path !== 'environment' || input.environment !== undefined) return [issue];
  return [{ ...issue, found: `${issue.found}, from the file's name` }];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
