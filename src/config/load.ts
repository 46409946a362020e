import { readFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { ProxyWebhookError } from '../errors.ts';
import { acceptedConfig } from './accept.ts';
import { type ConfigRequest, findConfigFile, nameFromFile } from './files.ts';
import { type Position, readJson } from './json.ts';
import type { Config } from './schema.ts';

/** A configuration that was read and checked, and where it came from. */
export interface LoadedConfig {
  readonly config: Config;
  /** Absolute. */
  readonly file: string;
  /** The folder of the file: what paths in the configuration are relative to. */
  readonly directory: string;
}

/**
 * Finds, reads and checks a configuration. Throws `invalid-config`: no file, several, not JSON (with line and column),
 * or not allowed (every issue at once).
 */
export async function loadConfig(
  request: ConfigRequest,
  /** Stands in for what the file leaves out; by section. */
  defaults: ConfigDefaults = {},
): Promise<LoadedConfig> {
  const file = await findConfigFile(request);
  const shown = shorter(file, request.directory);
  const { value, positions } = parseJson(await read(file, shown), shown);
  const input = withDefaults(value, defaults);
  const environment = nameFromFile(file);
  const config =
    acceptedConfig(input, { environment }) ??
    (await import('./parse.ts')).parseConfig(input, { environment, source: shown, positions });
  if (request.file === undefined) sameEnvironment(config, request.environment, shown);
  return { config, file, directory: dirname(file) };
}

export type ConfigDefaults = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A configuration as it was written, with defaults of its sections beneath. What is no object is left to the schema. */
export function withDefaults(value: unknown, defaults: ConfigDefaults): unknown {
  if (!isObject(value)) return value;
  const sections = Object.entries(defaults).map(([name, section]) => {
    const stated = value[name];
    return [name, stated === undefined ? section : isObject(stated) ? { ...section, ...stated } : stated];
  });
  return { ...value, ...Object.fromEntries(sections) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function read(file: string, shown: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reasons: Record<string, string> = { EISDIR: 'it is a folder', EACCES: 'you may not read it' };
    throw new ProxyWebhookError('invalid-config', `${shown} cannot be read: ${reasons[code] ?? code}.`, {
      remedies: ['Name a JSON file: --config FILE'],
      cause: error,
    });
  }
}

function parseJson(
  text: string,
  shown: string,
): { value: unknown; positions: ReadonlyMap<string, Position> } {
  const result = readJson(text);
  if (result.ok) return result;
  const { problem, at, sourceLine } = result;
  const start = Math.max(0, at.column - 61);
  const excerpt = sourceLine.slice(start, start + 100).replaceAll('\t', ' ');
  const pointer = `${' '.repeat(at.column - 1 - start)}^`;
  throw new ProxyWebhookError(
    'invalid-config',
    `${shown}:${at.line}:${at.column} is not JSON: ${problem}.\n  ${maskSecrets(excerpt)}\n  ${pointer}`,
    { data: { file: shown, line: at.line, column: at.column, problem } },
  );
}

// `--env prod` must never act on another environment because a file was copied.
function sameEnvironment(config: Config, asked: string | undefined, shown: string): void {
  if (asked === undefined || config.environment === asked) return;
  throw new ProxyWebhookError(
    'invalid-config',
    `${asked} was asked for, but ${shown} says that its environment is ${config.environment}.`,
    {
      remedies: [
        `Set "environment": "${asked}" in ${shown}, or leave the key out: the file's name says it`,
        `Or, if ${config.environment} is meant: --config ${shown}`,
      ],
      data: { file: shown, asked, environment: config.environment },
    },
  );
}

// Keeps the excerpt's length, so that the pointer still points.
function maskSecrets(line: string): string {
  return line.replaceAll(
    /("[^"]*(?:secret|password|token)[^"]*"\s*:\s*")([^"]*)/gi,
    (_, key: string, value: string) => key + '*'.repeat(value.length),
  );
}

function shorter(file: string, directory: string): string {
  const path = relative(directory, file);
  return path === '' || path.startsWith('..') ? file : path;
}
