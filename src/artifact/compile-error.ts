import path from 'node:path';
import type { BuildFailure, Message } from 'esbuild';
import { messageOf, ProxyWebhookError } from '../errors.ts';
import type { Entry } from './entry.ts';

const SHOWN = 5;

/** Turns esbuild's failure into ours: its message, file:line:column and the line itself, files relative to `directory`. */
export function compileError(error: unknown, entry: Entry, directory: string): ProxyWebhookError {
  const messages = isBuildFailure(error) ? error.errors : [];
  if (messages.length === 0) {
    return new ProxyWebhookError('bundle-failed', `${entry.name} could not be bundled: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const places = messages.map((message) => placeOf(message, entry, directory));
  const more = messages.length > SHOWN ? [`… and ${messages.length - SHOWN} more.`] : [];
  const lines = messages.slice(0, SHOWN).map((message, index) => describe(message, places[index]));
  return new ProxyWebhookError(
    'bundle-failed',
    [`The handler does not compile (${entry.name}).`, ...lines, ...more].join('\n'),
    {
      cause: error,
      remedies: remediesFor(messages),
      data: {
        entry: entry.name,
        folders: foldersOf(messages, entry),
        errors: messages.map((message, index) => ({
          message: message.text,
          ...(places[index] === undefined ? {} : { at: places[index] }),
        })),
      },
    },
  );
}

function describe(message: Message, place: string | undefined): string {
  const { location } = message;
  if (location === null || place === undefined) return `  ${message.text}`;
  const number = String(location.line);
  return [
    `  ${place}: ${message.text}`,
    `    ${number} | ${location.lineText}`,
    `    ${' '.repeat(number.length)} | ${' '.repeat(location.column)}${'^'.repeat(Math.max(1, location.length))}`,
  ].join('\n');
}

/** `file:line:column`, the column counted from 1 as editors do. */
function placeOf({ location }: Message, entry: Entry, directory: string): string | undefined {
  if (location === null) return undefined;
  const file = path.relative(directory, path.resolve(path.dirname(entry.file), location.file));
  return `${file}:${location.line}:${location.column + 1}`;
}

/** Where a change may mend it: the folders of the files that are wrong, and of those that were not found. */
function foldersOf(messages: readonly Message[], entry: Entry): readonly string[] {
  const folders = messages.flatMap(({ text, location }) => {
    if (location === null) return [];
    const folder = path.dirname(path.resolve(path.dirname(entry.file), location.file));
    const sought = /^Could not resolve "(\.[^"]*)"/.exec(text)?.[1];
    return sought === undefined ? [folder] : [folder, path.dirname(path.resolve(folder, sought))];
  });
  return [...new Set(folders)];
}

function remediesFor(messages: readonly Message[]): readonly string[] {
  const unresolved = messages.some(({ text }) => text.startsWith('Could not resolve'));
  return unresolved
    ? ['Install the package that could not be resolved, or correct the import.']
    : ['Correct the module, then run the command again.'];
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}
