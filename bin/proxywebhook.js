#!/usr/bin/env node
// Starts the CLI; the only file that sets the exit code.
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';

// The SDK's note that a later version of it will need a later Node.js is no news to whoever runs this.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const entry = new URL('../dist/cli.js', import.meta.url);
if (existsSync(entry)) {
  nodeModule.enableCompileCache?.(); // Node >= 22.1
  const { main } = await import(entry.href);
  process.exitCode = await main(process);
  // The terminal is gone: Node.js would abort where it puts that back as it was (`ResetStdio`), and 134 is not what happened.
  if (process.exitCode === 129) {
    process.removeAllListeners('SIGHUP');
    process.kill(process.pid, 'SIGHUP');
  }
  // Interrupted: what is still going on is not waited for.
  if ([129, 130, 143].includes(process.exitCode)) process.exit();
} else {
  process.stderr.write('proxywebhook has not been built yet. Run: npm ci && npm run build\n');
  process.exitCode = 1;
}
