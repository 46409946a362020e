import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ProxyWebhookError } from '../errors.ts';

export interface Entry {
  /** Absolute. */
  readonly file: string;
  /** As the user knows it: the config's own words, or what the packaged handler is called. */
  readonly name: string;
  readonly packaged: boolean;
  /** What the user's own entry gets that imports `proxywebhook/handler`. */
  readonly packagedHandler: string;
  readonly packageVersion: string;
}

/** The module to bundle: `function.entry` relative to the config's folder, else the packaged handler. Throws `bundle-failed`. */
export async function findEntry(configured: string | undefined, directory: string): Promise<Entry> {
  const packaged = createRequire(import.meta.url).resolve('#handler');
  const packagedHandler = path.resolve(packaged, '../create-handler.ts');
  const packageVersion = await versionOf(path.resolve(packaged, '../../package.json'));
  if (configured === undefined) {
    const name = 'the packaged handler';
    return { file: packaged, name, packaged: true, packagedHandler, packageVersion };
  }
  const file = path.resolve(directory, configured);
  if (!(await isFile(file))) throw missing(configured, file);
  return { file, name: configured, packaged: false, packagedHandler, packageVersion };
}

function missing(configured: string, file: string): ProxyWebhookError {
  return new ProxyWebhookError(
    'bundle-failed',
    `The handler module that function.entry names is not there: ${configured} (looked for ${file}).`,
    {
      remedies: [
        'Correct function.entry: it is relative to the config file.',
        'Remove function.entry to use the packaged handler.',
      ],
      data: { entry: configured, file },
    },
  );
}

async function isFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

async function versionOf(packageFile: string): Promise<string> {
  const parsed: unknown = JSON.parse(await readFile(packageFile, 'utf8'));
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : '';
}
