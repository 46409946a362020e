import { execFile } from 'node:child_process';
import type { Attempt } from './attempts.ts';
import type { ServerCertificate } from './certificate.ts';

/** What runs containers here, and its answer to the question for its version. */
export interface Runtime {
  readonly command: 'docker' | 'podman';
  readonly version: string;
}

export interface ContainerRequest {
  readonly name: string;
  /** The volume that keeps the data. Undefined: they go with the container. */
  readonly volume?: string;
  readonly port: number;
  readonly password: string;
  readonly certificate: ServerCertificate;
  readonly maxConnections: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The same engine as on AWS, by its full name: Podman asks which registry is meant otherwise. */
export const IMAGE = 'docker.io/library/mysql:8.4';

// A command without a daemon is common, and may hang while it looks for one.
const LONGEST_ANSWER = 2000;
const LONGEST_STEP = 60_000;
const LONGEST_PULL = 1_800_000;

/** Docker, else Podman, if its daemon answers within two seconds. */
export async function findRuntime(
  environment: Environment,
  signal?: AbortSignal,
): Promise<{ readonly runtime?: Runtime; readonly tried: readonly Attempt[] }> {
  const tried: Attempt[] = [];
  for (const [command, parameters] of QUESTIONS) {
    const answer = await run(command, parameters, { environment, signal, longest: LONGEST_ANSWER }).catch(
      (error: Error) => error,
    );
    signal?.throwIfAborted();
    if (typeof answer === 'string' && answer !== '') return { runtime: { command, version: answer }, tried };
    const absent = answer instanceof Error && (answer.cause as NodeJS.ErrnoException)?.code === 'ENOENT';
    tried.push({
      what: command,
      why: absent ? 'not installed' : 'installed, but its daemon does not answer',
    });
  }
  return { tried };
}

/** True when the image is on this machine already. */
export async function hasImage(runtime: string, environment: Environment): Promise<boolean> {
  return run(runtime, ['image', 'inspect', IMAGE], { environment, longest: LONGEST_STEP }).then(
    () => true,
    () => false,
  );
}

/** Fetches the image. Rejects with the runtime's own words. */
export async function pullImage(
  runtime: string,
  environment: Environment,
  signal?: AbortSignal,
): Promise<void> {
  await run(runtime, ['pull', '--quiet', IMAGE], { environment, signal, longest: LONGEST_PULL });
}

/** Starts the container; one of the same name that an earlier run has left is removed first. Its server is not ready yet. */
export async function startContainer(
  runtime: string,
  request: ContainerRequest,
  environment: Environment,
): Promise<void> {
  await removeContainer(runtime, request.name, environment);
  const secrets = {
    MYSQL_ROOT_PASSWORD: request.password,
    PROXYWEBHOOK_CERTIFICATE: request.certificate.certificate,
    PROXYWEBHOOK_KEY: request.certificate.key,
  };
  // Named without a value, a variable is taken from our environment: no secret is among the parameters that `ps` shows.
  const variables = [...Object.keys(secrets), 'MYSQL_ROOT_HOST=%'].flatMap((name) => ['-e', name]);
  const parameters = [
    ...['run', '-d', '--name', request.name, '-p', `127.0.0.1:${request.port}:3306`],
    ...variables,
    ...(request.volume === undefined ? [] : ['-v', `${request.volume}:/var/lib/mysql`]),
    ...['--entrypoint', '/bin/sh', IMAGE, '-c', ENTRY, 'sh'],
    ...serverParameters(request.maxConnections),
  ];
  await run(runtime, parameters, { environment: { ...environment, ...secrets }, longest: LONGEST_STEP });
}

/** Lets the server end in order, within ten seconds; the container goes, its volume stays. */
export async function stopContainer(runtime: string, name: string, environment: Environment): Promise<void> {
  await run(runtime, ['stop', '-t', '10', name], { environment, longest: LONGEST_STEP }).catch(() => {}); // It has ended.
  await removeContainer(runtime, name, environment);
}

/** Ends it as a crash would. */
export async function killContainer(runtime: string, name: string, environment: Environment): Promise<void> {
  await run(runtime, ['kill', name], { environment, longest: LONGEST_STEP });
}

/** Removes a container, running or not, and is content when there is none. */
export async function removeContainer(
  runtime: string,
  name: string,
  environment: Environment,
): Promise<void> {
  await run(runtime, ['rm', '-f', '-v', name], { environment, longest: LONGEST_STEP }).catch(() => {});
}

/** True while a container runs. */
export async function isContainerRunning(
  runtime: string,
  name: string,
  environment: Environment,
): Promise<boolean> {
  const question = ['inspect', '--format', '{{.State.Running}}', name];
  return run(runtime, question, { environment, longest: LONGEST_STEP }).then(
    (answer) => answer === 'true',
    () => false,
  );
}

/** Removes a volume and is content when there is none. */
export async function removeVolume(runtime: string, name: string, environment: Environment): Promise<void> {
  await run(runtime, ['volume', 'rm', '-f', name], { environment, longest: LONGEST_STEP }).catch(() => {});
}

/** The last lines a container's server has said. */
export async function containerLog(runtime: string, name: string, environment: Environment): Promise<string> {
  return run(runtime, ['logs', '--tail', '5', name], { environment, longest: LONGEST_STEP }).catch(() => '');
}

const QUESTIONS = [
  ['docker', ['version', '--format', '{{.Server.Version}}']],
  ['podman', ['info', '--format', '{{.Version.Version}}']],
] as const;

/**
 * Runs as root inside the container, before the image's own start (docker-library/mysql, docker-entrypoint.sh) gives root up:
 * our certificate comes by the environment, because a mounted key would belong to the wrong user.
 */
const ENTRY = `set -e
umask 077
mkdir -p /run/proxywebhook
printf '%s' "$PROXYWEBHOOK_CERTIFICATE" > /run/proxywebhook/certificate.pem
printf '%s' "$PROXYWEBHOOK_KEY" > /run/proxywebhook/key.pem
chown -R mysql /run/proxywebhook
unset PROXYWEBHOOK_CERTIFICATE PROXYWEBHOOK_KEY
exec docker-entrypoint.sh mysqld "$@"`;

function serverParameters(maxConnections: number): readonly string[] {
  return [
    '--ssl-cert=/run/proxywebhook/certificate.pem',
    '--ssl-key=/run/proxywebhook/key.pem',
    `--max-connections=${maxConnections}`,
    '--skip-log-bin',
    '--performance-schema=OFF',
    '--innodb-buffer-pool-size=32M',
    '--innodb-flush-log-at-trx-commit=2',
    '--max-allowed-packet=64M',
    '--mysqlx=OFF',
  ];
}

interface RunOptions {
  readonly environment: Environment;
  readonly signal?: AbortSignal | undefined;
  readonly longest: number;
}

/** What a command prints. Rejects with its last words, or when it takes too long. */
function run(command: string, parameters: readonly string[], options: RunOptions): Promise<string> {
  const { environment, signal, longest } = options;
  return new Promise((resolve, reject) => {
    const limits = { timeout: longest, killSignal: 'SIGKILL' as const, ...(signal ? { signal } : {}) };
    const child = execFile(
      command,
      parameters,
      { env: { ...environment }, ...limits },
      (error, stdout, stderr) => {
        if (error === null) return resolve((stdout.trim() || stderr.trim()).trim());
        const words = stderr.trim().split('\n').slice(-3).join('; ');
        const why = error.killed === true && words === '' ? 'took too long' : words || error.message;
        reject(new Error(`${command} ${parameters[0]}: ${why}`, { cause: error }));
      },
    );
    child.stdin?.end();
  });
}
