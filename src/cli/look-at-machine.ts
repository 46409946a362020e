import { access, constants, statfs } from 'node:fs/promises';
import path from 'node:path';
import { cacheDirectory } from '../artifact/cache-directory.ts';
import type { MachineFacts } from '../doctor.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that concern how the network is reached. Their values are not told: a proxy's may hold a password. */
const VARIABLES = [
  'HTTPS_PROXY',
  'https_proxy',
  'HTTP_PROXY',
  'http_proxy',
  'AWS_CA_BUNDLE',
  'NODE_EXTRA_CA_CERTS',
];

/** What `doctor` says of the machine; nothing is started and nothing fetched. */
export async function lookAtMachine(env: Environment, leastNode: string): Promise<MachineFacts> {
  const directory = cacheDirectory(env);
  const [freeBytes, certificates, database] = await Promise.all([
    freeIn(directory),
    env.NODE_EXTRA_CA_CERTS ? isReadable(env.NODE_EXTRA_CA_CERTS) : true,
    databaseFor(env, directory),
  ]);
  return {
    node: process.versions.node,
    leastNode,
    cache: { directory, ...(freeBytes === undefined ? {} : { freeBytes }) },
    variables: [
      ...VARIABLES.filter((name) => env[name]),
      ...(env.NODE_TLS_REJECT_UNAUTHORIZED === '0' ? ['NODE_TLS_REJECT_UNAUTHORIZED=0'] : []),
    ],
    ...(certificates ? {} : { unreadableCertificates: env.NODE_EXTRA_CA_CERTS ?? '' }),
    ...database,
  };
}

/** Of the folder, or of the nearest one above it that is there. */
async function freeIn(directory: string): Promise<number | undefined> {
  for (let at = path.resolve(directory); ; at = path.dirname(at)) {
    try {
      const { bavail, bsize } = await statfs(at);
      return bavail * bsize;
    } catch {
      if (at === path.dirname(at)) return undefined;
    }
  }
}

async function isReadable(file: string): Promise<boolean> {
  return access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
}

async function databaseFor(
  environment: Environment,
  directory: string,
): Promise<Pick<MachineFacts, 'cannotFetch' | 'database'>> {
  const [{ findPrograms }, { describeProgram, preferred }] = await Promise.all([
    import('../local/database/find.ts'),
    import('../local/database/program.ts'),
  ]);
  const keptFolder = path.join(directory, 'database');
  const { programs } = await findPrograms({ environment, keptFolder, platform: process.platform });
  const found = preferred(programs);
  if (found !== undefined) return { database: describeProgram(found) };
  for (const helper of ['docker', 'podman', 'apt-get']) {
    if (await isOnPath(helper, environment)) return {};
  }
  return { cannotFetch: 'there is neither Docker nor apt-get to get one with' };
}

async function isOnPath(program: string, { PATH = '' }: Environment): Promise<boolean> {
  const found = await Promise.all(
    PATH.split(path.delimiter).map((folder) => isReadable(path.join(folder, program))),
  );
  return found.includes(true);
}
