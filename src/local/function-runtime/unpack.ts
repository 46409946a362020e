import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { AwsApiError } from '../cloud.ts';

/** Unpacks an artifact into a folder. Throws what Lambda answers to a zip that it cannot unpack. */
export async function unpack(zip: Uint8Array, folder: string): Promise<void> {
  for (const [name, content] of Object.entries(open(zip))) {
    const file = path.resolve(folder, name);
    if (file !== folder && !file.startsWith(folder + path.sep)) throw unreadable();
    if (name.endsWith('/')) {
      await mkdir(file, { recursive: true });
    } else {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  }
}

function open(zip: Uint8Array): Readonly<Record<string, Uint8Array>> {
  try {
    return unzipSync(zip);
  } catch {
    throw unreadable();
  }
}

function unreadable(): AwsApiError {
  return new AwsApiError(
    'InvalidParameterValueException',
    'Could not unzip uploaded file. Please check your file, then try to upload again.',
  );
}
