import { access, constants, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { ProxyWebhookError } from '../errors.ts';

/** Where outputs will be written; looked at before anything is deployed. */
export interface OutputsFile {
  readonly write: (outputs: Readonly<Record<string, string>>) => Promise<void>;
}

/** The file of `--outputs-file`, by its extension. Throws `usage` for another extension, or a folder that cannot be written to. */
export async function outputsFile(path: string, directory: string): Promise<OutputsFile> {
  const format = formatOf(path);
  if (format === undefined) {
    throw new ProxyWebhookError('usage', `--outputs-file ${path} is neither .json nor .env.`, {
      remedies: ['Name a file such as outputs.json, .env or outputs.env.'],
    });
  }
  const file = resolve(directory, path);
  const there = await stat(file).catch(() => undefined);
  if (there !== undefined && !there.isFile()) {
    throw new ProxyWebhookError('usage', `--outputs-file ${path} is there already, and not a file.`, {
      remedies: ['Name another file.'],
    });
  }
  try {
    await access(there === undefined ? dirname(file) : file, constants.W_OK);
  } catch (error) {
    throw new ProxyWebhookError(
      'usage',
      `--outputs-file ${path} cannot be written${there === undefined ? ': is its folder there?' : '.'}`,
      {
        remedies: [
          there === undefined
            ? `Make the folder first: mkdir -p ${dirname(path)}`
            : 'Make it writable, or name another.',
        ],
        cause: error,
      },
    );
  }
  return {
    async write(outputs) {
      try {
        await writeFile(file, format(outputs));
      } catch (error) {
        throw new ProxyWebhookError(
          'usage',
          `The stack is deployed, but its outputs could not be written to ${path}.`,
          {
            remedies: [
              'They are printed above. Run the same command again to write them: it changes nothing else.',
            ],
            cause: error,
          },
        );
      }
    },
  };
}

/** Outputs as a JSON object, keys as they are. */
export function outputsJson(outputs: Readonly<Record<string, string>>): string {
  return `${JSON.stringify(outputs, null, 2)}\n`;
}

/** Outputs as lines that a shell and dotenv read alike: `WebhookUrl` is `WEBHOOK_URL`. */
export function outputsDotenv(outputs: Readonly<Record<string, string>>): string {
  return Object.entries(outputs)
    .map(([name, value]) => `${upperSnake(name)}=${quoted(value)}\n`)
    .join('');
}

function formatOf(path: string): typeof outputsJson | undefined {
  const name = basename(path);
  if (name.endsWith('.json')) return outputsJson;
  return name.endsWith('.env') || name.startsWith('.env.') ? outputsDotenv : undefined;
}

function upperSnake(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toUpperCase();
}

function quoted(value: string): string {
  return /^[\w./:@+,=-]*$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
