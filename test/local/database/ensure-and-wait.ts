// Ensures a database in the directory that the first parameter names, tells about it in a line of JSON, and waits to be ended.
// The second parameter is the options in JSON. SIGTERM stops the database first.
import { ensureDatabase } from '../../../src/local/database/ensure-database.ts';

const [directory = '', options = '{}'] = process.argv.slice(2);
const database = await ensureDatabase({
  directory,
  environment: process.env,
  offline: true,
  ...JSON.parse(options),
});
const { port, credentials, found, version } = database;
const waiting = setInterval(() => {}, 1000);
// Before it is told: whoever reads it may end this at once.
process.once('SIGTERM', async () => {
  await database.stop();
  clearInterval(waiting);
});
process.stdout.write(`${JSON.stringify({ port, credentials, found, version, uid: process.getuid?.() })}\n`);
