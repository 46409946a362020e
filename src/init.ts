import { access, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { allowedText, schemaAt } from './config/json-schema.ts';
import { ENVIRONMENT_NAME } from './config/names.ts';
import { parseConfig } from './config/parse.ts';
import { ProxyWebhookError } from './errors.ts';

/** What `init` needs to know; what is left out stays at its default, or at what the AWS CLI finds. */
export interface InitAnswers {
  readonly environment: string;
  readonly region?: string;
  readonly instanceClass?: string;
  readonly onDelete?: string;
  readonly auth?: string;
  readonly view?: string;
}

/** A file to write, decided before anything is written. */
export interface InitPlan {
  readonly path: string;
  readonly text: string;
}

/** One question of `init`; a command line flag of the same name answers it too. */
export interface InitQuestion {
  readonly name: keyof InitAnswers;
  readonly question: string;
  /** The answer of an empty line; undefined leaves the key out. */
  readonly default?: string;
  /** The only answers there are, where they are few. */
  readonly choices?: readonly string[];
  /** What is wrong with an answer, or undefined. */
  readonly problem: (answer: string) => string | undefined;
}

/** Where each answer goes in the configuration. */
const places: Readonly<Record<keyof InitAnswers, readonly string[]>> = {
  environment: ['environment'],
  region: ['region'],
  instanceClass: ['database', 'instanceClass'],
  onDelete: ['database', 'onDelete'],
  auth: ['proxy', 'auth'],
  view: ['view', 'access'],
};

/** In the order they are asked. */
export const initQuestions: readonly InitQuestion[] = [
  { ...asked('environment', 'Name of the environment?'), default: 'dev' },
  asked('region', 'AWS Region (empty: as the AWS CLI finds it)?'),
  asked('instanceClass', 'Instance class of the database?'),
  asked('onDelete', 'When the stack is deleted, what of the data: a last snapshot, or nothing?'),
  asked(
    'auth',
    'How does the function log in to the proxy: secret, or IAM token (no Secrets Manager endpoint)?',
  ),
  asked(
    'view',
    'Who may see the page with the requests: whoever opens a link, everyone (no contents), nobody?',
  ),
];

/**
 * The smallest configuration that says what was answered: only what differs from the defaults, and `$schema` where editors
 * can find the JSON Schema. Throws `invalid-config` for an answer that is not allowed.
 */
export function planInit(answers: InitAnswers, schema?: string): InitPlan {
  const { environment } = answers;
  if (!ENVIRONMENT_NAME.test(environment)) {
    throw new ProxyWebhookError('usage', `"${environment}" cannot be the name of an environment.`, {
      remedies: ['Use letters and digits, with single hyphens between them, for example: --env dev'],
    });
  }
  const config: Record<string, unknown> = schema === undefined ? { environment } : { $schema: schema };
  for (const { name } of initQuestions) {
    const answer = answers[name];
    if (name === 'environment' || answer === undefined || answer === '' || answer === defaultOf(name))
      continue;
    put(config, places[name], answer);
  }
  const path = `config.${environment}.json`;
  parseConfig(config, { environment, source: path });
  return { path, text: `${JSON.stringify(config, null, 2)}\n` };
}

/**
 * Writes a planned file and resolves to its absolute path. Throws `refused` when there is one already, unless `force`.
 */
export async function writeInit(
  { path, text }: InitPlan,
  { directory, force = false }: { readonly directory: string; readonly force?: boolean },
): Promise<string> {
  const file = join(directory, path);
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(file, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    throw new ProxyWebhookError('refused', `${path} is there already; it was left as it is.`, {
      remedies: ['Choose another name: --env NAME', 'Or overwrite it: --force'],
      cause: error,
      data: { file },
    });
  }
  return file;
}

/** Where editors find the JSON Schema from a configuration in `directory`: the installed copy, else a local one. */
export async function schemaReference(directory: string): Promise<string | undefined> {
  for (const path of ['./node_modules/proxywebhook/config.schema.json', './config.schema.json']) {
    const there = await access(join(directory, path)).then(
      () => true,
      () => false,
    );
    if (there) return path;
  }
  return undefined;
}

function asked(name: keyof InitAnswers, question: string): InitQuestion {
  const node = schemaAt(places[name]);
  const value = defaultOf(name);
  const choices = node?.enum?.map(String);
  const pattern = new RegExp(node?.pattern ?? '');
  const legal = (answer: string) =>
    choices?.includes(answer) ?? (pattern.test(answer) && answer.length <= (node?.maxLength ?? 255));
  return {
    name,
    question,
    ...(value === undefined ? {} : { default: value }),
    ...(choices === undefined ? {} : { choices }),
    problem: (answer) => (legal(answer) ? undefined : `Allowed: ${allowedText(node ?? {})}`),
  };
}

function defaultOf(name: keyof InitAnswers): string | undefined {
  const value = schemaAt(places[name])?.default;
  return value === undefined ? undefined : String(value);
}

function put(config: Record<string, unknown>, place: readonly string[], value: unknown): void {
  const [key = '', ...rest] = place;
  if (rest.length === 0) {
    config[key] = value;
    return;
  }
  const below = (config[key] ?? {}) as Record<string, unknown>;
  config[key] = below;
  put(below, rest, value);
}
