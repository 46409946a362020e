// Ends the build of dist/types: declarations that no entry of the package reaches are removed, and what is reached may import
// no package but those that come with this one. Types that lack a package do not fail loudly: with `skipLibCheck`, which most
// projects have, they become `any`.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const types = path.join(root, 'dist/types');
const { exports, dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const entries = Object.values(exports).flatMap((entry) =>
  entry.types ? [path.join(root, entry.types)] : [],
);

const reached = new Set();
const foreign = [];
for (const waiting = [...entries]; waiting.length > 0; ) {
  const file = waiting.pop();
  if (reached.has(file)) continue;
  reached.add(file);
  for (const [, from, imported] of readFileSync(file, 'utf8').matchAll(
    /(?:from\s+|^import\s+)['"]([^'"]+)['"]|import\(['"]([^'"]+)['"]\)/gm,
  )) {
    const specifier = from ?? imported;
    if (specifier.startsWith('.')) {
      const source = path.resolve(path.dirname(file), specifier.replace(/\.(js|ts)$/, '.d.ts'));
      if (!existsSync(source)) throw new Error(`${file} imports ${specifier}, which is not there.`);
      waiting.push(source);
    } else if (
      !Object.keys(dependencies).some((name) => specifier === name || specifier.startsWith(`${name}/`))
    ) {
      foreign.push(`${path.relative(root, file)} imports ${specifier}`);
    }
  }
}
for (const name of readdirSync(types, { recursive: true })) {
  const file = path.join(types, name);
  if (file.endsWith('.d.ts') && !reached.has(file)) rmSync(file);
}
if (foreign.length > 0) {
  console.error(`The package's types need what it does not bring:\n  ${foreign.join('\n  ')}`);
  process.exitCode = 1;
}
