import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');

/** Which part may import from which. `type:` arrows are for `import type` only. A part may always import from itself. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  denial: [],
  run: [],
  cloudformation: ['errors'],
  templates: ['cloudformation', 'errors', 'type:config'],
  config: ['errors'],
  artifact: ['errors', 'type:config'],
  deployment: ['errors', 'run', 'denial', 'config', 'proxy', 'type:logs', 'type:preflight'],
  proxy: ['errors', 'run', 'type:deployment'],
  // The names of calls and their actions, no SDK.
  policy: ['errors', 'cloudformation', 'type:config', 'aws'],
  preflight: ['errors', 'run', 'config', 'policy', 'type:deployment'],
  requests: ['errors', 'config', 'deployment', 'preflight'],
  logs: ['errors', 'requests', 'config', 'deployment'],
  samples: ['errors', 'config', 'signatures', 'type:deployment'],
  signatures: [],
  'use-case': [
    'errors',
    'run',
    'requests',
    'logs',
    'samples',
    'config',
    'artifact',
    'deployment',
    'proxy',
    'policy',
    'preflight',
    'templates',
    'cloudformation',
  ],
  library: [
    'use-case',
    'aws',
    'errors',
    'run',
    'config',
    'deployment',
    'proxy',
    'requests',
    'samples',
    'logs',
  ],
  testing: ['errors', 'run', 'config', 'use-case', 'aws', 'local'],
  aws: ['errors', 'denial', 'type:deployment', 'type:proxy', 'type:config', 'type:logs', 'type:preflight'],
  local: ['errors'],
  cli: [
    'errors',
    'run',
    'config',
    'use-case',
    'aws',
    'local',
    'deployment',
    'proxy',
    'preflight',
    'artifact',
    'requests',
    'logs',
    'samples',
  ],
  handler: ['signatures'],
};

/** Which packages a part may import, besides Node's own modules. */
const PACKAGES: Readonly<Record<string, readonly RegExp[]>> = {
  config: [/^zod$/, /^jsonc-parser$/],
  artifact: [/^esbuild$/, /^fflate$/],
  aws: [/^@aws-sdk\//, /^@smithy\//],
  local: [/^fflate$/, /^fast-xml-parser$/, /^@peculiar\/x509$/, /^reflect-metadata$/, /^mysql2(\/|$)/],
  cli: [/^yargs(\/|$)/, /^ora$/],
  handler: [/^mysql2(\/|$)/],
};

/** Parts that do no input or output of their own: everything they touch comes through a port. */
const PURE = [
  'denial',
  'cloudformation',
  'templates',
  'deployment',
  'proxy',
  'policy',
  'requests',
  'logs',
  'samples',
];
const INPUT_OUTPUT = /^node:(fs|net|http|https|tls|dns|child_process|worker_threads|process|os)/;

describe('the arrows between the parts', () => {
  const imports = sourceFiles().flatMap(importsOf);

  it('finds the imports of the house', () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  it('every relative import goes where its part may go', () => {
    const forbidden = imports.filter(({ from, to, typeOnly }) => {
      if (to === undefined || to === from) return false;
      const allowed = ARROWS[from] ?? [];
      return !(allowed.includes(to) || (typeOnly && allowed.includes(`type:${to}`)));
    });
    expect(forbidden.map(describeImport)).toEqual([]);
  });

  it('every package is imported only by the part it belongs to', () => {
    const forbidden = imports.filter(
      ({ from, specifier, to }) =>
        to === undefined &&
        !specifier.startsWith('node:') &&
        !specifier.startsWith('#') &&
        !(PACKAGES[from] ?? []).some((pattern) => pattern.test(specifier)),
    );
    expect(forbidden.map(describeImport)).toEqual([]);
  });

  it('the deciding parts import no module that reads or writes the world', () => {
    const forbidden = imports.filter(
      ({ from, specifier }) => PURE.includes(from) && INPUT_OUTPUT.test(specifier),
    );
    expect(forbidden.map(describeImport)).toEqual([]);
  });

  it('only the CLI, the test API, the handler, the servers of the local cloud and what quiets the SDK touch the process', () => {
    const touching = sourceFiles()
      .filter((file) => !['cli', 'testing', 'handler', 'local'].includes(partOf(file)))
      .filter((file) => file !== 'src/aws/quiet-sdk.ts')
      .filter((file) => /(?<![.\w'"`-])process\./.test(withoutComments(file)));
    expect(touching).toEqual([]);
  });

  it('nothing ends the process but bin', () => {
    const ending = sourceFiles().filter((file) => /\bprocess\.exit(Code)?\b/.test(withoutComments(file)));
    expect(ending).toEqual([]);
  });

  it('no file is longer than 250 lines, but generated ones', () => {
    const long = sourceFiles()
      .map((file) => ({ file, lines: read(file).split('\n').length - 1 }))
      .filter(({ lines }) => lines > 250);
    expect(long).toEqual([]);
  });

  it('no file is named for nothing', () => {
    expect(
      sourceFiles().filter((file) => /(^|\/)(utils?|helpers?|common|types|misc)\.ts$/.test(file)),
    ).toEqual([]);
  });
});

interface Import {
  readonly file: string;
  readonly from: string;
  /** The part imported from; undefined for a package. */
  readonly to: string | undefined;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): readonly Import[] {
  const pattern =
    /(?:^|\n)\s*(import|export)(\s+type)?\s[^;]*?from\s+'([^']+)'|\bimport\('([^']+)'\)|(?:^|\n)import\s+'([^']+)'/g;
  return [...withoutComments(file).matchAll(pattern)].map((match) => {
    const specifier = match[3] ?? match[4] ?? match[5] ?? '';
    const to = specifier.startsWith('.') ? partOf(path.join(path.dirname(file), specifier)) : undefined;
    return { file, from: partOf(file), to, specifier, typeOnly: match[2] !== undefined };
  });
}

function partOf(file: string): string {
  const [top, second, third] = file.split(path.sep);
  // Who signs as a sender does, and who verifies, read the same rows.
  if (top === 'handler' && second === 'signatures') return 'signatures';
  if (top !== 'src') return top ?? '';
  if (third !== undefined) return second ?? '';
  return (
    { 'errors.ts': 'errors', 'run.ts': 'run', 'index.ts': 'library', 'testing.ts': 'testing' }[
      second ?? ''
    ] ?? 'use-case'
  );
}

function sourceFiles(): readonly string[] {
  return ['src', 'templates', 'handler']
    .flatMap((top) =>
      readdirSync(path.join(ROOT, top), { recursive: true, encoding: 'utf8' }).map((file) =>
        path.join(top, file),
      ),
    )
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.generated.ts'));
}

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

function withoutComments(file: string): string {
  return read(file)
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(^|\s)\/\/.*$/gm, '');
}

function describeImport({ file, specifier }: Import): string {
  return `${file} imports ${specifier}`;
}
