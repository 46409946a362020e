import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A tool that runs a function behind HTTP on this machine. */
export interface Peer {
  readonly name: string;
  /** What it runs of the path, and what not. */
  readonly runs: string;
  /** Installs it in an empty folder and writes a project there that answers `GET /probe`. */
  prepare(folder: string): void;
  /** The file whose text holds the answer. */
  readonly source: string;
  readonly answering: (text: string) => string;
  readonly command: (port: number) => readonly [program: string, ...parameters: string[]];
  readonly environment?: Readonly<Record<string, string>>;
}

const ROOT = path.resolve(import.meta.dirname, '../..');
const HANDLER = (text: string) =>
  `export const probe = async () => ({ statusCode: 200, headers: { 'content-type': 'text/plain' }, body: '${text}' });\n`;

/** sam local is not among them: it runs functions in Docker, which the bench does not ask for. */
export const PEERS: readonly Peer[] = [
  {
    name: 'proxywebhook dev',
    runs: 'database, pooling proxy, stack, function processes, HTTP API',
    prepare(folder) {
      const made = execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
        cwd: ROOT,
        encoding: 'utf8',
      });
      install(folder, [path.join(folder, made.trim().split('\n').at(-1) ?? '')]);
      write(folder, 'config.dev.json', JSON.stringify({ function: { entry: 'hook.mjs' } }));
    },
    source: 'hook.mjs',
    answering: (text) =>
      [
        "import { createHandler } from 'proxywebhook/handler';",
        'const stored = createHandler();',
        `const probe = { statusCode: 200, headers: { 'content-type': 'text/plain' }, body: '${text}' };`,
        "export const handler = async (event, context) => (event.rawPath === '/probe' ? probe : stored(event, context));",
        '',
      ].join('\n'),
    command: (port) => [
      process.execPath,
      'node_modules/proxywebhook/bin/proxywebhook.js',
      ...['dev', '--yes', '--offline', '--port', String(port)],
    ],
  },
  {
    name: 'serverless-offline 13.9.0 (serverless 3.40.0)',
    runs: 'function in a worker thread, HTTP API',
    prepare(folder) {
      install(folder, ['serverless@3.40.0', 'serverless-offline@13.9.0']);
      write(
        folder,
        'serverless.yml',
        [
          'service: peers',
          'provider: { name: aws, runtime: nodejs20.x }',
          'plugins: [serverless-offline]',
          "functions: { probe: { handler: handler.probe, events: [{ httpApi: 'GET /probe' }] } }",
          '',
        ].join('\n'),
      );
    },
    source: 'handler.mjs',
    answering: HANDLER,
    command: (port) => [
      process.execPath,
      'node_modules/serverless/bin/serverless.js',
      ...['offline', '--reloadHandler', '--httpPort', String(port), '--lambdaPort', String(port + 1)],
    ],
    environment: { SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off' },
  },
  {
    name: '@architect/sandbox 7.1.0',
    runs: 'function in a process for each request, HTTP API',
    prepare(folder) {
      install(folder, ['@architect/sandbox@7.1.0']);
      write(folder, 'app.arc', '@app\npeers\n\n@http\nget /probe\n');
    },
    source: 'src/http/get-probe/index.mjs',
    answering: (text) => HANDLER(text).replace('probe', 'handler'),
    command: (port) => ['node_modules/.bin/sandbox', '--port', String(port)],
  },
];

/** Without install scripts, as npm 12 does by itself. */
function install(folder: string, packages: readonly string[]): void {
  write(folder, 'package.json', '{ "private": true }');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
  execFileSync('npm', ['install', ...flags, ...packages], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function write(folder: string, name: string, text: string): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
