#!/usr/bin/env node
// Starts the CLI; the only file that sets the exit code.
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';

const entry = new URL('../dist/cli.js', import.meta.url);
if (existsSync(entry)) {
  nodeModule.enableCompileCache?.(); // Node >= 22.1
  const { main } = await import(entry.href);
  process.exitCode = await main(process);
} else {
  process.stderr.write('proxywebhook has not been built yet. Run: npm ci && npm run build\n');
  process.exitCode = 1;
}
