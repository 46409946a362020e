// Writes every generated file, or with --check compares them with what is there and fails when one differs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { configTable } from '../src/config/config-table.ts';
import { configJsonSchema } from '../src/config/json-schema.ts';

// The shapes are read from the SDK, which warns of Node 20's end on every start.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const root = fileURLToPath(new URL('..', import.meta.url));

const begin = '<!-- config-table: begin (npm run generate) -->';
const end = '<!-- config-table: end -->';

interface Generated {
  readonly path: string;
  /** The whole file; `undefined` when it cannot be made here. */
  readonly make: () => Promise<string | undefined>;
}

const files: readonly Generated[] = [
  { path: 'config.schema.json', make: async () => `${JSON.stringify(configJsonSchema(), null, 2)}\n` },
  {
    path: 'src/config/config.generated.ts',
    make: () => fromGenerator('generate-config-types.ts', 'generateConfigTypes'),
  },
  {
    path: 'src/config/config-shape.generated.ts',
    make: () => fromGenerator('generate-config-shape.ts', 'generateConfigShape'),
  },
  { path: 'docs/configuration.md', make: async () => withTable('docs/configuration.md') },
  { path: 'README.md', make: async () => withPlan(withTable('README.md')) },
  { path: 'docs/commands.md', make: () => fromGenerator('generate-command-docs.ts', 'generateCommandDocs') },
  {
    path: 'docs/permissions.md',
    make: () => fromGenerator('generate-permissions.ts', 'generatePermissions'),
  },
  {
    path: 'src/cloudformation/resource-types.generated.ts',
    make: () => fromGenerator('generate-resource-types.ts', 'generateResourceTypes'),
  },
  {
    path: 'src/local/stack-engine/resource-schema.generated.ts',
    make: () => fromGenerator('generate-resource-schema.ts', 'generateResourceSchema'),
  },
  {
    path: 'src/local/aws-api/wire/shapes.generated.ts',
    make: () => fromGenerator('generate-wire-shapes.ts', 'renderWireShapes'),
  },
];

const check = process.argv.includes('--check');
const stale: string[] = [];

for (const { path, make } of files) {
  const made = await make();
  if (made === undefined) continue;
  const there = existsSync(`${root}${path}`) ? readFileSync(`${root}${path}`, 'utf8') : undefined;
  if (there === made) continue;
  if (check) stale.push(path);
  else {
    writeFileSync(`${root}${path}`, made);
    console.error(`wrote ${path}`);
  }
}

if (stale.length > 0) {
  console.error(`Not up to date: ${stale.join(', ')}. Run: npm run generate`);
  process.exitCode = 1;
}

function withTable(path: string): string | undefined {
  if (!existsSync(`${root}${path}`)) return undefined;
  const text = readFileSync(`${root}${path}`, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) return undefined;
  return `${text.slice(0, from + begin.length)}\n\n${configTable()}\n\n${text.slice(to)}`;
}

/** Shows the plan of a first deployment as the demo printed it, in the README. */
function withPlan(readme: string | undefined): string | undefined {
  const transcript = readFileSync(`${root}docs/transcripts/80-columns.txt`, 'utf8');
  const plan = /^Plan {2}creates the stack[\s\S]*?^\d+ to add.*$/m.exec(transcript)?.[0];
  if (plan === undefined)
    throw new Error('docs/transcripts/80-columns.txt shows no plan of a first deployment.');
  return readme?.replace(
    /(<!-- plan: begin .*? -->)[\s\S]*?(<!-- plan: end -->)/,
    (_, from: string, to: string) => `${from}\n\n\`\`\`\n${plan}\n\`\`\`\n\n${to}`,
  );
}

// A generator gives the text, or the text with the path it belongs to.
async function fromGenerator(script: string, name: string): Promise<string | undefined> {
  const url = new URL(script, import.meta.url);
  if (!existsSync(url)) return undefined;
  const generator: unknown = (await import(url.href))[name];
  if (typeof generator !== 'function') throw new Error(`${script} exports no function ${name}.`);
  const made: unknown = await generator();
  return typeof made === 'object' && made !== null && 'text' in made ? String(made.text) : String(made);
}
