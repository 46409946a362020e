import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SecretValues } from '../../dev-secrets.ts';
import { messageOf, ProxyWebhookError } from '../../errors.ts';
import { projectFolder } from './dev-file.ts';

/** Where a project keeps the values of its routes' secrets for `dev`: private, and ignored by git. */
export function secretsFile(directory: string): string {
  return path.join(projectFolder(directory), 'secrets.json');
}

/** The values by name; none when there is no file. Throws `invalid-config` for one that cannot be read, or is not an object of texts. */
export async function readSecrets(directory: string): Promise<SecretValues> {
  const file = secretsFile(directory);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return {};
    // Made-up values would take the place of the user's own.
    throw new ProxyWebhookError('invalid-config', `${file} cannot be read: ${messageOf(error)}.`, {
      remedies: ['Give it back to yourself, or delete it: dev makes up values anew.'],
      cause: error,
    });
  }
  const values = parsed(text);
  if (values !== undefined) return values;
  // What it holds must not be told.
  throw new ProxyWebhookError('invalid-config', `${file} is not a JSON object of names and texts.`, {
    remedies: ['Correct it, or delete it: dev makes up values anew.'],
  });
}

export async function writeSecrets(directory: string, values: SecretValues): Promise<void> {
  const file = secretsFile(directory);
  const work = `${file}.${process.pid}`;
  await writeFile(work, `${JSON.stringify(values, undefined, 2)}\n`, { mode: 0o600 });
  await rename(work, file);
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function parsed(text: string): SecretValues | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isFit = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isFit && Object.values(value).every((each) => typeof each === 'string')
      ? (value as SecretValues)
      : undefined;
  } catch {
    return undefined;
  }
}
