// Starts a server, tells where, and waits to be killed.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cacheDirectory } from '../../../src/artifact/cache-directory.ts';
import { copyDataDirectory, templateDataDirectory } from '../../../src/local/database/data-directory.ts';
import { startServer } from '../../../src/local/database/server.ts';
import { testProgram } from '../../support/database.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'pwh-test-orphan-'));
const program = await testProgram();
const template = await templateDataDirectory(program, path.join(cacheDirectory(process.env), 'database'));
await copyDataDirectory(template, path.join(directory, 'data'));
const user = { name: 'webhook', password: 'f00dcafe' };
const { pid } = await startServer({ program, directory, user, ephemeral: true });
process.stdout.write(`${JSON.stringify({ pid, directory })}\n`);
setInterval(() => {}, 1000);
