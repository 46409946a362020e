import { access, readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { ProxyWebhookError } from '../errors.ts';
import { ENVIRONMENT_NAME } from './names.ts';

/** How a configuration is asked for: a file, or an environment's name, or neither. */
export interface ConfigRequest {
  /** `--config`; relative to `directory`. Goes before `environment`. */
  readonly file?: string | undefined;
  /** `--env`, or PROXYWEBHOOK_ENV. */
  readonly environment?: string | undefined;
  /** Where to look: the working directory. */
  readonly directory: string;
}

/** The absolute path of the configuration file; throws `invalid-config` naming what was looked for. Reads no file. */
export async function findConfigFile({ file, environment, directory }: ConfigRequest): Promise<string> {
  if (file !== undefined) {
    const path = resolve(directory, file);
    if (await exists(path)) return path;
    throw notFound(`There is no configuration file ${path}.`, [path], nameFromFile(path));
  }
  const candidates = await candidatesIn(directory);
  if (environment !== undefined) {
    if (!ENVIRONMENT_NAME.test(environment)) {
      throw new ProxyWebhookError('usage', `"${environment}" cannot be the name of an environment.`, {
        remedies: ['Use letters and digits, with single hyphens between them, for example: --env dev'],
      });
    }
    const name = `config.${environment}.json`;
    if (await exists(join(directory, name))) return join(directory, name);
    const others = candidates.length === 0 ? '' : ` There is: ${candidates.join(', ')}.`;
    throw notFound(`There is no ${name} in ${resolve(directory)}.${others}`, [name], environment);
  }
  if (candidates.includes('config.json')) return join(directory, 'config.json');
  const [only, ...more] = candidates;
  if (only !== undefined && more.length === 0) return join(directory, only);
  if (only !== undefined) {
    throw new ProxyWebhookError(
      'invalid-config',
      `There are several configurations in ${resolve(directory)}.`,
      {
        remedies: ['Say which one is meant:', ...candidates.map((name) => `  --env ${nameFromFile(name)}`)],
        data: { candidates },
      },
    );
  }
  const lookedFor = ['config.json', 'config.*.json'];
  throw notFound(
    `There is no configuration (${lookedFor.join(' or ')}) in ${resolve(directory)}.`,
    lookedFor,
    'dev',
  );
}

/** NAME of `config.NAME.json` or `NAME.json`; `default` for `config.json`. */
export function nameFromFile(file: string): string {
  const name = basename(file).replace(/\.json$/i, '');
  return name === 'config' ? 'default' : name.replace(/^config\./, '');
}

async function candidatesIn(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch(() => []);
  return names
    .filter((name) => /^config(\.[^.]+)?\.json$/.test(name))
    .filter((name) => name !== 'config.example.json' && name !== 'config.schema.json')
    .sort();
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function notFound(message: string, lookedFor: readonly string[], environment: string): ProxyWebhookError {
  return new ProxyWebhookError('invalid-config', message, {
    remedies: [
      `Make one: npx proxywebhook init --env ${ENVIRONMENT_NAME.test(environment) ? environment : 'dev'}`,
      'Or name one: --config FILE',
    ],
    data: { lookedFor },
  });
}
