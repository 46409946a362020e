// The inside of a container of fake-docker.sh: a server on the port of the first parameter with the data of the second, a volume.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { createConnection } from 'mysql2/promise';
import { cacheDirectory } from '../../../src/artifact/cache-directory.ts';
import { templateDataDirectory } from '../../../src/local/database/data-directory.ts';
import { startServer } from '../../../src/local/database/server.ts';
import { testProgram } from '../../support/database.ts';

const [given, directory = ''] = process.argv.slice(2);
const port = Number(given);
const program = await testProgram();
if (!existsSync(path.join(directory, 'data'))) {
  const template = await templateDataDirectory(program, path.join(cacheDirectory(process.env), 'database'));
  mkdirSync(directory, { recursive: true });
  cpSync(template, path.join(directory, 'data'), { recursive: true });
  writeFileSync(path.join(directory, 'password'), process.env.MYSQL_ROOT_PASSWORD ?? '');
}
// As in the image, the password is that of the volume's first start.
const password = readFileSync(path.join(directory, 'password'), 'utf8');
const certificate = {
  authority: '',
  certificate: process.env.PROXYWEBHOOK_CERTIFICATE ?? '',
  key: process.env.PROXYWEBHOOK_KEY ?? '',
};
const user = { name: 'helper', password: 'helper' };
const server = await startServer({ program, directory, user, certificate });
const login = { host: '127.0.0.1', port: server.port, user: user.name, password: user.password };
const connection = await createConnection(login);
await connection.query("ALTER USER 'root'@'localhost' IDENTIFIED BY ?", [password]);
await connection.end();
// As in the image, nobody comes in before everything is in place.
const front = createServer((client) => {
  const back = connect(server.port, '127.0.0.1');
  for (const socket of [client, back]) socket.on('error', () => back.destroy());
  client.pipe(back).pipe(client);
});
front.listen(port, '127.0.0.1');
process.once('SIGTERM', async () => {
  front.close();
  await server.stop();
  process.exit();
});
