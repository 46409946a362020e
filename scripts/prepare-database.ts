// Finds or fetches the database server that the tests and the demo run against, and makes the data folder that they
// copy. Ends with 1, and every way out, when there is none; PROXYWEBHOOK_TEST_DB=none goes on without.
import { cacheDirectory } from '../src/artifact/cache-directory.ts';
import { isProxyWebhookError } from '../src/errors.ts';
import { templateDataDirectory } from '../src/local/database/data-directory.ts';
import { ensureProgram } from '../src/local/database/ensure-program.ts';
import { describeProgram } from '../src/local/database/program.ts';

const directory = cacheDirectory(process.env);

try {
  const program = await ensureProgram({
    environment: process.env,
    cacheDirectory: directory,
    fetch: true,
    platform: process.platform,
    tell: (line) => console.error(line),
  });
  await templateDataDirectory(program, `${directory}/database`);
  console.log(`database: ${describeProgram(program)}`);
} catch (error) {
  if (!isProxyWebhookError(error)) throw error;
  const lines = [error.message, 'Any one of these helps:', ...error.remedies.map((remedy) => `  ${remedy}`)];
  console.error(lines.join('\n'));
  if (process.env.PROXYWEBHOOK_TEST_DB === 'none') {
    console.error('database: none, as PROXYWEBHOOK_TEST_DB asks; the tests that need one will fail.');
  } else {
    process.exitCode = 1;
  }
}
