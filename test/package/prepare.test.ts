import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let clone = '';

/** A repository whose build notes that it ran; the script that is tested is the real one. */
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'prepare-'));
  const files = {
    'package.json': '{ "type": "module" }',
    'package-lock.json': '{}',
    'tsconfig.json': '{}',
    'tsconfig.build.json': '{}',
    'src/cli/main.ts': 'one',
    'handler/index.ts': '',
    'templates/stack.ts': '',
    'scripts/build.js': `import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
      rmSync('dist', { recursive: true, force: true });
      mkdirSync('dist');
      appendFileSync('builds', 'code ');`,
    'scripts/prune-types.js': '',
    'node_modules/typescript/package.json': '{}',
    'node_modules/typescript/bin/tsc': "require('node:fs').appendFileSync('builds', 'types ');",
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  cpSync(
    fileURLToPath(new URL('../../scripts/prepare.js', import.meta.url)),
    join(clone, 'scripts/prepare.js'),
  );
});
afterEach(() => rmSync(clone, { recursive: true }));

function write(name: string, text: string): void {
  mkdirSync(dirname(join(clone, name)), { recursive: true });
  writeFileSync(join(clone, name), text);
}

/** What was built, after npm has run `prepare`. */
function prepared(command = 'ci'): string {
  const env = { ...process.env, npm_command: command };
  execFileSync(process.execPath, ['scripts/prepare.js'], { cwd: clone, stdio: 'pipe', env });
  return existsSync(join(clone, 'builds')) ? readFileSync(join(clone, 'builds'), 'utf8').trim() : '';
}

describe('preparing a clone', () => {
  it('builds code and types once, however often it is asked', () => {
    expect(prepared()).toBe('code types');
    expect(prepared()).toBe('code types');
  });

  it('builds again when a source has another content, whatever its time', () => {
    prepared();
    write('src/cli/main.ts', 'two');
    expect(prepared()).toBe('code types code types');
  });

  it('builds again what was interrupted before its end', () => {
    write('node_modules/typescript/bin/tsc', 'process.exit(1);');
    expect(prepared()).toBe('code');
    write('node_modules/typescript/bin/tsc', '');
    expect(prepared()).toBe('code code');
  });

  it('fails where a package is made, and not an install, when the build fails', () => {
    write('scripts/build.js', 'throw new Error("no such module");');
    expect(prepared()).toBe('');
    expect(() => prepared('pack')).toThrow(/proxywebhook was not built: no such module/);
    expect(() => prepared('publish')).toThrow(/Command failed/);
  });

  it('builds nothing where the sources are not: in the package that is installed', () => {
    rmSync(join(clone, 'src'), { recursive: true });
    expect(prepared()).toBe('');
  });
});
